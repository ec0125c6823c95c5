"""由B增加到A、比上年B增长X%、较上年增加D、超目标D: what rose or fell, and by how much."""

import re
from collections.abc import Iterator
from decimal import Decimal

from .differences import change_stated
from .judging import Statement
from .operands import is_change, is_planned, stage
from .sentences import Mention, Sentence
from .words import GROWTH, LEVEL, PREVIOUS

_FROM = re.compile(r"(?:由|从)[^由从,，。;]*$")
_THAN = re.compile(r"(?:比|较|相比|对比|与)[^比较,，。;]*$")
_OVER = re.compile(
    r"(?:超额完成|超出|超过|超额|超|高于|高出)(?:了|年初|年度|全年|预期|既定|下达)*(?:目标|任务|计划|指标值?)?(?:任务|值|数)?(?:的)?$"
)
_YEARLY = re.compile(r"年均|平均|复合|月均|[两三四五]年")
_SHORT = re.compile(r"[^,，。;0-9]{0,8}")
_DATE = re.compile(r"(?:19|20)\d\d年(?:度|末|底)?的?\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def changes_in(sentence: Sentence, earlier: Sentence | None) -> Iterator[Statement]:
    """Every increase or decrease whose two levels the text states."""
    for mention in sentence.mentions:
        if not mention.quantity.is_exact or not (_is_said(mention)):
            continue
        for levels in (_from_to, _than_before, _two_periods, _with_difference, _over_target):
            pair = levels(mention) or (_since(mention, earlier) if levels is _with_difference else None)
            if pair and (found := change_stated(mention, *pair)):
                yield found
                break


def _is_said(mention: Mention) -> bool:
    if _YEARLY.search(mention.label):
        return False
    return bool(is_change(mention) or GROWTH.search(mention.label) or _OVER.search(mention.label))


def _from_to(change: Mention) -> tuple[Mention, Mention] | None:
    """“由85家增加到90家，增加5家，增长5.88%”: the nearest pair in the same part of the sentence."""
    for later in _earlier(change, 3):
        first = _neighbour(later)
        reached = _DATE.sub("", later.label)
        if first and LEVEL.search(reached) and GROWTH.search(LEVEL.sub("", reached)):
            is_pair = first.is_like(later) and _FROM.search(_clause_before(first))
            return (first, later) if is_pair and _suits(change, later) else None
    return None


def _than_before(change: Mention) -> tuple[Mention, Mention] | None:
    """“实现120件，比上年100件增加20件，增长20%”."""
    base = _neighbour(change)
    if base and is_change(base) and base.segment == change.segment:
        base = _neighbour(base)
    if base is None or is_change(base) or not _THAN.search(_clause_before(base)):
        return None
    after = base.sentence.text[base.end : base.sentence.mentions[base.number + 1].start]
    if not _SHORT.fullmatch(after) or not _suits(change, base):
        return None
    level = next((x for x in _earlier(base, 4) if x.is_like(base) and not is_change(x)), None)
    return (base, level) if level and level.quantity.is_exact else None


def _two_periods(change: Mention) -> tuple[Mention, Mention] | None:
    """“2019年100人，2020年120人，增长20%”: exactly two levels, one of them earlier."""
    levels = [x for x in _earlier(change, 6) if not is_change(x) and _suits(change, x)]
    if len(levels) != 2 or not all(x.quantity.is_exact for x in levels) or not levels[0].is_like(levels[1]):
        return None
    old = [x for x in levels if PREVIOUS.search(x.lead)]
    if len(old) == 1 and not _THAN.search(old[0].lead):
        return old[0], next(x for x in levels if x is not old[0])
    years = [_YEAR.findall(x.lead) for x in levels]
    if not old and all(len(x) == 1 for x in years) and years[0] != years[1]:
        first, second = sorted(levels, key=lambda x: _YEAR.findall(x.lead))
        return first, second
    return None


def _with_difference(change: Mention) -> tuple[Mention, Decimal] | None:
    """“培训112人，比上年增加12人，增长12%”: level and difference give the base."""
    difference = _difference(change)
    level = _neighbour(difference) if difference else None
    return _base(level, difference) if level and difference else None


def _since(change: Mention, earlier: Sentence | None) -> tuple[Mention, Decimal] | None:
    """The same where the sentence before only says the level: “收入92万元。同比增加9万元，增长11%”."""
    difference = _difference(change)
    if difference is None or difference.number or earlier is None or len(earlier.mentions) != 1:
        return None
    return _base(earlier.mentions[0], difference) if earlier.paragraph == change.sentence.paragraph else None


def _difference(change: Mention) -> Mention | None:
    """The amount of a change whose percentage is said right behind it."""
    difference = _neighbour(change)
    if change.quantity.unit != "%" or difference is None or not is_change(difference):
        return None
    if change.quantity.direction != difference.quantity.direction or difference.segment != change.segment:
        return None
    is_said = re.search(r"比|较|同比", difference.lead) and _clauses(difference, change) <= 1
    return difference if is_said else None


def _base(level: Mention, difference: Mention) -> tuple[Mention, Decimal] | None:
    if is_change(level) or not level.is_like(difference) or not level.quantity.is_exact:
        return None
    return level, level.quantity.amount - difference.quantity.direction * difference.quantity.amount


def _over_target(change: Mention) -> tuple[Mention, Mention] | None:
    """“完成12家，超目标10家20%”, “目标10家，完成12家，超额2家”."""
    if not _OVER.search(change.label):
        return None
    levels = [x for x in _earlier(change, 3) if not is_change(x) and _suits(change, x)]
    planned = [x for x in levels if is_planned(x)]
    reached = [x for x in levels if not is_planned(x) and stage(x) != 0]
    if len(planned) != 1 or len(reached) != 1 or not planned[0].is_like(reached[0]):
        return None
    return planned[0], reached[0]


def _suits(change: Mention, level: Mention) -> bool:
    """百分点 is the difference of two percentages; an amount that of two in its unit."""
    unit, of_level = change.quantity.unit, level.quantity.unit
    if unit == "百分点":
        return of_level == "%"
    return (unit == "%" and of_level not in ("%", "百分点", "")) or (unit != "%" and change.is_like(level))


def _earlier(mention: Mention, count: int) -> list[Mention]:
    """The figures before one in the same part of its sentence, nearest first."""
    found = reversed(mention.sentence.mentions[max(0, mention.number - count) : mention.number])
    return [x for x in found if x.segment == mention.segment]


def _neighbour(mention: Mention) -> Mention | None:
    return mention.sentence.mentions[mention.number - 1] if mention.number else None


def _clause_before(mention: Mention) -> str:
    return mention.lead


def _clauses(one: Mention, other: Mention) -> int:
    return len(re.findall(r"[,，]", one.between(other)))
