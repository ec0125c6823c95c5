"""Putting a figure or a draft into a text: only into what was seen, and never over what people wrote."""

from django.core.exceptions import ValidationError
from django.db import transaction

from . import audit, editing
from .models import Assessment, Section, User
from .redrafting import merged

LONGEST: int = Section._meta.get_field("text").max_length or 0


class ChangedMeanwhile(Exception):
    """The text is not what it was when this was offered; nothing was changed."""


@transaction.atomic
def put_in(assessment: Assessment, key: str, start: int, was: str, now: str, *, base: str, by: User) -> None:
    """From the character `start` of one text of 文字说明, `was` becomes `now`. Raises ChangedMeanwhile.

    `base` is the row's fingerprint on the page that offered it: other people's edits are never overwritten.
    """
    row = _lock(assessment, key, base, by)
    if not 0 <= start <= len(row.text) or row.text[start : start + len(was)] != was:
        raise ChangedMeanwhile
    _write(row, row.text[:start] + now + row.text[start + len(was) :], row.draft, by)


@transaction.atomic
def begin(assessment: Assessment, key: str, draft: str, *, base: str, by: User) -> None:
    """起草: the draft is written into a blank text, or behind what is written. Raises ChangedMeanwhile."""
    row = _lock(assessment, key, base, by)
    _write(row, f"{row.text}\n{draft}" if row.text.strip() else draft, draft, by)


@transaction.atomic
def adopt(assessment: Assessment, key: str, draft: str, *, base: str, by: User) -> None:
    """采用新底稿: lines of the old draft that nobody changed give way to those of the new one."""
    row = _lock(assessment, key, base, by)
    _write(row, merged(row.text, row.draft, draft), draft, by)


@transaction.atomic
def keep(assessment: Assessment, key: str, draft: str, *, base: str, by: User) -> None:
    """保留我的: the text stays, and is no longer held against the old draft."""
    row = _lock(assessment, key, base, by)
    _write(row, row.text, draft, by)


WITH_DRAFT = {"begin": begin, "adopt": adopt, "keep": keep}
"""What a person may do with a draft."""


def _lock(assessment: Assessment, key: str, base: str, by: User) -> Section:
    locked = editing.lock(assessment, by=by)
    row = Section.objects.select_for_update().filter(assessment=locked, key=key).first()
    if editing.fingerprint(row) != base:
        raise ChangedMeanwhile
    return row or Section(assessment=locked, key=key)


def _write(row: Section, text: str, draft: str, by: User) -> None:
    """Save and record what changed. Raises ValidationError when the text grows too long."""
    values = {"内容": (row.text, text), "所用底稿": (row.draft, draft)}
    if len(text) > LONGEST:
        raise ValidationError(f"这段文字会有{len(text)}字，最多{LONGEST}字。")
    row.text, row.draft = text, draft
    row.save()
    title = row.title
    changes = [audit.change(title, label, old, new) for label, (old, new) in values.items() if old != new]
    editing.finish(row.assessment, "texts", changes, by=by)
