"""Saving an outline: one that a year or a submission rests on stays as it is, and a new version is made."""

from typing import Any

from django.db import transaction

from . import audit, numbered
from .models import FiscalYear, Outline, Submission, User


class KeyTaken(Exception):
    """Another outline has the key."""


class Overtaken(Exception):
    """Somebody else changed the version after the page was made."""


def is_free(row: Outline) -> bool:
    """Whether nothing rests on the version, so that it may change in its place."""
    years, submissions = FiscalYear.objects.filter(outline=row), Submission.objects.filter(outline=row)
    return not years.exists() and not submissions.exists()


def fingerprint(row: Outline) -> str:
    """Names exactly this content."""
    return audit.canonical_sha256(row.data)


@transaction.atomic
def save(row: Outline, data: dict[str, Any], *, seen: str, by: User) -> Outline:
    """Keep `data`: in the place of `row` while it is free, else as a new version.

    `seen` is the fingerprint of what the page showed. Raises KeyTaken, Overtaken.
    """
    before = Outline.objects.select_for_update().get(pk=row.pk)
    if not is_free(before):
        return _added(before, data, by=by)
    if fingerprint(before) != seen:
        raise Overtaken
    old, made = before.data, before
    made.key, made.title, made.data = data["key"], data["title"], data
    _keep(made)
    audit.record("set_up_change", by=by, target=f"报告提纲 {made.key}", changes=_changes(made, old))
    return made


def _added(before: Outline, data: dict[str, Any], *, by: User) -> Outline:
    """A page that was made while the version was free may still name its key."""
    key = numbered.following(before)[0] if data["key"] == before.key else data["key"]
    made = Outline(key=key, title=data["title"], data=data | {"key": key})
    _keep(made)
    reason = f"在“{before.key}”的基础上"
    changes = _changes(made, before.data)
    audit.record("set_up_add", by=by, target=f"报告提纲 {key}", changes=changes, reason=reason)
    return made


def _keep(row: Outline) -> None:
    if Outline.objects.filter(key=row.key).exclude(pk=row.pk).exists():
        raise KeyTaken
    row.full_clean()
    row.save()


def _changes(made: Outline, old: dict[str, Any]) -> list[Any]:
    """Texts by their titles, all other blocks and the order together, then the head."""
    was, now = _parts(old), _parts(made.data)
    return [
        audit.change(made, label, was.get(label), now.get(label))
        for label in dict.fromkeys((*was, *now))
        if was.get(label) != now.get(label)
    ]


def _parts(data: dict[str, Any]) -> dict[str, str]:
    texts = {f"文字“{x['title']}”（{x['section']}）": x for x in data["blocks"] if "section" in x}
    order = [x.get("section", x) for x in data["blocks"]]
    head = {"标识": data.get("key"), "名称": data.get("title"), "文件标题": data.get("document_title")}
    rest = {
        "附件字样": data.get("attachment_mark"),
        "副标题": data.get("subtitle"),
        "版式": data.get("page"),
        "标题、表格和顺序": order,
    }
    return {label: audit.canonical_json(x) for label, x in (head | rest | texts).items() if x is not None}
