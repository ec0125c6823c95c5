"""Figures by name: {部门整体执行率} becomes its value when a text is shown, printed or checked, only here."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .facts import AssessmentFacts
from .figures import FIGURES, FigureValue
from .named_lines import LINE_FIGURES
from .named_rows import POINT, RowFigures, figures_by_row, indicator_figures, project_figures
from .scorecard import Scorecard

OPTIONS = ("千分位", "去零", "元")
"""How a figure may be asked for: {部门整体支出执行数:千分位,去零}."""
GROUPS = {
    "money": "预算与执行",
    "percent": "预算与执行",
    "score": "得分",
    "count": "个数",
    "text": "等级与名单",
}
"""Kind of a figure of the whole form → where the list has it."""
_TOKEN = re.compile(r"[{｛](?P<inside>[^{}｛｝]+)[}｝]")
_OPTIONS = re.compile(r"(?P<name>.*)[:：](?P<options>[^:：]*)", re.DOTALL)
OWN_FIGURES = {**FIGURES, **LINE_FIGURES}
"""Figures of the whole form by name."""
Figures = Mapping[str, FigureValue]


@dataclass(frozen=True)
class Token:
    """A figure asked for by name: where it stands, as written, its name and options."""

    start: int
    end: int
    written: str
    name: str
    options: tuple[str, ...] = ()

    def is_known(self, figures: Figures) -> bool:
        """Whether there is such a figure now."""
        return self.name in figures

    def value(self, figures: Figures) -> str:
        """What stands in its place; a token that names no figure stays as it is."""
        return figures[self.name].printed(self.options) if self.is_known(figures) else self.written


class _Figures(Mapping[str, FigureValue]):
    """Figures by name, each computed when it is asked for: there are many, and a text names a few."""

    def __init__(self, facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> None:
        self._facts, self._scorecards = facts, scorecards
        self._known: dict[str, FigureValue] = {}

    def __getitem__(self, name: str) -> FigureValue:
        if name not in self._known:
            self._known[name] = self._computed(name)
        return self._known[name]

    def _computed(self, name: str) -> FigureValue:
        if figure := OWN_FIGURES.get(name):
            return figure.of(self._facts, self._scorecards[0])
        row, point, asked = name.rpartition(POINT)
        if not point or row not in self._rows:
            raise KeyError(name)
        return dict(self._rows[row]())[asked]

    @cached_property
    def _rows(self) -> Mapping[str, RowFigures]:
        return figures_by_row(self._facts, self._scorecards)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        groups = grouped_figures(self._facts, self._scorecards).values()
        return tuple(name for group in groups for name in group)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def figures_of(facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> Figures:
    """Every figure that the texts of one self-assessment may name."""
    return _Figures(facts, scorecards)


def grouped_figures(
    facts: AssessmentFacts, scorecards: Sequence[Scorecard]
) -> dict[str, dict[str, FigureValue]]:
    """The same in the groups and the order of the list to pick from."""
    groups: dict[str, dict[str, FigureValue]] = {group: {} for group in dict.fromkeys(GROUPS.values())}
    for name, figure in OWN_FIGURES.items():
        groups[GROUPS[figure.kind]][name] = figure.of(facts, scorecards[0])
    groups["项目"] = project_figures(facts, scorecards)
    groups["指标"] = indicator_figures(facts, scorecards)
    return groups


def tokens_in(text: str) -> Iterator[Token]:
    """The figures a text asks for, in order."""
    for match in _TOKEN.finditer(text):
        name, options = _parts(match["inside"])
        yield Token(match.start(), match.end(), match[0], name, options)


def resolve(text: str, figures: Figures) -> str:
    """Put the figures into a text; a token that names no figure stays as it is."""
    pieces, last = [], 0
    for token in tokens_in(text):
        pieces += [text[last : token.start], token.value(figures)]
        last = token.end
    return "".join([*pieces, text[last:]])


def resolved_texts(facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> dict[str, str]:
    """Every text of 文字说明 as people read it, by its key."""
    figures = figures_of(facts, scorecards)
    return {key: resolve(text, figures) for key, text in facts.sections.items()}


def unknown_figures(text: str, figures: Figures) -> list[Token]:
    """The tokens of a text that name no figure or no option."""
    return [token for token in tokens_in(text) if not token.is_known(figures)]


def nearest(name: str, figures: Figures) -> str | None:
    """The figure whose name is most like one that does not exist, None when none is near."""
    return next(iter(difflib.get_close_matches(name, figures, n=1, cutoff=0.6)), None)


def _parts(inside: str) -> tuple[str, tuple[str, ...]]:
    """Name and options; words behind a colon that are no options belong to the name."""
    if found := _OPTIONS.fullmatch(inside):
        options = tuple(x.strip() for x in re.split(r"[,，、]", found["options"]) if x.strip())
        if set(options) <= set(OPTIONS):
            return found["name"].strip(), options
    return inside.strip(), ()
