"""A text as it is read: figures by name put in, full-width marks folded, every character's origin kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from departments.scoring.figures import FigureValue
from departments.scoring.naming import tokens_in

_FOLDED = {ord("０") + i: str(i) for i in range(10)} | {
    ord("．"): ".", ord("％"): "%", ord("﹪"): "%", ord("－"): "-", ord("−"): "-", ord("﹣"): "-",
    ord("＋"): "+", ord("\u3000"): " ", ord("\u00a0"): " ", ord("\t"): " ", ord("≧"): "≥", ord("≦"): "≤",
    ord("＞"): ">", ord("＜"): "<", ord("（"): "(", ord("）"): ")", ord("；"): ";", ord("："): ":",
    ord("！"): "!", ord("？"): "?", ord("～"): "~", ord("﹒"): ".", ord("\r"): "\n",
}  # fmt: skip
"""One character each, so that offsets stay; ， and 、 are left, they mean different things."""


@dataclass(frozen=True)
class Text:
    """What is read (`folded`) and what was written (`original`)."""

    original: str
    resolved: str
    origins: tuple[tuple[int, int], ...] | None = None
    """For each resolved character where it came from; None when nothing was put in."""

    @classmethod
    def of(cls, original: str, figures: Mapping[str, FigureValue] | None = None) -> "Text":
        """Put the figures by name into a text."""
        if figures is None:
            return cls(original, original)
        tokens = [x for x in tokens_in(original) if x.is_known(figures)]
        if not tokens:
            return cls(original, original)
        pieces, origins, last = [], [], 0
        for token in tokens:
            value = token.value(figures)
            pieces += [original[last : token.start], value]
            origins += [(i, i + 1) for i in range(last, token.start)]
            origins += [(token.start, token.end)] * len(value)
            last = token.end
        origins += [(i, i + 1) for i in range(last, len(original))]
        return cls(original, "".join([*pieces, original[last:]]), tuple(origins))

    @cached_property
    def folded(self) -> str:
        """The resolved text with half-width digits and marks, character by character."""
        return self.resolved.translate(_FOLDED)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of a stretch of the resolved one."""
        if self.origins is None:
            return start, end
        return self.origins[start][0], self.origins[end - 1][1]

    def is_from_figure(self, start: int, end: int) -> bool:
        """Whether a stretch holds characters that a figure by name put in."""
        return self.origins is not None and any(b - a > 1 for a, b in self.origins[start:end])
