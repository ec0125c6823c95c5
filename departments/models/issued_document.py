"""已出具的文件: the fingerprint of every official document handed out, to verify it by."""

from django.db import models

from .frozen import Frozen


class IssuedDocument(Frozen):
    """One file made of a submission. `sha256` is of the file, not of the submission."""

    submission = models.ForeignKey(
        "departments.Submission", on_delete=models.PROTECT, related_name="issued_documents"
    )
    format = models.CharField("格式", max_length=10)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("字节数")
    issued_at = models.DateTimeField("出具时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "已出具的文件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "format", "sha256"], name="a_document_is_issued_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.format}"
