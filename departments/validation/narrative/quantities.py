"""Every quantity of a text: value, unit, how exactly it is stated, where it stands."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from .chinese_counts import chinese_counts
from .found import Found
from .not_quantities import masked
from .texts import Text
from .units import SCALE, UNIT, WORDS_FOR_MONEY, base_unit, scale_of

_NUMBER = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_TO = r" *(?:-|—+|–|~|至|到) *"
_MORE = r"(?:余|多|来|几|\+)"
_AFTER = r"(?: *(?:及?以上|及?以下|以内|之内|左右|上下|不等|余|多(?=[,，。;、])|\+))"
_QUANTITY = re.compile(
    rf"(?<![0-9.,])(?P<sign>(?<![0-9A-Za-z%)\]-])-)?(?P<number>{_NUMBER})(?![0-9])"
    rf"(?: *(?P<scale1>{SCALE}))?(?:(?P<unit1>{UNIT})?{_TO}(?P<upper>{_NUMBER}))?"
    rf"(?: *(?P<more>{_MORE}))?(?: *(?P<scale>{SCALE}))? ?(?P<more2>{_MORE})?"
    rf"(?: *(?P<unit>{UNIT}))?(?P<after>{_AFTER})?"
)
_ESTIMATE = re.compile(
    r"(?:约为?|大约|近|将近|接近|超过?|逾|突破|破|不足|不到|至少|最多|不低于|不少于|不超过|不高于|不多于|≥|≤|>|<|过|上|高于|"
    r"低于|超出|达到或超过|控制在)\s*(?:了\s*)?$"
)
_FALLING = re.compile(
    r"(?:下降|减少|降低|降幅|减幅|回落|缩减|压减|压缩|下滑|下跌|负增长|核减|调减|收窄|减产|减收|少[招收征建产支完]|少|降)(?:率|了|约|近|为|达|幅度为|:|\s)*$|(?<![最较更])低$|(?:比|较)[^,，。;]*少[\u4e00-\u9fff]{0,3}$"
)
_RISING = re.compile(
    r"(?:增长|增加|提高|上升|增幅|提升|增速|上涨|净增|增产|增收|多[招收征建产支完培新]|攀升|扩大|涨幅|多|增|升|高出)(?:率|了|约|近|为|达|幅度为|:|\s)*$|(?<![最较更提])高$|(?:比|较)[^,，。;]*多[\u4e00-\u9fff]{0,3}$"
)


@dataclass(frozen=True)
class Quantity:
    """One figure. `value` is as printed; `amount` in the unit itself (万元 → 元).

    `direction` is +1 or −1 when words before it say that something rose or fell by it.
    `bound` says “以上”, “超过” (at_least), “以下” (at_most), “约”, “余” (about), or “” for exact.
    """

    text: str
    start: int
    end: int
    value: Decimal
    scale: Decimal = Decimal(1)
    unit: str = ""
    decimals: int = 0
    bound: str = ""
    upper: Decimal | None = None
    direction: int = 0
    is_from_figure: bool = False

    @property
    def amount(self) -> Decimal:
        """The value in the bare unit."""
        return self.value * self.scale

    @property
    def is_exact(self) -> bool:
        """Neither an estimate nor a range."""
        return not self.bound and self.upper is None

    @property
    def step(self) -> Decimal:
        """One unit of the last printed place, in the bare unit."""
        return Decimal(1).scaleb(-self.decimals) * self.scale


def read_quantities(text: str) -> list[Quantity]:
    """The quantities of a text, in their order, with offsets in that text."""
    return list(quantities_of(Text.of(text)))


def quantities_of(text: Text) -> tuple[Quantity, ...]:
    """The quantities of a text whose figures by name were put in; offsets in the resolved text."""
    found = _quantities(text.folded)
    if text.origins is None:
        return found
    return tuple(replace(x, is_from_figure=text.is_from_figure(x.start, x.end)) for x in found)


@lru_cache(maxsize=256)
def _quantities(folded: str) -> tuple[Quantity, ...]:
    readable = masked(folded)
    found = [_quantity(folded, readable, x) for x in _QUANTITY.finditer(readable)]
    taken = [(x.start, x.end) for x in found]
    found += [_stated(folded, x) for x in chinese_counts(readable) if not _overlaps(x, taken)]
    return tuple(sorted(found, key=lambda x: x.start))


def _quantity(folded: str, readable: str, match: re.Match[str]) -> Quantity:
    number = match["number"].replace(",", "").replace("，", "")
    upper = match["upper"]
    found = Found(
        start=match.start(),
        end=match.start() + len(match[0].rstrip()),
        value=Decimal(number) * (-1 if match["sign"] else 1),
        scale=match["scale"] or match["scale1"] or "",
        unit=match["unit"] or match["unit1"] or "",
        decimals=len(number.partition(".")[2]),
        about=(match["more"] or "") + (match["more2"] or "") + (match["after"] or "").strip(),
        upper=Decimal(re.sub("[,，]", "", upper)) if upper else None,
    )
    return _stated(folded, found)


def _stated(folded: str, found: Found) -> Quantity:
    """With what the words before it add: 约, 负, 下降."""
    before = folded[max(0, found.start - 12) : found.start]
    negative = before.endswith("负") and found.value > 0
    unit = base_unit(found.unit)
    if not unit and found.scale in ("万", "亿") and WORDS_FOR_MONEY.search(before.rstrip("约达为: ")):
        unit = "元"
    return Quantity(
        text=folded[found.start : found.end],
        start=found.start,
        end=found.end,
        value=-found.value if negative else found.value,
        scale=scale_of(found.scale),
        unit=unit,
        decimals=found.decimals,
        bound=_bound(before, found.about),
        upper=found.upper,
        direction=-1 if _FALLING.search(before) else 1 if _RISING.search(before) else 0,
    )


def _bound(before: str, about: str) -> str:
    estimate = _ESTIMATE.search(before)
    words = (estimate[0] if estimate else "") + about
    for bound, pattern in _BOUNDS.items():
        if pattern.search(words):
            return bound
    return "about" if words else ""


_BOUNDS = {
    "at_most": re.compile(r"以下|以内|之内|不足|不到|最多|不超过|不高于|不多于|≤|<|低于|控制在"),
    "at_least": re.compile(r"以上|超|逾|突破|破|至少|不低于|不少于|≥|>|余|多|\+|高于|过|上"),
}


def _overlaps(found: Found, taken: list[tuple[int, int]]) -> bool:
    return any(start < found.end and found.start < end for start, end in taken)
