"""已处理的操作: the key of a button that was pressed, so that pressing it again is not a second event."""

from django.db import models


class PostedOnce(models.Model):
    """One handled POST. The key is made with the page, so every click on its button carries the same."""

    user = models.ForeignKey("departments.User", on_delete=models.CASCADE, related_name="+")
    key = models.CharField("标识", max_length=32)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "已处理的操作"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="a_button_acts_once")]

    def __str__(self) -> str:
        return self.key
