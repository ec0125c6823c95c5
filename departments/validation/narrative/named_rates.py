"""完成率X%, 到位率X%: a named rate, by its verb, its formula or the stages of the figures before it."""

import re
from itertools import takewhile

from departments.scoring.rounding import HUNDRED

from .context import earlier
from .formulas import by_formula, formula_of
from .judging import AGREES, FAULTS, Statement, unsaid
from .operands import before, first_agreeing, is_change, is_coarse, is_planned, ratio, stage
from .pairs import RATES as CHECK
from .pairs import clear_pair, divided, inverse_agrees, is_rest, pairs_of, ratio_to_parts, with_rest
from .readings import decided
from .sentences import Mention
from .stems import clear_whole, fits, is_qualified, wholes_of
from .units import are_akin
from .words import RATE

_OF_PLAN = re.compile(
    r"(?:完成|达到?|实现|执行)[^,，。;]{0,14}(?:预算|目标|任务|计划|指标)[^,，。;]{0,6}的\s*$"
)
_NO_RATIO = re.compile(
    r"增长|增速|变动|压缩|压减|缩短|精简|减少|(?<!经费)(?<!费”)(?<!人员)控制率|偏离|利率|税率|汇率|费率|同比|环比|折扣|上涨|下降|缩减|降幅|增幅|提高|温升|贡献"
)
_OTHER = re.compile(r"[低高]于|不[低高少超]|较|比(?!例|重)|序时|占|比重")
"""A rate to compare with, or a share."""
NEAR = 8
"""Figures of the block among which any pair may be meant."""


def named_rate(percent: Mention) -> Statement | None:
    """“预算1329.57万元，实际支出1326.87万元，完成率99.80%”."""
    said = RATE.search(percent.label)
    if percent.quantity.unit == "倍" or "分别" in percent.lead or _NO_RATIO.search(percent.label):
        return None
    if (not said and not _OF_PLAN.search(percent.lead)) or _OTHER.search(percent.label):
        return None
    if formula_of(percent):
        return by_formula(percent)
    stem = said["stem"] if said and said["kind"] in ("率", "进度", "比例") else ""
    block = [x for x in earlier(percent) if _is_level(x) and (x.quantity.is_exact or _is_least(x))]
    if block and (target := _behind(percent, block[0])):
        own = [x for x in block if x.is_like(target) and x.sentence is percent.sentence]
        return decided(CHECK, percent, [divided(x, target, is_sure=len(own) == 1) for x in own])
    return _of_two(percent, stem, block)


def _of_two(percent: Mention, stem: str, block: list[Mention]) -> Statement | None:
    """Any two figures that agree, else those that its verb or the stages name."""
    pool = [x for x in before(percent) if _is_level(x)]
    found = first_agreeing(ratio(CHECK, percent, *pair) for pair in pairs_of(pool or block[:NEAR]))
    found = ratio_to_parts(percent, pool) or found
    is_right = found is not None and found.verdict == AGREES
    if is_right and not is_coarse(percent):
        return found
    by_stem = _by_stem(percent, stem, block)
    if is_right:
        return by_stem if by_stem and by_stem.verdict in FAULTS else found
    return by_stem or (_by_stage(percent, stem, pool, found) if found else None)


def _by_stem(percent: Mention, stem: str, block: list[Mention]) -> Statement | None:
    """The figure with the verb of the rate, and what it is a part of."""
    reach = _in_reach(block)
    part = next((x for x in reach if stem and fits(stem, x)), None)
    if part is None:
        return _of_target(percent, reach) if re.search(r"完成|达成|实现", stem) else None
    wholes = wholes_of(stem, part, block, may_exceed=percent.quantity.value > HUNDRED)
    readings = [with_rest(part, x) for x in block if x.is_like(part) and is_rest(x)]
    sure = None if is_qualified(stem, part) else clear_whole(stem, part, wholes)
    ordered = sorted(wholes, key=lambda x: x is not sure)
    if sure and is_coarse(percent) and sure.sentence is part.sentence and sure.number == part.number - 1:
        ordered, readings = [sure], readings[:1]
    return decided(CHECK, percent, [*readings, *(divided(part, x, is_sure=x is sure) for x in ordered)])


def _of_target(percent: Mention, reach: list[Mention]) -> Statement | None:
    """“救助214名，比任务数200名多14名，完成率107%”: the only level against the only target."""
    own = [x for x in reach if x.sentence is percent.sentence and x.segment == percent.segment]
    targets = [x for x in own if is_planned(x)]
    levels = [x for x in own if not is_planned(x) and x.quantity.is_exact]
    if len(targets) != 1 or len(levels) != 1:
        return None
    return decided(CHECK, percent, [divided(levels[0], targets[0], is_sure=True)])


def _in_reach(block: list[Mention]) -> list[Mention]:
    """The nearest figures of one unit: another one begins another thing."""
    same = takewhile(lambda x: are_akin(x.quantity.unit, block[0].quantity.unit), block)
    return list(same)[:NEAR]


def _behind(percent: Mention, part: Mention) -> Mention | None:
    """“体检7.86万人，体检率74.86%（应检10.5万人）”."""
    later = next(iter(percent.sentence.mentions[percent.number + 1 :]), None)
    if later is None or later.depth <= percent.depth or not later.is_like(part):
        return None
    is_due = stage(later) == 0 or re.search(r"应|共|总|面积|人口|数", later.label)
    return later if is_due and percent.sentence.text[percent.end : percent.end + 1] == "(" else None


def _by_stage(percent: Mention, stem: str, pool: list[Mention], found: Statement) -> Statement:
    """What was planned or granted, and what was done."""
    strong = clear_pair(pool, stem[-2:], percent)
    if strong is None or inverse_agrees(percent, strong) or (stem and not fits(stem, strong[0])):
        return unsaid(found)
    return ratio(CHECK, percent, *strong) or unsaid(found)


def _is_level(mention: Mention) -> bool:
    return mention.quantity.unit not in ("%", "百分点", "") and not is_change(mention)


def _is_least(mention: Mention) -> bool:
    """A target that says how much at least: 目标值≥20场."""
    return mention.quantity.bound == "at_least" and mention.quantity.upper is None and is_planned(mention)
