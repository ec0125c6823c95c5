"""我的视图: conditions, order and columns of a list, kept under a name by one person."""

from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """What an address of the page asks, but its page number. It opens no rows: all see only their own."""

    class Page(models.TextChoices):
        LIST = "list", "清单"
        RANKING = "ranking", "排名"

    owner = models.ForeignKey(
        "departments.User", verbose_name="用户", on_delete=models.CASCADE, related_name="saved_views"
    )
    page = models.CharField("页面", max_length=10, choices=Page)
    name = models.CharField("名称", max_length=30)
    asked = models.TextField("条件", max_length=3000, blank=True)
    is_default = models.BooleanField("打开页面时默认使用", default=False)
    created_at = models.DateTimeField("保存时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "保存的视图"
        ordering = ["page", "name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="one_view_per_name"),
            models.UniqueConstraint(
                fields=["owner", "page"], condition=Q(is_default=True), name="one_default_view_per_page"
            ),
            models.CheckConstraint(condition=Q(page__in=["list", "ranking"]), name="saved_view_page_known"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
