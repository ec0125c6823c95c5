"""更正原因: why what was approved or published is taken back: one of a list, and words."""

from typing import Any

from django.db import models


class Cause(models.TextChoices):
    """Of the list; which verb offers which of them says `departments/causes.py`."""

    FIGURES = "figures", "数据填报有误"
    TEXTS = "texts", "文字表述有误"
    EVIDENCE = "evidence", "佐证材料有误或需要补充"
    INSPECTION = "inspection", "审计、巡察或财政检查要求更正"
    POLICY = "policy", "政策口径或评分方法调整"
    UNFIT = "unfit", "含有不宜公开的内容"
    OTHER = "other", "其他原因"


def in_words(cause: str, text: str) -> str:
    """Both, as people read them: “数据填报有误：决算批复后调整”."""
    return "：".join(filter(None, (dict(Cause.choices).get(cause, cause), text)))


class Caused(models.Model):
    """A row with a cause of the list and a reason in words; older rows hold both in the words."""

    cause = models.CharField("更正原因", max_length=20, choices=Cause, blank=True)
    reason: Any

    class Meta:
        abstract = True

    @property
    def why(self) -> str:
        """Cause and reason, as people read them."""
        return in_words(self.cause, self.reason)
