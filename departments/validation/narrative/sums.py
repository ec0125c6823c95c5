"""A，其中：a、b、c; a、b，合计A; 总得分: parts and their whole."""

import re
from collections.abc import Iterator

from departments.scoring.rounding import ZERO

from .judging import AGREES, WRONG, Statement
from .kinship import SCORE, siblings
from .operands import is_base, is_planned, stage
from .sentences import Mention, Sentence
from .totals import LITTLE, OVERLAP, compared, is_level, is_plain, listed, total_stated, verdict_on
from .words import SUMS_UP

_OPENS = re.compile(
    r"其中|分(?:为)?[两二三四五六七八九十](?:批|期|类|块|部分)|(?<![\u4e00-\u9fff])分别(?:为|是)|包括|包含|分为|由(?=[^,，。;]*组成)"
)


_BARE = re.compile(r"(?:合计|共计|总计|一共|总共|共)(?:为|是|达)?")
NO_LIST = re.compile(r"其中|每|单价|累计|同比|等|以上|标准")


def sums_in(sentence: Sentence) -> Iterator[Statement]:
    """Every total whose parts the text lists. Inner lists are read before outer ones."""
    used: set[int] = set()
    for mark in reversed(list(_OPENS.finditer(sentence.text, sentence.start, sentence.end))):
        yield from _of_which(sentence, mark, used)
    yield from _in_brackets(sentence, used)
    yield from _summed_up(sentence, used)


def _of_which(sentence: Sentence, mark: re.Match[str], used: set[int]) -> Iterator[Statement]:
    """The parts behind 其中, for each unit that the words before it total."""
    behind = [x for x in sentence.mentions if x.start >= mark.end() and x.number not in used]
    ahead = [x for x in sentence.mentions if x.end <= mark.start()]
    if not ahead and sentence.previous and mark.start() < sentence.start + 3:
        ahead = list(sentence.previous.mentions)
    seen: list[Mention] = []
    for whole in _fitting_first(ahead, behind):
        if not any(whole.is_like(x) for x in seen):
            seen.append(whole)
            parts = _parts(whole, behind)
            if found := compared(whole, parts):
                used.update(x.number for x in found.operands)
                yield found


def _fitting_first(ahead: list[Mention], behind: list[Mention]) -> list[Mention]:
    """The nearest first, but before it one that the parts make."""
    plain = [x for x in reversed(ahead) if is_plain(x)]

    def is_off(whole: Mention) -> bool:
        found = compared(whole, _parts(whole, behind))
        return found is None or found.verdict != AGREES

    return sorted(plain, key=is_off)


def _parts(whole: Mention, behind: list[Mention]) -> list[Mention]:
    """The figures in the whole's unit, up to the end of the list."""
    parts = [
        x for x in behind if x.is_like(whole) and not is_base(x) and x.quantity.unit == whole.quantity.unit
    ]
    outer = min((x.depth for x in parts), default=0)
    return [x for x in parts if x.depth == outer and is_level(x)]


def _in_brackets(sentence: Sentence, used: set[int]) -> Iterator[Statement]:
    """“1000万元（基本支出600万元，项目支出400万元）”."""
    for whole in sentence.mentions:
        inside = [x for x in sentence.mentions[whole.number + 1 :] if x.depth > whole.depth]
        run = [x for n, x in enumerate(inside) if x.number == whole.number + 1 + n and x.number not in used]
        if is_plain(whole) and sentence.text[whole.end : whole.end + 1] == "(":
            parts = [x for x in run if x.quantity.unit == whole.quantity.unit and is_level(x)]
            if found := compared(whole, parts) or _enclosed(whole, parts):
                used.update(x.number for x in found.operands)
                yield found


def _enclosed(whole: Mention, parts: list[Mention]) -> Statement | None:
    """“专利29件（发明9件、实用新型19件）”: what stands in brackets without 其中 names every part."""
    opening = whole.sentence.text[whole.end : parts[0].start] if parts else "其中"
    total = sum((x.quantity.amount for x in parts), ZERO)
    difference = abs(total - whole.quantity.amount)
    is_near = difference and difference < whole.quantity.amount * LITTLE
    is_list = len(parts) > 1 and all(len(x.label.strip("(")) > 1 and x.quantity.is_exact for x in parts)
    if (
        not is_list
        or not is_near
        or re.search(r"其中|含|包括", opening)
        or OVERLAP.search(listed(whole, parts))
    ):
        return None
    return total_stated(whole, parts, WRONG)


def _summed_up(sentence: Sentence, used: set[int]) -> Iterator[Statement]:
    """“基本支出600万元，项目支出400万元，合计1000万元”; the last parts that make the total count."""
    for whole in sentence.mentions:
        if not (is_plain(whole) and SUMS_UP.search(whole.label) and _may_sum(whole)):
            continue
        parts = [x for x in sentence.mentions[: whole.number] if x.quantity.unit == whole.quantity.unit]
        parts = [x for x in parts if is_plain(x) and x.depth == whole.depth]
        total = ZERO
        for number in range(1, len(parts) + 1):
            total += parts[-number].quantity.amount
            if number > 1 and total == whole.quantity.amount:
                yield total_stated(whole, parts[-number:], AGREES)
                break
        else:
            yield from _should_be(whole, parts)


def _should_be(whole: Mention, parts: list[Mention]) -> Iterator[Statement]:
    if whole.quantity.unit == "分":
        scores = [x for x in parts if SCORE.search(x.label)]
        if len(scores) > 1 and len(scores) == len(parts) and re.search(r"总|综合|合计", whole.label):
            yield total_stated(whole, scores, WRONG)
        return
    group = parts if len(siblings(parts)) == len(parts) else []
    is_own = re.search(r"得分|总分", whole.label) or not re.search(
        r"[\u4e00-\u9fff]{3}(?:合计|共计|总计)", whole.label
    )
    if len(group) > 1 and is_own:
        yield total_stated(whole, group, verdict_on(whole, group))
    elif _is_bare_total(whole, parts):
        yield total_stated(whole, parts, WRONG)


def _is_bare_total(whole: Mention, parts: list[Mention]) -> bool:
    """“上年结转32.5万元，本年下达467.5万元，共计500万元”: nothing else is said before the total."""
    if not _BARE.fullmatch(whole.label.strip()) or len(parts) < 2 or whole.number != len(parts):
        return False
    spoken = whole.sentence.text[whole.sentence.start : whole.start]
    largest = max(x.quantity.amount for x in parts)
    is_list = not NO_LIST.search(spoken) and not {0, 3} <= {stage(x) for x in parts}
    return is_list and largest <= whole.quantity.amount <= largest * len(parts)


def _may_sum(whole: Mention) -> bool:
    return whole.quantity.unit == "分" or not is_planned(whole)
