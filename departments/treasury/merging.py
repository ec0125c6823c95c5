"""The three-way merge of one figure: what the treasury said last, what stands here, what it says now."""

from dataclasses import dataclass
from decimal import Decimal

Figure = Decimal | None


@dataclass(frozen=True)
class Merged:
    """What stands here afterwards, what counts as said by the treasury, and what is left to choose."""

    mine: Figure
    base: Figure
    offered: Figure = None


def merge(base: Figure, mine: Figure, theirs: Figure, waiting: Figure = None) -> Merged:
    """Nothing typed is lost: where both sides changed, one's own stays and the other is offered.

    `waiting` is an offer not yet chosen; it goes when the treasury takes it back.
    """
    if theirs is None:
        return Merged(mine, base, waiting)
    if mine == theirs:
        return Merged(mine, theirs)
    if mine == base or (mine is None and base is None):
        return Merged(theirs, theirs)
    if theirs == base:
        return Merged(mine, base)
    return Merged(mine, base, theirs)
