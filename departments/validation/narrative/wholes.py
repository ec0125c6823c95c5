"""Which figure a share is a share of: the one before 其中, or one that bears the name behind 占."""

import re

from .context import content, subject
from .operands import is_change
from .sentences import Mention
from .words import NATION, OF_WHICH, TOTAL

_RATES = ("%", "百分点", "倍", "")


def is_whole(whole: Mention, part: Mention, named: str) -> bool:
    """The figure before 其中, or a total that bears the name behind 占."""
    if whole.sentence is part.sentence:
        opened = OF_WHICH.search(whole.sentence.text, whole.end, part.start)
        if opened and not _like_between(whole, part, opened.start()):
            return True
    elif re.match(r"\s*(?:其中|包括)", part.sentence.words) and _is_alone(whole, part):
        return True
    if NATION.search(named) and not NATION.search(whole.label):
        return False
    words = re.sub(r"总|全部|本|部门|年度|当年|的", "", named)
    return len(words) >= 2 and words in whole.label and bool(TOTAL.search(whole.label + named))


def _is_alone(whole: Mention, part: Mention) -> bool:
    """The only figure of the sentence before that can hold the part."""
    others = [x for x in whole.sentence.mentions if x is not whole and may_hold(x, part) and is_amount(x)]
    return whole.sentence is part.sentence.previous and not others


def _like_between(whole: Mention, part: Mention, opened: int) -> bool:
    """Whether another figure of that unit stands between the whole and its 其中."""
    inside = whole.sentence.mentions[whole.number + 1 : part.number]
    return any(x.is_like(whole) and x.end <= opened for x in inside)


def is_itself(named: str, whole: Mention) -> bool:
    """总收入 is 收入合计, not 财政拨款收入."""
    return content(subject(whole)) == content(named) or bool(TOTAL.search(whole.label))


def may_hold(whole: Mention, part: Mention) -> bool:
    """A figure of its unit that is not less."""
    return whole is not part and whole.is_like(part) and whole.quantity.amount >= part.quantity.amount


def is_amount(mention: Mention) -> bool:
    """An exact level that is no rate."""
    return mention.quantity.unit not in _RATES and not is_change(mention) and mention.quantity.is_exact
