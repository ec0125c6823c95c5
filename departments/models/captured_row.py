"""行的变更: what triggers noted in this transaction, until the audit event of the change takes it."""

from django.db import models


class CapturedRow(models.Model):
    """行的变更. Written by the database itself; empty whenever nobody is writing.

    `old` and `new` are the row's columns as JSON; no `old` is a new row, no `new` a deleted one.
    """

    table = models.CharField("表", max_length=63)
    row = models.BigIntegerField("行")
    old = models.TextField("原值", null=True)  # noqa: DJ001 - no row is not an empty text
    new = models.TextField("新值", null=True)  # noqa: DJ001

    class Meta:
        verbose_name = verbose_name_plural = "行的变更"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
