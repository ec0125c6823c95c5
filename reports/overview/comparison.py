"""自评与复核: what departments gave themselves beside what was approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from departments.scoring.rounding import quotient, round_half_up

from .figures import Figures


@dataclass(frozen=True)
class Comparison:
    """Self against reviewed, of those approved with a reviewed score; means of the same departments."""

    number: int
    own: Decimal
    theirs: Decimal
    gaps: Mapping[str, int]

    @property
    def difference(self) -> Decimal:
        return self.own - self.theirs


def comparison(total: Figures) -> Comparison | None:
    """None where nothing was reviewed yet."""
    if not total.reviewed:
        return None
    own, theirs = (round_half_up(quotient(x, Decimal(total.reviewed))) for x in (total.own, total.theirs))
    return Comparison(total.reviewed, own, theirs, total.gaps)
