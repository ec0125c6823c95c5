"""佐证材料."""

from django.db import models

from departments.filing import Kind, kind_of


class Evidence(models.Model):
    """佐证材料: one file, tied to any number of indicators, projects or sections."""

    class Scan(models.TextChoices):
        PENDING = "pending", "待检查"
        CLEAN = "clean", "未发现问题"
        INFECTED = "infected", "发现问题，已隔离"
        UNCHECKED = "unchecked", "无法检查"

    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.CASCADE, related_name="evidence"
    )
    file = models.FileField("文件", upload_to="evidence/%Y/", max_length=200)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64)
    indicators = models.ManyToManyField("departments.Indicator", blank=True, related_name="evidence")
    projects = models.ManyToManyField("departments.Project", blank=True, related_name="evidence")
    sections = models.ManyToManyField("departments.Section", blank=True, related_name="evidence")
    uploaded_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)
    """Set when it was deleted after a submission had cited it: the file stays for those who read that."""
    scan = models.CharField("病毒检查", max_length=10, choices=Scan, default=Scan.PENDING)
    """Counts where a scanner is set; what is quarantined stays so without one."""
    scan_words = models.CharField("检查结果", max_length=200, blank=True, default="")
    """What was found, or why it could not be checked."""

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "sha256"], name="one_file_once_per_assessment"),
            models.CheckConstraint(
                condition=models.Q(scan__in=["pending", "clean", "infected", "unchecked"]),
                name="evidence_scan_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> Kind | None:
        """What it is: when it was kept, name and content agreed."""
        return kind_of(self.name)
