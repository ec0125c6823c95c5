"""A whole against the parts that a text lists for it."""

import re
from decimal import Decimal

from departments.scoring.rounding import ZERO, plain

from .judging import AGREES, ROUNDING, UNKNOWN, WRONG, Statement, judged, rounded, shown, written
from .kinship import are_parallel, common_end, ends_the_list, is_family, siblings
from .numerals import chinese_number
from .operands import is_base, is_change
from .sentences import Mention
from .words import AND_OTHERS, FAMILIES, PREVIOUS, WHOLE_FAMILIES

SUMS = "check_narrative_sums"
_NO_POINTS = re.compile(r"扣|满分|分值|权重|占|目标")
LONG = 1000
"""A whole of so many steps is no chance match of its parts."""
_NUMBERED = re.compile(r"分(?:为)?(?P<number>[两二三四五六七八九十])(?:批|期|类|块|部分|个|次|笔)")
LITTLE, FEW = Decimal("0.1"), Decimal("0.34")
"""How much of a whole a list may leave out before it is taken for a list of some parts only."""
OVERLAP = re.compile(r"女|岁|学历|以上|以下|民族|党员|老年|残疾|累计|同时|兼|留守|贫困")


def compared(whole: Mention, parts: list[Mention]) -> Statement | None:
    """The whole against the first parts that make it, else against those that should."""
    total = ZERO
    for number, part in enumerate(parts, 1):
        total += part.quantity.amount
        is_end = number == len(parts) or whole.quantity.unit != "分"  # all scores make the total
        fits = number > 1 and is_end and total == whole.quantity.amount
        if fits and all(x.quantity.is_exact for x in parts[:number]):
            return total_stated(whole, parts[:number], AGREES)
    group = parts if _are_points(whole, parts) else siblings(parts)
    if len(group) < 2 or not all(x.quantity.is_exact for x in (*group, whole)):
        return None
    return total_stated(whole, group, verdict_on(whole, group))


def verdict_on(whole: Mention, group: list[Mention]) -> str:
    """Wrong only where the parts are known to make the whole and nothing says “some of them”."""
    total = sum((x.quantity.amount for x in group), ZERO)
    if judged(whole.quantity, total / whole.quantity.scale) == AGREES:
        return AGREES
    step = max(x.quantity.step for x in (whole, *group) if x is whole or x.quantity.decimals)
    slack = step * max(1, len(group) // 3)
    if whole.quantity.scale > 1 and abs(total - whole.quantity.amount) <= slack:
        return ROUNDING
    words = listed(whole, group)
    if AND_OTHERS.search(words) or PREVIOUS.search(words):
        return UNKNOWN
    return WRONG if _is_whole_list(whole, group, total, words) else UNKNOWN


def _is_whole_list(whole: Mention, group: list[Mention], total: Decimal, words: str) -> bool:
    """Whether the list was meant to leave nothing out."""
    missing = (whole.quantity.amount - total) / whole.quantity.amount if whole.quantity.amount else ZERO
    if is_family(group, WHOLE_FAMILIES) or _are_points(whole, group) or _are_numbered(whole, group):
        return True
    if is_family(group, FAMILIES):
        is_indicator = all("指标" in x.names for x in group)
        return missing < (FEW if is_indicator else LITTLE)
    if OVERLAP.search(words):
        return False
    if abs(missing) < LITTLE and _is_slip(whole, group, total):
        return True
    return are_parallel(group) and _is_meant(group, missing, whole.start > group[0].start)


def _is_slip(whole: Mention, group: list[Mention], total: Decimal) -> bool:
    """Whether one other digit, or two in the other order, in one figure of many digits makes the sum."""
    step = min(x.quantity.step for x in (whole, *group))
    off = abs(total - whole.quantity.amount) / step
    digits = off.normalize().as_tuple().digits
    is_long = whole.quantity.amount / step >= LONG and all(x.quantity.is_exact for x in group)
    return is_long and (
        len(digits) == 1 or (off % 9 == 0 and len((off / 9).normalize().as_tuple().digits) == 1)
    )


def _are_numbered(whole: Mention, group: list[Mention]) -> bool:
    """“分两批下达：第一批…，第二批…”: as many parts as were announced."""
    said = _NUMBERED.search(listed(whole, group))
    return bool(said and chinese_number(said["number"]) == len(group)) and are_parallel(group)


def _is_meant(group: list[Mention], missing: Decimal, is_all: bool) -> bool:
    """Whether a list of unknown kind was meant to be whole: nearly is, or the total stands behind it."""
    if ends_the_list(group):
        return True
    enough = len(group) > 2 or (missing < ZERO and common_end([x.label for x in group]) >= 3)
    return enough and -FEW < missing < (FEW if is_all else LITTLE / 2)


def _are_points(whole: Mention, parts: list[Mention]) -> bool:
    """The points of every line under a score: 自评得分96分，其中投入得15分，过程得24分 …"""
    is_score = whole.quantity.unit == "分" and re.search(r"得分|总分|评分", whole.label)
    return bool(is_score and len(parts) > 2 and not any(_NO_POINTS.search(x.label) for x in parts))


def listed(whole: Mention, group: list[Mention]) -> str:
    """The words between the whole and the far end of its list."""
    text = whole.sentence.text
    if whole.start > group[0].start:
        return text[group[0].start - len(group[0].label) : whole.start]
    return text[whole.end : group[-1].end + len(group[-1].after)]


def total_stated(whole: Mention, parts: list[Mention], verdict: str) -> Statement:
    total = sum((x.quantity.amount for x in parts), ZERO) / whole.quantity.scale
    same = all(x.quantity.scale == whole.quantity.scale for x in parts)
    terms = "＋".join(shown(x.quantity) if same else x.quantity.text for x in parts)
    computation = f"{terms}＝{plain(total)}{'' if same else '（' + _unit(whole) + '）'}"
    is_printable = judged(whole.quantity, total) == AGREES or total == rounded(whole.quantity, total)
    expected = written(whole.quantity, total) if is_printable else plain(total) + _unit(whole)
    return Statement(SUMS, whole, verdict, expected, computation, tuple(parts))


def _unit(mention: Mention) -> str:
    return mention.quantity.text.lstrip("0123456789.,， ")


def is_level(mention: Mention) -> bool:
    return not is_change(mention) and mention.quantity.unit not in ("", "百分点", "%", "年", "倍")


def is_plain(mention: Mention) -> bool:
    return is_level(mention) and mention.quantity.is_exact and not is_base(mention)
