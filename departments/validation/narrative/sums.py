"""A，其中：a、b、c; a、b，合计A; 总得分: parts and their whole."""

import re
from collections.abc import Iterator
from decimal import Decimal

from departments.scoring.rounding import ZERO, plain

from .judging import AGREES, ROUNDING, UNKNOWN, WRONG, Statement, judged, rounded, shown, written
from .kinship import are_parallel, common_end, is_family, siblings
from .operands import is_base, is_change, is_planned
from .sentences import Mention, Sentence
from .words import AND_OTHERS, FAMILIES, PREVIOUS, SUMS_UP, WHOLE_FAMILIES

CHECK = "check_narrative_sums"
_OPENS = re.compile(r"其中|(?<![\u4e00-\u9fff])分别(?:为|是)|包括|包含|分为|由(?=[^,，。;]*组成)")
_SCORE = re.compile(r"得分?(?:为|是|:)?\s*$")
LITTLE, FEW = Decimal("0.1"), Decimal("0.34")
"""How much of a whole a list may leave out before it is taken for a list of some parts only."""
_OVERLAP = re.compile(r"女|岁|学历|以上|以下|民族|党员|老年|残疾|累计|同时|兼|留守|贫困")


def sums_in(sentence: Sentence, earlier: Sentence | None) -> Iterator[Statement]:
    """Every total whose parts the text lists. Inner lists are read before outer ones."""
    used: set[int] = set()
    for mark in reversed(list(_OPENS.finditer(sentence.text, sentence.start, sentence.end))):
        yield from _of_which(sentence, earlier, mark, used)
    yield from _in_brackets(sentence, used)
    yield from _summed_up(sentence, used)


def _of_which(
    sentence: Sentence, earlier: Sentence | None, mark: re.Match[str], used: set[int]
) -> Iterator[Statement]:
    """The parts behind 其中, for each unit that the words before it total."""
    behind = [x for x in sentence.mentions if x.start >= mark.end() and x.number not in used]
    ahead = [x for x in sentence.mentions if x.end <= mark.start()]
    if (
        not ahead
        and earlier
        and earlier.paragraph >= sentence.paragraph - 1
        and mark.start() < sentence.start + 3
    ):
        ahead = list(earlier.mentions)
    seen: list[Mention] = []
    for whole in reversed(ahead):
        if _is_plain(whole) and not any(whole.is_like(x) for x in seen):
            seen.append(whole)
            parts = _parts(whole, behind)
            if found := _compared(whole, parts):
                used.update(x.number for x in found.operands)
                yield found


def _parts(whole: Mention, behind: list[Mention]) -> list[Mention]:
    """The figures in the whole's unit, up to the end of the list."""
    parts = [
        x for x in behind if x.is_like(whole) and not is_base(x) and x.quantity.unit == whole.quantity.unit
    ]
    outer = min((x.depth for x in parts), default=0)
    return [x for x in parts if x.depth == outer and _is_level(x)]


def _compared(whole: Mention, parts: list[Mention]) -> Statement | None:
    """The whole against the first parts that make it, else against those that should."""
    total = ZERO
    for number, part in enumerate(parts, 1):
        total += part.quantity.amount
        is_end = number == len(parts) or whole.quantity.unit != "分"  # all scores make the total
        fits = number > 1 and is_end and total == whole.quantity.amount
        if fits and all(x.quantity.is_exact for x in parts[:number]):
            return _sum(whole, parts[:number], AGREES)
    group = siblings(parts)
    if len(group) < 2 or not all(x.quantity.is_exact for x in (*group, whole)):
        return None
    return _sum(whole, group, _verdict(whole, group))


