"""Keeping, renaming and deleting one's own views of a list. They are nobody's business but their owner's."""

from django.db import transaction
from django.db.models import QuerySet

from .models import SavedView, User

MOST = 50
"""Views of one person."""


class CannotKeep(Exception):
    """Nothing changes; the message says why and what to do."""


def of(user: User) -> QuerySet[SavedView]:
    """The person's own, by page and name."""
    return SavedView.objects.filter(owner=user)


@transaction.atomic
def keep(view: SavedView, *, by: User) -> None:
    """Save a view of one's own, new or changed; a default one takes the other's place. Raises CannotKeep."""
    User.objects.select_for_update().get(pk=by.pk)
    mine, view.owner = of(by), by
    if mine.filter(page=view.page, name=view.name).exclude(pk=view.pk).exists():
        raise CannotKeep(f"您已有名为“{view.name}”的视图，请换一个名称；要替换它，请先在“我的视图”里删除。")
    if view.pk is None and mine.count() >= MOST:
        raise CannotKeep(f"最多保存{MOST}个视图，请先在“我的视图”里删除不用的。")
    if view.is_default:
        mine.filter(page=view.page, is_default=True).exclude(pk=view.pk).update(is_default=False)
    view.save()
