"""批量任务: work too long for a page, kept until its last item is done."""

from django.db import models
from django.db.models import Q
from django.urls import reverse


class Batch(models.Model):
    """One job. `selection` says in words what was chosen, `options` what is made of it.

    How far it is, is counted from its items; the job itself only begins, is cancelled, and ends.
    """

    class Kind(models.TextChoices):
        DOCUMENTS = "documents", "批量文件"
        DOSSIERS = "dossiers", "审计档案"
        ISSUE = "issue", "下达"
        TREASURY_PREVIEW = "treasury_preview", "预览财政数据"
        TREASURY = "treasury", "导入财政数据"
        ENROLMENT_PREVIEW = "enrolment_preview", "预览部门和用户"
        ENROLMENT = "enrolment", "导入部门和用户"

    FILES = (Kind.DOCUMENTS, Kind.DOSSIERS)
    """Kinds whose result is a file; the others do what one request would take too long for."""

    kind = models.CharField("类型", max_length=20, choices=Kind)
    selection = models.CharField("范围", max_length=500)
    options = models.JSONField("选项", default=dict, blank=True)
    requested_by = models.ForeignKey(
        "departments.User", verbose_name="发起人", on_delete=models.PROTECT, related_name="batches"
    )
    requested_at = models.DateTimeField("发起时间", auto_now_add=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    called_at = models.DateTimeField("最近一次唤醒", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量任务"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "documents",
                        "dossiers",
                        "issue",
                        "treasury_preview",
                        "treasury",
                        "enrolment_preview",
                        "enrolment",
                    ]
                ),
                name="batch_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(finished_at__isnull=True),
                name="batch_is_finished_or_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.Kind(self.kind).label}：{self.selection}"

    def get_absolute_url(self) -> str:
        return reverse("reports:batch_detail", args=[self.pk])

    @property
    def makes_file(self) -> bool:
        return self.kind in self.FILES

    @property
    def is_open(self) -> bool:
        """It is still to be worked on."""
        return self.cancelled_at is None and self.finished_at is None


class BatchItem(models.Model):
    """One step: a department's share, or many departments' at once, or, after all of those, the archive.

    `reached` of `whole` rows or departments are done. In a job without a file the last step only ends it.
    Whoever works on it holds it by `key` until `lease_until`; then it is anybody's. `files` are its results:
    name, size and SHA-256 of each, and where it is stored unless it can be found by itself.
    """

    class Step(models.TextChoices):
        PART = "part", "部门"
        ARCHIVE = "archive", "打包"

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField("序号")
    step = models.CharField("步骤", max_length=10, choices=Step, default=Step.PART)
    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submission = models.ForeignKey(
        "departments.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    key = models.CharField("持有者", max_length=32, blank=True)
    lease_until = models.DateTimeField("持有至", null=True, blank=True)
    error = models.TextField("原因", blank=True)
    reached = models.PositiveIntegerField("已处理", default=0)
    whole = models.PositiveIntegerField("共", default=0)
    files = models.JSONField("结果", default=list, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量任务的步骤"
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["state", "number"], name="batch_item_next")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_item_per_number"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]), name="batch_item_state_known"
            ),
            models.CheckConstraint(
                condition=Q(step="part") | Q(assessment__isnull=True, submission__isnull=True),
                name="an_archive_is_of_no_assessment",
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="a_running_item_is_leased",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""), name="a_failed_item_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}-{self.number}"
