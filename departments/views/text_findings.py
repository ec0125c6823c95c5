"""What the checks say to the texts: at its figure, with its places and what would mend it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from departments.validation.findings import Elsewhere, Finding

from . import places
from .marked import Remark
from .panel import FindingView, Panel

Links = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fix:
    """One click: from `start` of a text, `was` becomes `now`."""

    key: str
    start: int
    was: str
    now: str
    is_here: bool = True

    @classmethod
    def read(cls, value: str) -> "Fix | None":
        """What `value` wrote; None for anything else."""
        try:
            key, start, was, now = json.loads(value)
        except (ValueError, TypeError):
            return None
        is_right = isinstance(start, int) and all(isinstance(x, str) for x in (key, was, now))
        return cls(key, start, was, now) if is_right else None

    @property
    def row(self) -> str:
        """The row of the page: section-score."""
        return self.key.replace(":", "-", 1)

    @property
    def value(self) -> str:
        """The same for a form that is posted without scripts."""
        return json.dumps([self.key, self.start, self.was, self.now], ensure_ascii=False)

    @property
    def back(self) -> "Fix":
        """What undoes it."""
        return Fix(self.key, self.start, self.now, self.was)


@dataclass(frozen=True)
class TextFinding:
    """A finding of a text: the characters it speaks of, what would mend it, and the other places."""

    view: FindingView
    was: str
    fixes: tuple[Fix, ...]
    links: Links

    @property
    def remark(self) -> Remark | None:
        """The mark in the text; None for a finding of the whole text."""
        found = self.view.finding
        if found.start is None or found.end is None:
            return None
        ident, said = self.view.ident, self.view.explanation
        return Remark(found.start, found.end, found.severity, found.message, ident, said)


def text_findings(panel: Panel) -> dict[str, list[TextFinding]]:
    """The findings of each text by its key, in the order of the text."""
    found: dict[str, list[TextFinding]] = {}
    for view in panel.findings:
        if view.finding.key.startswith("section:"):
            found.setdefault(view.finding.key, []).append(_text_finding(panel, view))
    return {key: sorted(rows, key=lambda x: x.view.finding.start or 0) for key, rows in found.items()}


def _text_finding(panel: Panel, view: FindingView) -> TextFinding:
    found = view.finding
    links = tuple((x.words, places.elsewhere(panel.assessment, x)) for x in found.others)
    return TextFinding(view, _written(panel, found), tuple(_fixes(panel, found)), links)


def _fixes(panel: Panel, found: Finding) -> Iterator[Fix]:
    """Here first; of two places that contradict each other, the other one as well."""
    if found.right and found.start is not None:
        yield Fix(found.key, found.start, _written(panel, found), found.right)
    for other in found.others:
        if other.right and other.start is not None:
            yield Fix(other.key, other.start, _written(panel, other), other.right, is_here=False)


def _written(panel: Panel, place: Finding | Elsewhere) -> str:
    text = panel.facts.sections.get(place.key.partition(":")[2], "")
    return text[place.start : place.end] if place.start is not None else ""
