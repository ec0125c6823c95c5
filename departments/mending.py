"""Putting another figure into a text: exactly the characters that were seen, or nothing at all."""

from django.db import transaction

from . import audit, editing
from .models import Assessment, Section, User


class ChangedMeanwhile(Exception):
    """The text is not what it was when the figure was offered; nothing was changed."""


@transaction.atomic
def put_in(assessment: Assessment, key: str, start: int, was: str, now: str, *, base: str, by: User) -> None:
    """From the character `start` of one text of 文字说明, `was` becomes `now`. Raises ChangedMeanwhile.

    `base` is the row's fingerprint on the page that offered it: other people's edits are never overwritten.
    """
    locked = editing.lock(assessment, by=by)
    row = Section.objects.select_for_update().filter(assessment=locked, key=key).first()
    if row is None or editing.fingerprint(row) != base or row.text[start : start + len(was)] != was:
        raise ChangedMeanwhile
    before = row.text
    row.text = before[:start] + now + before[start + len(was) :]
    row.full_clean(exclude=["assessment"], validate_constraints=False)
    row.save(update_fields=["text"])
    editing.finish(locked, "texts", [audit.change(row, "内容", before, row.text)], by=by)
