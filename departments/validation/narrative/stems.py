"""Which figures a rate is about, by its verb: 结案率 of 审结 in 受理, 到位率 of 到位 in 计划."""

import re

from .context import closeness, subject
from .operands import is_planned, stage
from .sentences import Mention
from .units import are_akin

_SPENT = re.compile(r"执行|支出|支付|使用|拨付|决算|兑付|列支|报账|核销|兑现")
_VERBS = (
    (
        re.compile(r"预算(?!调整|编制|控制)|执行|支出|支付|使用|拨付|兑付|报账"),
        re.compile(rf"{_SPENT.pattern}|完成|实际"),
    ),
    (re.compile(r"到位"), re.compile(r"到位|收到")),
    (re.compile(r"完成|实现|达成"), re.compile(r"完成|实际|达到|实现|达成")),
    (re.compile(r"发放"), re.compile(r"发放|兑现|兑付")),
    (re.compile(r"回收$|收回|收缴|征缴|收费|收取"), re.compile(r"回收|收回|实收|收缴|缴纳|征收|实缴")),
    (re.compile(r"满意"), re.compile(r"满意")),
)
"""Stem of a rate → words of the figure above the line. Other stems share a character with it."""
_GENERAL = "率度完整目标项体上下总实际应人"
_NOT = re.compile(r"未|尚|没有|不(?!含|同|断)|逾期|剩余|其余|待|正在")
QUALIFIED = re.compile(
    r"按期|按时|及时|准时|如期|一次|首次|当期|当场|平均|综合|有效|优秀|优良|优质|全面|全程|加权|年均|同口径|累计|总体|预计|序时|初次"
)
"""A rate of some of the cases only; the number of those must bear the word too."""


def fits(stem: str, mention: Mention) -> bool:
    """Whether a figure is what the rate counts: its words have the verb of the rate."""
    if _NOT.search(subject(mention)) and not _NOT.search(stem):
        return False
    return bool(_shared(stem, mention))


def _shared(stem: str, mention: Mention) -> frozenset[str]:
    """What of the stem a figure's words hold: a verb of its group, else its characters."""
    words = subject(mention) + mention.after[:4]
    for pattern, verbs in _VERBS:
        if pattern.search(stem[-3:]):
            return frozenset(x[0] for x in verbs.finditer(words))
    return frozenset(x for x in stem[-2:] if x in words and x not in _GENERAL)


def is_qualified(stem: str, part: Mention) -> bool:
    """Whether the rate is of fewer cases than the figure counts: 按期办结率 of 办结1198件."""
    found = QUALIFIED.search(stem)
    return bool(found and found[0] not in subject(part))


def wholes_of(stem: str, part: Mention, pool: list[Mention], *, may_exceed: bool) -> list[Mention]:
    """The figures that the part may be a rate of."""
    kept = [
        x
        for x in pool
        if x is not part and are_akin(x.quantity.unit, part.quantity.unit) and x.quantity.amount
    ]
    kept = [x for x in kept if not _shared(stem, part) <= _shared(stem, x) or is_planned(x) or stage(x) == 0]
    return [x for x in kept if may_exceed or x.quantity.amount >= part.quantity.amount]


def clear_whole(stem: str, part: Mention, wholes: list[Mention]) -> Mention | None:
    """The one whole that can be meant: right before the part, or the only one of its sentence or block."""
    previous = part.sentence.mentions[part.number - 1] if part.number else None
    if previous in wholes and previous.segment == part.segment and previous.depth == part.depth:
        return previous if not _is_apart(previous, part) else None
    own = [x for x in wholes if x.sentence is part.sentence and x.segment == part.segment]
    above = [x for x in wholes if x.sentence is part.sentence.previous and _is_meant(x, part)]
    beside = [x for x in wholes if x.sentence is part.sentence and stage(x) in (0, 1, 2)]
    for pool in (
        own,
        [x for x in own if is_planned(x)],
        [] if own else beside,
        [] if own or beside else above,
    ):
        if len({x.quantity.amount for x in pool}) == 1:
            return pool[0]
    return None


def _is_meant(whole: Mention, part: Mention) -> bool:
    """A figure of the sentence before: a budget, or one whose words the part takes up again."""
    return (part.quantity.unit == "元" and stage(whole) in (0, 1, 2)) or closeness(subject(part), whole) > 1


def _is_apart(whole: Mention, part: Mention) -> bool:
    """Two members of one list: 国保单位4个、省保单位3个."""
    return re.fullmatch(r"[^,，。;]*、[^,，。;]*", whole.between(part)) is not None
