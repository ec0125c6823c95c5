"""What the outline offers to begin a text with, and what became of it since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from departments.drafting import Drafter
from departments.redrafting import difference

from .marked import Piece, pieces_of
from .panel import Panel


@dataclass(frozen=True)
class DraftView:
    """The draft of one text as it reads now, beside the one the text was begun from."""

    written: str
    pieces: Sequence[Piece]
    is_blank: bool
    """Nothing is written yet."""
    is_used: bool
    """The text was begun from just this draft."""
    changes: Sequence[tuple[str, Sequence[Piece]]] = ()
    """Lines that went (-) or came (+) since the text was begun from an older draft."""


def draft_views(panel: Panel, blocks: Iterable[Mapping[str, Any]]) -> dict[str, DraftView]:
    """The drafts of an outline by the key of their text; blocks that offer none are left out."""
    drafter = Drafter.of(panel.facts, panel.scorecards, panel.figures)
    used = dict(panel.assessment.sections.values_list("key", "draft"))
    return {
        x["section"]: _view(panel, x["section"], drafter.draft(x["draft"]), used.get(x["section"], ""))
        for x in blocks
        if x.get("draft")
    }


def _view(panel: Panel, key: str, draft: str, used: str) -> DraftView:
    is_blank = not panel.facts.sections.get(key, "").strip()
    changes = difference(used, draft) if used and not is_blank else []
    return DraftView(
        draft,
        pieces_of(draft, panel.figures),
        is_blank,
        not is_blank and used == draft,
        [(sign, pieces_of(line, panel.figures)) for sign, line in changes],
    )
