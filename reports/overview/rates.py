"""Bands of 执行率, for the picture of how departments spend and for the list behind each bar."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.db.models import Q


@dataclass(frozen=True)
class RateBand:
    """Per cent, from the lower end up to the next one; the highest has no end."""

    lowest: int
    above: int | None
    label: str

    @property
    def word(self) -> str:
        """In addresses."""
        return str(self.lowest)

    def holds(self, rate: Decimal) -> bool:
        return rate >= self.lowest and (self.above is None or rate < self.above)

    def condition(self, column: str) -> Q:
        """Rows whose rate lies in the band."""
        low = Q(**{f"{column}__gte": self.lowest})
        return low if self.above is None else low & Q(**{f"{column}__lt": self.above})


_ENDS = (0, 50, 60, 70, 80, 90, 95, 100)
RATES = (
    RateBand(0, 50, "50以下"),
    *(RateBand(low, high, f"{low}–{high}") for low, high in pairwise(_ENDS[1:])),
    RateBand(100, None, "100以上"),
)
"""The lower end belongs to the band, so 100 % itself is in the highest."""
