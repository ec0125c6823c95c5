"""A finding 校验结果: what is wrong, where, what was found and what was expected."""

import re
from dataclasses import dataclass
from typing import Any

ERROR, WARNING = "error", "warning"
LONGEST = 500
"""Places and values longer than this are cut, so that an explanation can be kept under them."""
_NUMBER_OF_ROW = re.compile(r"（第[0-9]+行）|第[0-9]+[行个]|目标[0-9]+(?=／|$)")


@dataclass(frozen=True)
class Elsewhere:
    """Another place a finding speaks of: a cell of a table, or a figure of a text and what would mend it."""

    words: str
    key: str
    start: int | None = None
    end: int | None = None
    right: str = ""


@dataclass(frozen=True)
class Finding:
    """One result of one check. An error stops 送审, a warning needs an explanation.

    `check` is the name of the check's function; `key` names the row towards the page that edits it.
    `start` and `end` are the place in a text, counted in characters, where a finding has one.
    """

    check: str
    severity: str
    place: str
    found: str
    expected: str
    message: str
    key: str = ""
    start: int | None = None
    end: int | None = None
    right: str = ""
    """What may be written from `start` to `end` instead, to the character; empty where nobody can know."""
    others: "tuple[Elsewhere, ...]" = ()

    def to_dict(self) -> dict[str, Any]:
        """The finding as published; the place in a text only where there is one."""
        names = ["check", "severity", "place", "found", "expected", "message"]
        names += [name for name in ("start", "end") if getattr(self, name) is not None]
        return {name: getattr(self, name) for name in names}


def spot(place: str, key: str) -> str:
    """The place, without the numbers of rows where a key names the row: they change with other rows."""
    return _NUMBER_OF_ROW.sub("", place) if key else place


def error(place: str, message: str, *, found: object = "", expected: object = "", key: str = "") -> Finding:
    """Something that makes the official form wrong. The check's name is filled in by `findings_in`."""
    return Finding("", ERROR, *_clipped(place, found, expected), message, key)


def warning(place: str, message: str, *, found: object = "", expected: object = "", key: str = "") -> Finding:
    """Something a person must explain. The check's name is filled in by `findings_in`."""
    return Finding("", WARNING, *_clipped(place, found, expected), message, key)


def _clipped(*texts: object) -> tuple[str, str, str]:
    place, found, expected = (
        text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…" for text in map(str, texts)
    )
    return place, found, expected