def _verdict(whole: Mention, group: list[Mention]) -> str:
    """Wrong only where the parts are known to make the whole and nothing says “some of them”."""
    total = sum((x.quantity.amount for x in group), ZERO)
    if judged(whole.quantity, total / whole.quantity.scale) == AGREES:
        return AGREES
    step = max(x.quantity.step for x in (whole, *group) if x is whole or x.quantity.decimals)
    slack = step * max(1, len(group) // 3)
    if whole.quantity.scale > 1 and abs(total - whole.quantity.amount) <= slack:
        return ROUNDING
    listed = _listed(whole, group)
    if AND_OTHERS.search(listed) or PREVIOUS.search(listed):
        return UNKNOWN
    missing = (whole.quantity.amount - total) / whole.quantity.amount if whole.quantity.amount else ZERO
    if is_family(group, WHOLE_FAMILIES) or all(_SCORE.search(x.label) for x in (whole, *group)):
        return WRONG
    if is_family(group, FAMILIES):
        is_indicator = all("指标" in x.names for x in group)
        return WRONG if missing < (FEW if is_indicator else LITTLE) else UNKNOWN
    is_list = are_parallel(group) and not _OVERLAP.search(listed)
    return WRONG if is_list and _is_meant(group, missing, whole.start > group[0].start) else UNKNOWN


def _is_meant(group: list[Mention], missing: Decimal, is_all: bool) -> bool:
    """Whether a list of unknown kind was meant to be whole: nearly is, or the total stands behind it."""
    enough = len(group) > 2 or (missing < ZERO and common_end([x.label for x in group]) >= 3)
    return enough and -FEW < missing < (FEW if is_all else LITTLE / 2)


def _listed(whole: Mention, group: list[Mention]) -> str:
    """The words between the whole and the far end of its list."""
    text = whole.sentence.text
    if whole.start > group[0].start:
        return text[group[0].start - len(group[0].label) : whole.start]
    return text[whole.end : group[-1].end + len(group[-1].after)]


def _sum(whole: Mention, parts: list[Mention], verdict: str) -> Statement:
    total = sum((x.quantity.amount for x in parts), ZERO) / whole.quantity.scale
    same = all(x.quantity.scale == whole.quantity.scale for x in parts)
    terms = "＋".join(shown(x.quantity) if same else x.quantity.text for x in parts)
    computation = f"{terms}＝{plain(total)}{'' if same else '（' + _unit(whole) + '）'}"
    is_printable = judged(whole.quantity, total) == AGREES or total == rounded(whole.quantity, total)
    expected = written(whole.quantity, total) if is_printable else plain(total) + _unit(whole)
    return Statement(CHECK, whole, verdict, expected, computation, tuple(parts))


def _unit(mention: Mention) -> str:
    return mention.quantity.text.lstrip("0123456789.,， ")


def _is_level(mention: Mention) -> bool:
    return not is_change(mention) and mention.quantity.unit not in ("", "百分点", "%", "年", "倍")


def _is_plain(mention: Mention) -> bool:
    return _is_level(mention) and mention.quantity.is_exact and not is_base(mention)


def _in_brackets(sentence: Sentence, used: set[int]) -> Iterator[Statement]:
    """“1000万元（基本支出600万元，项目支出400万元）”."""
    for whole in sentence.mentions:
        inside = [x for x in sentence.mentions[whole.number + 1 :] if x.depth > whole.depth]
        run = [x for n, x in enumerate(inside) if x.number == whole.number + 1 + n and x.number not in used]
        if _is_plain(whole) and sentence.text[whole.end : whole.end + 1] == "(":
            parts = [x for x in run if x.quantity.unit == whole.quantity.unit and _is_level(x)]
            if found := _compared(whole, parts):
                used.update(x.number for x in found.operands)
                yield found


def _summed_up(sentence: Sentence, used: set[int]) -> Iterator[Statement]:
    """“基本支出600万元，项目支出400万元，合计1000万元”; the last parts that make the total count."""
    for whole in sentence.mentions:
        if not (_is_plain(whole) and SUMS_UP.search(whole.label) and _may_sum(whole)):
            continue
        parts = [x for x in sentence.mentions[: whole.number] if x.quantity.unit == whole.quantity.unit]
        parts = [x for x in parts if _is_plain(x) and x.depth == whole.depth]
        total = ZERO
        for number in range(1, len(parts) + 1):
            total += parts[-number].quantity.amount
            if number > 1 and total == whole.quantity.amount:
                yield _sum(whole, parts[-number:], AGREES)
                break
        else:
            yield from _should_be(whole, parts)


def _should_be(whole: Mention, parts: list[Mention]) -> Iterator[Statement]:
    if whole.quantity.unit == "分":
        scores = [x for x in parts if _SCORE.search(x.label)]
        if len(scores) > 1 and len(scores) == len(parts) and re.search(r"总|综合|合计", whole.label):
            yield _sum(whole, scores, WRONG)
        return
    group = parts if len(siblings(parts)) == len(parts) else []
    is_own = re.search(r"得分|总分", whole.label) or not re.search(
        r"[\u4e00-\u9fff]{3}(?:合计|共计|总计)", whole.label
    )
    if len(group) > 1 and is_own:
        verdict = _verdict(whole, group)
        yield _sum(whole, group, verdict)


def _may_sum(whole: Mention) -> bool:
    return whole.quantity.unit == "分" or not is_planned(whole)
