"""已送审的文字: what later texts are compared with, by their shingles."""

from django.db import models


class FiledText(models.Model):
    """One section of the latest submission. `sha256` is of its bare text; the text itself stays frozen.

    `filed_at` is when this very text was first submitted: who wrote first did not copy.
    """

    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.CASCADE, related_name="filed_texts"
    )
    submission = models.ForeignKey("departments.Submission", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField("提纲标识", max_length=60)
    sha256 = models.CharField(max_length=64)
    filed_at = models.DateTimeField("首次送审时间")

    class Meta:
        verbose_name = verbose_name_plural = "已送审的文字"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "key"], name="one_filed_text_per_section")
        ]

    def __str__(self) -> str:
        return f"{self.submission}：{self.key}"


class FiledShingle(models.Model):
    """A run of characters of a filed text, as a number. A run many texts hold is kept for the first only."""

    pk = models.CompositePrimaryKey("shingle", "text_id")
    shingle = models.BigIntegerField()
    text = models.ForeignKey(FiledText, on_delete=models.CASCADE, related_name="shingles")

    class Meta:
        verbose_name = verbose_name_plural = "文字片段"

    def __str__(self) -> str:
        return f"{self.shingle:08x}"
