"""由B增加到A、比上年B增长X%、较上年增加D、超目标D: what rose or fell, and by how much."""

import re
from collections.abc import Iterator
from decimal import Decimal

from departments.scoring.rounding import HUNDRED, ZERO, plain

from .judging import UNKNOWN, WRONG, Statement, judged, shown, written
from .operands import is_change, is_planned, percent_of, shown_both, stage
from .sentences import Mention, Sentence
from .words import GROWTH, LEVEL, PREVIOUS

CHECK = "check_narrative_changes"
_FROM = re.compile(r"(?:由|从)[^由从,，。;]*$")
_THAN = re.compile(r"(?:比|较|相比|对比|与)[^比较,，。;]*$")
_OVER = re.compile(
    r"(?:超额完成|超出|超过|超额|超|高于|高出)(?:了|年初|年度|全年|预期|既定|下达)*(?:目标|任务|计划|指标值?)?(?:任务|值|数)?(?:的)?$"
)
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
            if pair and (found := _stated(mention, *pair)):
                yield found
                break


def _is_said(mention: Mention) -> bool:
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


def _stated(change: Mention, one: Mention, other: Mention | Decimal) -> Statement | None:
    """The change from the first level to the second, in the unit in which it is said."""
    operands: tuple[Mention, ...] = (one,) if isinstance(other, Decimal) else (one, other)
    base, level = one.quantity.amount, ZERO
    if isinstance(other, Decimal):
        base, level = other, base
    else:
        level = other.quantity.amount
    unit, exact = change.quantity.unit, level - base
    in_points = unit == "%" and one.quantity.unit != "%"
    if in_points and base <= ZERO:
        return None
    if in_points:
        exact = percent_of(exact, base)
    elif unit not in ("%", "百分点"):
        exact = exact / change.quantity.scale
    return _verdict(change, exact, operands, base, level)


def _verdict(
    change: Mention, exact: Decimal, operands: tuple[Mention, ...], base: Decimal, level: Decimal
) -> Statement:
    falls = change.quantity.direction < 0
    verdict = judged(change.quantity, -exact if falls else exact)
    if verdict == WRONG and _is_open(change, operands, exact):
        verdict = UNKNOWN
    if len(operands) == 2:
        computation = f"{shown_both(operands[1], operands[0], '－')}"
    else:
        computation = f"{shown(operands[0].quantity)}，此前为{plain(base / operands[0].quantity.scale)}"
    result = f"{computation}，变动{plain(exact.quantize(Decimal('0.0001')))}{change.quantity.unit}"
    expected = written(change.quantity, -exact if falls else exact)
    return Statement(CHECK, change, verdict, expected, result, operands)


def _is_open(change: Mention, operands: tuple[Mention, ...], exact: Decimal) -> bool:
    """Whether the rounding of the levels explains the difference."""
    steps = [x.quantity.step / 2 for x in operands if x.quantity.scale > 1 or x.quantity.decimals]
    if not steps or not operands:
        return False
    amounts = [abs(x.quantity.amount) for x in operands]
    slack = sum(steps, ZERO)
    if change.quantity.unit == "%" and operands[0].quantity.unit != "%":
        slack = percent_of(slack, min(amounts)) * (1 + abs(exact) / HUNDRED) if min(amounts) else ZERO
    else:
        slack = slack / change.quantity.scale
    half = Decimal(1).scaleb(-change.quantity.decimals) / 2
    return abs(abs(change.quantity.value) - abs(exact)) <= slack + half


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
