"""在线编辑: who has which section open; written at most every few seconds, forgotten soon."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

HEARTBEAT = timedelta(seconds=15)
"""How often an open page says so."""
PRESENT = 3 * HEARTBEAT
"""Who was not heard of for longer is away."""
KEPT = timedelta(minutes=10)


class Presence(models.Model):
    """在线编辑. One row per person, self-assessment and section."""

    user = models.ForeignKey("departments.User", on_delete=models.CASCADE, related_name="+")
    assessment = models.ForeignKey("departments.Assessment", on_delete=models.CASCADE, related_name="+")
    section = models.CharField("部分", max_length=20)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "在线编辑"
        ordering = ["user__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "assessment", "section"], name="one_presence_per_person_and_section"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.section}"
