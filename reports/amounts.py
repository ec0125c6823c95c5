"""How figures are written in every document: the same figure is the same string everywhere.

Money comes in yuan. Scores drop trailing zeros, as the forms do (76分, 19.64分).
"""

from dataclasses import dataclass
from decimal import Decimal

from departments.scoring.rounding import HUNDRED, plain, printed

TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True)
class Figure:
    """A number with what stands around it; `text` for pages, `number` and `pattern` for Excel."""

    value: Decimal
    written: str
    prefix: str = ""
    suffix: str = ""

    @property
    def text(self) -> str:
        return f"{self.prefix}{self.written}{self.suffix}"

    @property
    def number(self) -> Decimal:
        """The value of an Excel cell: per cent as a share, everything else as printed."""
        shown = Decimal(self.written)
        return shown / HUNDRED if self.suffix == "%" else shown

    @property
    def pattern(self) -> str:
        """The Excel format that shows exactly `text`."""
        places = len(self.written.partition(".")[2])
        digits = "0." + "0" * places if places else "0"
        return f"{_quoted(self.prefix)}{digits}{'%' if self.suffix == '%' else _quoted(self.suffix)}"


def _quoted(text: str) -> str:
    cleaned = text.replace('"', "")
    return f'"{cleaned}"' if cleaned else ""


def ten_thousands(yuan: Decimal, suffix: str = "") -> Figure:
    """万元, two decimals, half up."""
    return Figure(yuan, printed(yuan / TEN_THOUSAND), suffix=suffix)


def yuan(amount: Decimal) -> Figure:
    """元 as it stands: 250000, 3956.2."""
    return Figure(amount, plain(amount))


def percent(rate: Decimal, suffix: str = "%") -> Figure:
    """A rate in per cent, two decimals."""
    return Figure(rate, printed(rate), suffix=suffix)


def points(score: Decimal) -> Figure:
    """A weight or a score."""
    return Figure(score, plain(score))
