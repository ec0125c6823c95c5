"""三项合计预算…、支出…; 税收收入…，非税收入…，一般公共预算收入合计: totals of figures of other sentences."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from .context import closeness, content, earlier
from .judging import Statement
from .numerals import chinese_number
from .operands import stage
from .readings import Reading, decided
from .sentences import Mention, Sentence
from .sums import NO_LIST
from .totals import SUMS, is_level, is_plain
from .words import SUMS_UP, WHOLE_FAMILIES

_YEARS = re.compile(r"(?P<number>[两二三四五六七八九十])年[^,，。;]{0,6}$")
_COUNTED = re.compile(
    r"(?:个)?(?:项目|指标|部分|年度|单位|区域|乡镇)?[^,，。;]{0,6}(?:合计|共计|总计|累计|总额|总|共)"
)
_ALL_OF = re.compile(r"(?:合计|共计|总计|一共)")
_ROLE = re.compile(r"(?:合计|共计|总计|累计|总额|总|共)")


def columns_in(sentence: Sentence) -> Iterator[Statement]:
    """Every total whose parts stand in sentences or parts of the sentence before it."""
    number = 0
    for whole in sentence.mentions:
        number = _announced(whole) or number
        is_total = SUMS_UP.search(whole.label) or (number and _ROLE.search(whole.label))
        if is_plain(whole) and is_total and (found := decided(SUMS, whole, _readings(whole, number))):
            yield found


def _announced(mention: Mention) -> int:
    """3 for “三项合计…”, “三个项目总投资…”, “三年累计…”; 0 for other words."""
    quantity = mention.quantity
    if quantity.unit in ("项", "个", "类", "笔", "批", "家", "部分") and _COUNTED.match(mention.after):
        return int(quantity.value) if quantity.is_exact and quantity.value < 10 else 0
    said = _YEARS.search(_ROLE.split(mention.label)[0]) if _ROLE.search(mention.label) else None
    return int(chinese_number(said["number"]) or 0) if said else 0


def _readings(whole: Mention, number: int) -> Iterator[Reading]:
    pool = [
        x
        for x in earlier(whole)
        if x.quantity.unit == whole.quantity.unit and is_level(x) and x.quantity.is_exact
    ]
    role = content(_ROLE.split(whole.label)[-1])
    same = [x for x in pool if _role(x).endswith(role) and x.depth == whole.depth] if role else []
    if number > 1 and len(same) >= number:
        yield _sum(same[:number], is_sure=len(same) == number and len({x.segment for x in same}) == number)
    sums = [x for x in pool if SUMS_UP.search(x.label) and x.depth == whole.depth]
    if number > 1 and len(sums) >= number:
        yield _sum(sums[:number], is_sure=len(sums) == number)
    if number > 1 and len(pool) >= number:
        yield _sum(pool[:number])
    own = [x for x in same if x.sentence is whole.sentence]
    if not number and len(own) > 2 and len(own) == whole.number:
        yield _sum(own, is_sure=True)
    yield from _verb_of_all(whole, pool, role)
    yield from _families(whole, pool)


def _verb_of_all(whole: Mention, pool: Sequence[Mention], role: str) -> Iterator[Reading]:
    """“适应性培训2期186人、技能培训5期264人，合计培训450人”: every part bears the words of the total."""
    parts = [x for x in pool if x.sentence is whole.sentence and x.segment == whole.segment]
    is_list = len(parts) > 1 and role and all(closeness(role, x) for x in parts)
    if is_list and _ALL_OF.match(whole.label) and not NO_LIST.search(whole.lead):
        largest = max(x.quantity.amount for x in parts)
        yield _sum(parts, is_sure=largest <= whole.quantity.amount <= largest * len(parts))


def _role(mention: Mention) -> str:
    """预算 of “预算580万元”; the whole label."""
    return content(_ROLE.split(mention.label)[-1])


def _families(whole: Mention, pool: Sequence[Mention]) -> Iterator[Reading]:
    """Every member of a family, said before the total: 税收收入 and 非税收入."""
    for family in WHOLE_FAMILIES:
        members = [next((x for x in pool if name in x.label), None) for name in family]
        found = [x for x in members if x is not None]
        if len(found) == len(family) and len(set(found)) == len(found):
            yield _sum(
                found, is_sure=len({stage(x) for x in (whole, *found)} - {None}) < 2 and _is_own(whole, found)
            )


def _is_own(whole: Mention, parts: Sequence[Mention]) -> bool:
    """The total bears the noun of its parts: 收入合计 of 税收收入 and 非税收入."""
    nouns = {x.label.rstrip("为是约:共 ")[-2:] for x in parts}
    return len(nouns) == 1 and next(iter(nouns)) in whole.label


def _sum(parts: Sequence[Mention], *, is_sure: bool = False) -> Reading:
    words = "＋".join(x.quantity.text for x in reversed(parts))
    return Reading(tuple(parts), lambda *amounts: sum(amounts, Decimal(0)), words, is_sure)
