"""The value of one cell as text: figures with the 15 digits Excel has, shares as per cent, dates as dates."""

import math
import re
from datetime import datetime, timedelta
from decimal import Decimal

from . import limits
from .book import BLANK, EMPTY_FORMULA, ERROR, FORMULA, NUMBER, TEXT, Cell
from .cleaning import clean, unescaped

PERCENT, DATE, DATE_1904 = "percent", "date", "date since 1904"
_DAY_ONE = datetime(1899, 12, 30)  # noqa: DTZ001 - the calendar of spreadsheets has no zone
_LAST_DAY = 2_958_465
_1904 = 1462
"""Days by which the other calendar of Excel, once that of the Mac, begins later."""
_BUILT_IN: dict[int, str] = {9: PERCENT, 10: PERCENT} | dict.fromkeys(
    (*range(14, 18), 22, *range(27, 37), *range(50, 59)), DATE
)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def style_of(number: int, codes: dict[int, str]) -> str:
    """What a number format makes of a figure: "percent", "date" or ""."""
    if number in _BUILT_IN:
        return _BUILT_IN[number]
    code = _LITERAL.sub("", codes.get(number, ""))
    if "%" in code:
        return PERCENT
    return DATE if re.search(r"[yYdD]|[mM].*[dD]", code) and "0" not in code else ""


def figure(text: str, style: str = "") -> Cell:
    """A figure as a person would write it."""
    try:
        value = float(text)
    except ValueError:
        return Cell(clean(text)[: limits.TEXT])
    if not math.isfinite(value):
        return Cell(text[:40])
    if style in (DATE, DATE_1904) and 0 < value < _LAST_DAY - _1904:
        day = _DAY_ONE + timedelta(days=value + (_1904 if style == DATE_1904 else 0))
        return Cell(day.strftime("%Y-%m-%d"))
    exact = Decimal(f"{value:.15g}")
    if style == PERCENT:
        return Cell(f"{_plain(exact * 100)}%")
    return Cell(_plain(exact), NUMBER)


def _plain(value: Decimal) -> str:
    if value == 0:
        return "0"
    if not -40 < value.adjusted() < 40:
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def cell(kind: str, text: str, style: str, *, is_formula: bool) -> Cell:
    """A cell of a sheet as it is written in the file."""
    if kind == "e":
        return Cell(text[:40], ERROR)
    found = figure(text, style) if kind in ("", "n") and text else _text(kind, text)
    if not is_formula:
        return found if found.text else BLANK
    return Cell(found.text, FORMULA if found.text else EMPTY_FORMULA)


def _text(kind: str, text: str) -> Cell:
    if kind == "b":
        return Cell({"1": "TRUE", "0": "FALSE"}.get(text, text[:10]))
    if kind == "d":
        return Cell(clean(text)[:10])
    return Cell(clean(unescaped(text)), TEXT)
