"""新增行: the mark under which a page added a row, so that a lost answer never adds it twice."""

from django.db import models


class AddedRow(models.Model):
    """A row that a page added. `base` is its fingerprint when it was first saved."""

    assessment = models.ForeignKey("departments.Assessment", on_delete=models.CASCADE, related_name="+")
    mark = models.CharField("标记", max_length=32)
    row = models.PositiveBigIntegerField("行")
    base = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "新增行"
        constraints = [models.UniqueConstraint(fields=["assessment", "mark"], name="a_row_is_added_once")]

    def __str__(self) -> str:
        return self.mark
