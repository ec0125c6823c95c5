"""用量: how often somebody asked for something within one minute, counted for all processes together."""

from django.db import models


class Spent(models.Model):
    """用量. One row per asker, kind and minute; of no use afterwards (`manage.py tidy`)."""

    who = models.CharField("谁", max_length=80)
    minute = models.BigIntegerField("分钟", help_text="自1970年起的分钟数。", db_index=True)
    count = models.PositiveIntegerField("次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "用量"
        constraints = [models.UniqueConstraint(fields=["who", "minute"], name="one_count_per_minute")]

    def __str__(self) -> str:
        return f"{self.who} {self.count}"
