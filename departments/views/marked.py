"""A text as it is read: figures by name put in, and marked where findings speak of a figure."""

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from departments.scoring.naming import Figures, Token, tokens_in

_END = re.compile(r"[。！？!?\n]")


@dataclass(frozen=True)
class Remark:
    """What is said to the characters from `start` to `end` of the text as it was written."""

    start: int
    end: int
    severity: str
    message: str
    ident: str
    explanation: str = ""


@dataclass(frozen=True)
class Piece:
    """A stretch of the text: `figure` is the name it was put in by, `said`: its sentence has a remark."""

    text: str
    figure: str = ""
    is_unknown: bool = False
    said: bool = False
    remark: Remark | None = None
    is_first: bool = False
    """Where the remark begins."""


def pieces_of(text: str, figures: Figures | None, remarks: Sequence[Remark] = ()) -> list[Piece]:
    """The whole text, cut where something begins or ends; a figure by name is never cut.

    Without `figures` braces are braces: only 文字说明 has figures by name.
    """
    known = {} if figures is None else figures
    tokens = {token.start: token for token in tokens_in(text)} if figures is not None else {}
    sentences = [sentence_around(text, x.start, x.end) for x in remarks]
    spans = [*sentences, *((x.start, x.end) for x in remarks)]
    cuts = sorted(_cuts(text, tokens.values(), spans))
    pieces = []
    for start, end in itertools.pairwise(cuts):
        remark = next((x for x in remarks if x.start <= start < x.end), None)
        said = any(a <= start < b for a, b in sentences)
        pieces.append(_piece(text[start:end], tokens.get(start), known, said, remark, start))
    return pieces


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence or line in which a figure stands."""
    before = [match.end() for match in _END.finditer(text, 0, start)]
    after = _END.search(text, end)
    return (before[-1] if before else 0), (after.end() if after else len(text))


def _cuts(text: str, tokens: Collection[Token], spans: Collection[tuple[int, int]]) -> set[int]:
    wanted = {0, len(text), *(place for span in spans for place in span)}
    inside = {place for token in tokens for place in range(token.start + 1, token.end)}
    return (wanted - inside) | {place for token in tokens for place in (token.start, token.end)}


def _piece(
    words: str, token: Token | None, figures: Figures, said: bool, remark: Remark | None, start: int
) -> Piece:
    is_first = remark is not None and remark.start == start
    if token is None:
        return Piece(words, said=said, remark=remark, is_first=is_first)
    return Piece(token.value(figures), token.name, not token.is_known(figures), said, remark, is_first)
