"""分别为a、b、c: percentages in the order of the figures before them."""

import re
from collections.abc import Iterator
from itertools import groupby

from .context import earlier
from .judging import AGREES, Statement
from .operands import is_change, ratio
from .pairs import RATES as CHECK
from .sentences import Mention, Sentence

_SEVERAL = re.compile(r"分别|依次|各占")
_NEW = re.compile(r"分别|依次|其中|合计")
_CHANGES = re.compile(r"增长|提高|下降|上升|增加|减少|同比|高于|低于|超过")
_NEXT = re.compile(r"[^。;]{0,30}[、,，和与及)][^。;]{0,30}")
_NEXT_PERCENT = re.compile(r"\s*(?:、|，?和|与|以?及)\s*")
Run = list[Mention]


def lists_in(sentence: Sentence) -> Iterator[Statement]:
    """Every list of percentages against two lists of its length, or one and a whole, when half agrees."""
    for run in _runs(list(sentence.mentions)):
        if run[0].quantity.unit == "%" and _SEVERAL.search(run[0].lead) and not _CHANGES.search(run[0].lead):
            yield from _listed(run)


def _listed(run: Run) -> Iterator[Statement]:
    above = [x for x in earlier(run[0]) if x.quantity.unit not in ("%", "百分点", "") and x.quantity.is_exact]
    levels = [x for x in reversed(above) if not is_change(x)]
    runs = [x for depth in {x.depth for x in levels} for x in _runs([y for y in levels if y.depth == depth])]
    parts = [x[-len(run) :] for x in runs if len(x) >= len(run)]
    wholes = [*parts, *([x] * len(run) for x in levels)]
    readings = (_read(run, part, whole) for part in parts for whole in wholes if whole is not part)
    fitting = [x for x in readings if sum(y.verdict == AGREES for y in x) * 2 >= len(run)]
    yield from max(fitting, key=lambda x: sum(y.verdict == AGREES for y in x), default=[])


def _read(run: Run, parts: Run, wholes: Run) -> list[Statement]:
    found = [
        ratio(CHECK, percent, part, whole)
        for percent, part, whole in zip(run, parts, wholes, strict=True)
        if part.is_like(whole)
    ]
    return [x for x in found if x]


def _runs(mentions: list[Mention]) -> list[Run]:
    """Figures of one unit that stand in a row, a new row where 分别 begins one."""
    runs: list[Run] = []
    for unit, group in groupby(mentions, lambda x: (x.quantity.unit, id(x.sentence))):
        pattern = _NEXT_PERCENT if unit[0] == "%" else _NEXT
        run: Run = []
        for mention in group:
            is_next = run and pattern.fullmatch(run[-1].between(mention)) and not _NEW.search(mention.label)
            run = [*run, mention] if is_next else [mention]
            runs = [*runs[:-1], run] if is_next else [*runs, run]
    return [x for x in runs if len(x) > 1]
