"""文字说明: one text of the outline."""

from django.db import models


class Section(models.Model):
    """文字说明. The text may hold `{figure}` names, which resolve to computed values."""

    assessment = models.ForeignKey(
        "departments.Assessment", on_delete=models.CASCADE, related_name="sections"
    )
    key = models.SlugField("提纲标识", max_length=60)
    text = models.TextField("内容", max_length=20000, blank=True)
    draft = models.TextField("所用底稿", blank=True, editable=False)
    """The draft the text was begun from, figures by name; "" for a text of one's own."""

    class Meta:
        verbose_name = verbose_name_plural = "文字说明"
        constraints = [models.UniqueConstraint(fields=["assessment", "key"], name="one_text_per_section")]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> str:
        """As the outline of the year calls it."""
        blocks = self.assessment.fiscal_year.outline.text_blocks()
        return next((str(x["title"]) for x in blocks if x["section"] == self.key), self.key)
