"""Changes whose levels are said elsewhere: 与B相比减少D，下降X%; A收入减少D，下降X%; 2021年同比下降X%."""

import re
from collections.abc import Iterator
from itertools import permutations

from .context import best_named, content, earlier
from .differences import between_levels, from_base, of_level
from .levels import is_level, neighbour, own_base, suits
from .operands import is_change, listed_name
from .readings import Reading
from .sentences import Mention
from .words import PREVIOUS

_YEAR = re.compile(r"(?:19|20)\d\d")
_SUBJECT = re.compile(r"(?:比|较|与|同比|环比|相比|各|分别|均|共|增|减|下降|降低|提高|上升|净增|多|少).*$")
NEAREST = 6


def with_base(change: Mention) -> Iterator[Reading]:
    """“与年初预算12万元相比减少3.36万元，下降28%”: of the base itself, and of levels said before."""
    base = own_base(change)
    if base is None or not base.quantity.is_exact:
        return
    difference = neighbour(change)
    if difference and is_change(difference) and difference.is_like(base) and change.quantity.unit == "%":
        yield from_base(change, base, difference)
    levels = [x for x in earlier(base) if suits(change, x) and x.is_like(base) and is_level(x)]
    yield from (between_levels(change, base, x) for x in levels[:NEAREST])


def with_difference(change: Mention) -> Iterator[Reading]:
    """“培训112人，比上年增加12人，增长12%”: level and difference give the base."""
    difference = _difference(change)
    if difference is None or own_base(difference):
        return
    pool = [x for x in earlier(difference) if is_level(x) and x.is_like(difference)]
    named = _SUBJECT.sub("", difference.lead)
    is_bare = len(content(named)) < 2
    if level := None if is_bare else best_named(named, pool):
        yield of_level(change, level, difference, is_sure=len(content(named)) > 3)
    near = neighbour(difference)
    if near in pool and (is_bare or near.segment == difference.segment):
        yield of_level(change, near, difference, is_sure=is_bare)
    yield from (of_level(change, x, difference, is_sure=_is_alone(x, difference)) for x in pool[:2])
    if first := next((x for x in reversed(pool) if x.segment == change.segment and _opens(x, change)), None):
        yield of_level(change, first, difference, is_sure=is_bare)


def of_years(change: Mention) -> Iterator[Reading]:
    """“2020年、2021年分别为386.5万元、362.1万元，2021年同比下降6.31%”."""
    own = _YEAR.findall(change.lead)
    if len(own) != 1:
        return
    levels = [x for x in earlier(change) if is_level(x) and suits(change, x)]
    by_year = {year: x for x in reversed(levels) for year in _YEAR.findall(listed_name(x) or "")}
    level, base = by_year.get(own[0]), by_year.get(str(int(own[0]) - 1))
    if level and base and level.is_like(base):
        yield between_levels(change, base, level, is_sure=True)


def with_base_behind(change: Mention) -> Iterator[Reading]:
    """“销售总额46.9亿元，增加5.1亿元（上年41.8亿元）”."""
    later = next(iter(change.sentence.mentions[change.number + 1 :]), None)
    if (
        later is None
        or later.depth <= change.depth
        or not (suits(change, later) and PREVIOUS.search(later.label))
    ):
        return
    levels = [x for x in earlier(change, same_sentence=True) if is_level(x) and x.is_like(later)]
    yield from (between_levels(change, later, x, is_sure=len(levels) == 1) for x in levels)


def between_any(change: Mention) -> Iterator[Reading]:
    """Any two of the last three levels; only a slip is believed."""
    levels = [x for x in earlier(change) if is_level(x) and suits(change, x)][:3]
    if change.quantity.unit != "%":
        for one, other in permutations(levels, 2):
            if one.is_like(other):
                yield between_levels(change, one, other)


def _is_alone(level: Mention, difference: Mention) -> bool:
    """The only figure of its sentence: what the next sentence compares."""
    return len(level.sentence.mentions) == 1 and level.sentence is difference.sentence.previous


def _opens(level: Mention, change: Mention) -> bool:
    """The first figure of its part of the sentence: “税收18.65亿元，为预算的104.78%，同比增收1.45亿元”."""
    own = [x for x in change.sentence.mentions if x.segment == change.segment]
    return level.sentence is change.sentence and level is own[0]


def _difference(change: Mention) -> Mention | None:
    """The amount of a change whose percentage is said right behind it."""
    difference = neighbour(change)
    if change.quantity.unit != "%" or difference is None or not is_change(difference):
        return None
    if change.quantity.direction != difference.quantity.direction or difference.segment != change.segment:
        return None
    is_near = _clauses(difference, change) <= 1
    return difference if is_near and difference.quantity.unit not in ("%", "百分点") else None


def _clauses(one: Mention, other: Mention) -> int:
    return len(re.findall(r"[,，]", one.between(other)))
