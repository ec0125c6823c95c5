"""规模: bands of 调整后预算数, the same in every year and district.

So a department changes its peers only when its own budget does.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.db.models import Case, Q, Value, When

WAN = 10_000
"""万元 in yuan."""


@dataclass(frozen=True)
class Size:
    """万元, from the lower end up to the next one; the highest has no end."""

    lowest: int
    above: int | None
    label: str

    @property
    def word(self) -> str:
        """In addresses."""
        return str(self.lowest)

    def holds(self, budget: Decimal) -> bool:
        """Whether a budget in yuan lies in the band."""
        return budget >= self.lowest * WAN and (self.above is None or budget < self.above * WAN)

    @property
    def condition(self) -> Q:
        """Rows whose latest submission has such a budget; a budget below 0 is in the lowest band."""
        low = Q(filed__budget__gte=Decimal(self.lowest * WAN)) if self.lowest else Q()
        return low if self.above is None else low & Q(filed__budget__lt=Decimal(self.above * WAN))


_ENDS = ((500, "500万"), (2_000, "2000万"), (10_000, "1亿"))
SIZES = (
    Size(0, 500, "500万元以下"),
    *(Size(low, high, f"{said}–{up}元") for (low, said), (high, up) in pairwise(_ENDS)),
    Size(10_000, None, "1亿元以上"),
)
"""The lower end belongs to the band."""


def band() -> Case:
    """The lower end of the band of a row, for grouping."""
    known = [When(x.condition, then=Value(x.lowest)) for x in SIZES[:-1]]
    return Case(*known, default=Value(SIZES[-1].lowest))


def size_of(budget: Decimal) -> Size:
    """The band of a budget in yuan."""
    return next((x for x in SIZES if x.holds(budget)), SIZES[0])
