"""Which figures of a sentence a statement can be about."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from departments.scoring.rounding import EXACT, HUNDRED, ZERO, plain

from .judging import AGREES, UNKNOWN, WRONG, Statement, allowed, judged, shown, written
from .sentences import Mention
from .words import rank

_PLAN = re.compile(
    r"(?:目标|任务|计划|预算|指标值|目标值)(?:任务|目标|数|值|额|总额|资金|安排|总|批复)?(?:为|是|:|共|合计|约)?\s*$"
)
_PLAN_AFTER = re.compile(r"^(?:以上|以内)?的?(?:年度|全年|年初)?(?:目标|任务|计划(?!生)|指标要求|预期)")
_BASE = re.compile(r"[^,，。;:、占]{0,12}的(?:约|近)?\s*")
_STOP = re.compile(
    r"完成|既定|预定|规定|设定|核定|原定|预期|上级|考核|批复|当期|全年|年度|年初|目标|任务|计划|占|达到?|的|总|必达|拼搏|奋斗|下达|省|市|区|县|超额|为|是|相当于|预算|数|全部|本|我|局"
    r"|已|实际|共|有|约|等|今年|当年|去年|同期|上年|资金|金额|总额|指标|年|、|\s|□"
)


def is_base(mention: Mention) -> bool:
    """Whether a percentage is said of it: 720亿元 in “任务720亿元的100.4%”."""
    following = mention.number + 1
    if following >= len(mention.sentence.mentions):
        return False
    later = mention.sentence.mentions[following]
    return later.quantity.unit in ("%", "倍") and _BASE.fullmatch(mention.between(later)) is not None


def is_planned(mention: Mention) -> bool:
    """A target or a budget rather than what was reached: 预算831.91万元, 8家的目标任务."""
    if _PLAN.search(mention.label.rstrip("≥≤>< ")) or _PLAN_AFTER.search(mention.after):
        return True
    return rank(mention.label) == 0


def is_decided(mention: Mention) -> bool:
    """A target, or a budget in round figures: what it says is what was meant.

    A budget of 11.91万元 was rounded like any amount that was worked out in yuan.
    """
    quantity = mention.quantity
    is_rounded = quantity.scale > 1 and quantity.step * HUNDRED <= quantity.scale
    return is_planned(mention) and not (is_rounded and "预算" in (listed_name(mention) or mention.label))


def stage(mention: Mention) -> int | None:
    """As `rank`, with targets named behind the figure or right before it as planned."""
    if name := listed_name(mention):
        return rank(name)
    return 0 if is_planned(mention) else rank(mention.label)


def listed_name(mention: Mention) -> str | None:
    """Its name in “预算数和执行数分别为1250万元和1187.5万元”."""
    names, mark, rest = mention.lead.rpartition("分别为")
    if not mark:
        return None
    place = sum(
        1 for x in mention.sentence.mentions[: mention.number] if x.start >= mention.start - len(rest)
    )
    listed = [x for x in re.split(r"[、和与及]", names) if x]
    return listed[place] if place < len(listed) else None


def before(mention: Mention, *, same_part: bool = False) -> Iterator[Mention]:
    """The exact figures before one in its sentence, the nearest first."""
    for other in reversed(mention.sentence.mentions[: mention.number]):
        if same_part and other.segment != mention.segment:
            return
        if other.quantity.is_exact:
            yield other


def values(mention: Mention, like: Mention) -> Iterator[Mention]:
    """Of the figures before one those in the unit of another that are no base of a percentage."""
    return (x for x in before(mention) if x.is_like(like) and not is_base(x) and x is not like)


def is_share(percent: Mention) -> bool:
    """Whether the words right before a percentage make it a share: 占, 比重."""
    return percent.quantity.unit == "%" and re.search(r"占|比重", percent.label) is not None


def is_change(mention: Mention) -> bool:
    """An increase or a decrease, not a level."""
    return mention.quantity.direction != 0


def is_coarse(percent: Mention) -> bool:
    """With two digits some other figure may agree by chance."""
    return len(percent.quantity.value.as_tuple().digits) < 3


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """part ÷ whole in per cent, unrounded."""
    return EXACT.divide(EXACT.multiply(part, HUNDRED), whole)


def ratio(check: str, percent: Mention, part: Mention, whole: Mention) -> Statement | None:
    """A percentage (or 倍) recomputed from two figures; None where the whole is 0."""
    if whole.quantity.amount == ZERO:
        return None
    share = percent.quantity.unit == "倍"
    exact = percent_of(part.quantity.amount, whole.quantity.amount) / (HUNDRED if share else 1)
    verdict = judged(percent.quantity, exact)
    if verdict == WRONG and _is_open(percent, part, whole):
        verdict = UNKNOWN
    sign = "倍" if share else "%"
    computation = (
        f"{shown_both(part, whole, '÷')}＝{plain(exact.quantize(Decimal('0.0001'), context=EXACT))}{sign}"
    )
    return Statement(check, percent, verdict, written(percent.quantity, exact), computation, (part, whole))


def shown_both(one: Mention, other: Mention, sign: str) -> str:
    """Two figures of a computation, with their units where they differ."""
    first, second = one.quantity, other.quantity
    if first.scale == second.scale:
        return f"{shown(first)}{sign}{shown(second)}"
    return f"{first.text}{sign}{second.text}"


def _is_open(percent: Mention, part: Mention, whole: Mention) -> bool:
    """Whether the rounding of the operands themselves explains the difference."""
    low, high = _range(part)
    least, most = _range(whole)
    if least <= ZERO:
        return True
    scale = HUNDRED if percent.quantity.unit == "倍" else Decimal(1)
    return allowed(percent_of(low, most) / scale, percent_of(high, least) / scale, percent.quantity)


def _range(mention: Mention) -> tuple[Decimal, Decimal]:
    """A measured figure in 万 or 亿 stands for a range; counts and what was decided are exact."""
    quantity = mention.quantity
    half = ZERO if quantity.scale == 1 or is_decided(mention) else quantity.step / 2
    return quantity.amount - half, quantity.amount + half


def is_about(base: Mention, words: str) -> bool:
    """Whether what the base names (“招商引资签约额800亿元”) is spoken of in these words."""
    content = _STOP.sub("", base.label)
    return len(content) < 2 or any(content[i : i + 2] in words for i in range(len(content) - 1))


def first_agreeing(statements: Iterable[Statement | None]) -> Statement | None:
    """Of several readings the first that agrees, else the first."""
    kept = [x for x in statements if x]
    return next((x for x in kept if x.verdict == AGREES), kept[0] if kept else None)
