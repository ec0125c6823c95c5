"""Which two figures of a sentence a named rate is about: part and whole."""

import re
from collections.abc import Iterator
from itertools import pairwise

from .judging import AGREES, Statement, judged, shown
from .operands import listed_name, percent_of, ratio, shown_both, stage
from .readings import Reading
from .sentences import Mention

RATES = "check_narrative_rates"
_DUE = re.compile(r"应(?![急对用])|需要?|拟|计划|目标|任务|预算(?!执行)")


def pairs_of(pool: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Part and whole, nearest first, either order; what was planned is never the part."""
    for number, one in enumerate(pool):
        for other in pool[number + 1 :]:
            if one.is_like(other):
                yield one, other
                yield other, one


def ratio_to_parts(percent: Mention, pool: list[Mention]) -> Statement | None:
    """“新建4个，续建6个，开工10个，开工率100%”: the whole is the two before; believed when it agrees."""
    if len(pool) < 3 or not (pool[0].is_like(pool[1]) and pool[1].is_like(pool[2])):
        return None
    part, whole = pool[0].quantity.amount, pool[1].quantity.amount + pool[2].quantity.amount
    exact = percent_of(part, whole) if whole else whole
    if judged(percent.quantity, exact) != AGREES:
        return None
    words = f"{pool[0].quantity.text}÷（{pool[2].quantity.text}＋{pool[1].quantity.text}）"
    return Statement(RATES, percent, AGREES, percent.quantity.text, words, tuple(pool[:3]))


def clear_pair(pool: list[Mention], stem: str, percent: Mention) -> tuple[Mention, Mention] | None:
    """The two figures whose words leave no doubt: nearest in the same part of the sentence."""
    near = [x for x in pool if x.sentence is not percent.sentence or x.segment == percent.segment]
    named = [x for x in near[:2] if stem and _has(_name(x), stem) and not _DUE.search(_name(x))]
    if named and len(like := [x for x in near if x.is_like(named[0])]) == 2:
        whole = like[1] if like[0] is named[0] else like[0]
        is_same = _has(_name(whole), stem) and not _DUE.search(_name(whole))
        return None if is_same or _are_parted(whole, named[0]) else (named[0], whole)
    for one, other in pairwise([x for x in near if x.is_like(near[0])]):
        part, whole = (one, other) if (stage(one) or 0) > (stage(other) or 0) else (other, one)
        done, planned = stage(part), stage(whole)
        clear = done is not None and planned is not None and done > planned
        return (part, whole) if clear and one is near[0] else None
    return None


def divided(part: Mention, whole: Mention, *, is_sure: bool) -> Reading:
    """part ÷ whole."""
    return Reading((part, whole), percent_of, shown_both(part, whole, "÷"), is_sure, is_printed=True)


def with_rest(part: Mention, rest: Mention) -> Reading:
    """“完成20个，未完成2个，完成率90.9%”: of both together; believed when it agrees."""
    words = f"{shown(part.quantity)}÷（{shown_both(part, rest, '＋')}）"
    return Reading((part, rest), lambda done, left: percent_of(done, done + left), words)


def is_rest(mention: Mention) -> bool:
    """What was not reached: 未完成2个."""
    return re.search(r"未|没有|尚|剩余|其余", mention.label) is not None


def _name(mention: Mention) -> str:
    return listed_name(mention) or mention.label


def _has(label: str, stem: str) -> bool:
    """The verb of a rate in a label, in either order: 回收率 of 收回285份."""
    return stem in label or stem[::-1] in label


def _are_parted(whole: Mention, part: Mention) -> bool:
    """Two figures of different things: another unit's figure with its own verb lies between."""
    return abs(whole.number - part.number) > 2


def inverse_agrees(percent: Mention, pair: tuple[Mention, Mention]) -> bool:
    found = ratio(RATES, percent, pair[1], pair[0])
    return found is not None and found.verdict == AGREES
