"""Paragraphs whose relations are marked: ⟦98.22%=2123.04/2161.48*100⟧ is right, ⟦98.12%→98.22%=…⟧ is wrong.

A file holds many paragraphs, each under a line “# title”. The formula behind = proves the right value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

MARKED = Path(__file__).parent / "texts" / "marked"
_MARK = re.compile(r"⟦(?P<said>[^⟧=→]*)(?:→(?P<right>[^⟧=]*))?=(?P<formula>[^⟧]*)⟧")
_FOLDED = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")


@dataclass(frozen=True)
class Relation:
    """A figure that follows from others: where it stands, what is said, what is right, and why."""

    start: int
    said: str
    right: str
    formula: str

    @property
    def is_wrong(self) -> bool:
        """Whether the text says something else than what is right."""
        return self.said != self.right

    @property
    def computed(self) -> Decimal:
        """The formula at the precision of the right value."""
        value = eval(re.sub(r"[\d.]+", lambda x: f"D('{x[0]}')", self.formula), {"D": Decimal})  # noqa: S307
        return Decimal(value).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)

    @property
    def decimals(self) -> int:
        """Printed decimals of the right value."""
        return max(0, -int(number(self.right).as_tuple().exponent))


@dataclass(frozen=True)
class Marked:
    """A paragraph without its marks, and its relations."""

    title: str
    text: str
    relations: tuple[Relation, ...]


def marked(name: str) -> list[Marked]:
    """The paragraphs of one file."""
    blocks = re.split(r"(?m)^# ", (MARKED / name).read_text(encoding="utf-8"))[1:]
    return [_paragraph(*block.split("\n", 1)) for block in blocks]


def _paragraph(title: str, body: str) -> Marked:
    return Marked(
        title, _MARK.sub(lambda x: x["said"], body).strip("\n"), tuple(_relations(body.strip("\n")))
    )


def _relations(body: str) -> Iterator[Relation]:
    gone = 0
    for mark in _MARK.finditer(body):
        yield Relation(mark.start() - gone, mark["said"], mark["right"] or mark["said"], mark["formula"])
        gone += len(mark[0]) - len(mark["said"])


def number(words: str) -> Decimal:
    """The figure at the beginning of some words: 1,234.5万元 → 1234.5."""
    found = re.match(r"-?[\d,]+(?:\.\d+)?", words.translate(_FOLDED))
    return Decimal(found[0].replace(",", "")) if found else Decimal("NaN")
