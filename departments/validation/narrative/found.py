"""A figure as it was found, before the words around it are read."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Found:
    """Where a figure stands, its value as written, scale and unit as written, `about`: 余, 多, 左右 …"""

    start: int
    end: int
    value: Decimal
    scale: str = ""
    unit: str = ""
    decimals: int = 0
    about: str = ""
    upper: Decimal | None = None
