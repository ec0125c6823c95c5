"""The levels a change lies between: which figures they may be."""

import re

from .operands import is_change
from .sentences import Mention

COMPARED = re.compile(r"(?:比|较|相比|对比|与|同|低于|高于|超过)[^比较,，。;]*$")
_SHORT = re.compile(r"[^,，。;0-9]{0,8}")


def own_base(change: Mention) -> Mention | None:
    """The level that its clause compares with: 比上年100件, 与年初预算12万元相比."""
    base = neighbour(change)
    if base and is_change(base) and base.segment == change.segment:
        base = neighbour(base)
    if base is None or is_change(base) or not COMPARED.search(_clause(base)):
        return None
    after = base.sentence.text[base.end : base.sentence.mentions[base.number + 1].start]
    return base if _SHORT.fullmatch(after) else None


def _clause(base: Mention) -> str:
    """The words of its clause; of the clause around the brackets for “较去年同期(1,186例)下降”."""
    text = base.sentence.text
    if base.lead.strip() or text[base.start - 1 : base.start] != "(":
        return base.lead
    return re.split(r"[,，。;:]", text[base.sentence.start : base.start - 1])[-1]


def suits(change: Mention, level: Mention) -> bool:
    """百分点 is the difference of two percentages; an amount that of two in its unit."""
    unit, of_level = change.quantity.unit, level.quantity.unit
    if unit == "百分点":
        return of_level == "%"
    return (unit == "%" and of_level not in ("%", "百分点", "")) or (unit != "%" and change.is_like(level))


def is_level(mention: Mention) -> bool:
    """An exact figure that is no change."""
    return not is_change(mention) and mention.quantity.is_exact


def in_part(mention: Mention, count: int) -> list[Mention]:
    """The figures before one in the same part of its sentence, nearest first."""
    found = reversed(mention.sentence.mentions[max(0, mention.number - count) : mention.number])
    return [x for x in found if x.segment == mention.segment]


def neighbour(mention: Mention) -> Mention | None:
    """The figure right before one."""
    return mention.sentence.mentions[mention.number - 1] if mention.number else None
