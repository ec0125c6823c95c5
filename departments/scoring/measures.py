"""A value of an indicator as people write it: a number, a text, 不适用, or blank.

Blank is `None` everywhere; 0 is a number; 不适用 is a text of its own.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from .rounding import plain

SIGNS = {
    ">=": "at_least", "≥": "at_least", "≧": "at_least", "》=": "at_least", "≥=": "at_least",
    ">": "at_least", "≮": "at_least", "=>": "at_least", "不低于": "at_least", "不少于": "at_least",
    "不小于": "at_least", "大于等于": "at_least", "大于": "at_least", "至少": "at_least", "高于": "at_least",
    "超过": "at_least",
    "<=": "at_most", "≤": "at_most", "≦": "at_most", "《=": "at_most", "≤=": "at_most",
    "<": "at_most", "≯": "at_most", "=<": "at_most", "不高于": "at_most", "不超过": "at_most",
    "不大于": "at_most", "不多于": "at_most", "小于等于": "at_most", "小于": "at_most", "至多": "at_most",
    "低于": "at_most", "少于": "at_most",
    "==": "equal", "=": "equal", "﹦": "equal", "═": "equal", "等于": "equal",
}  # fmt: skip
"""Signs as printed on forms and exported by systems → the method they ask for."""
SUFFIXES = {
    "及以上": "at_least", "以上": "at_least",
    "及以下": "at_most", "以下": "at_most", "以内": "at_most", "之内": "at_most",
}  # fmt: skip
"""Words behind the figure that act as a sign: “98%以上”."""
SIGN_CODES = {"004": ">=", "005": "<="}
"""Codes that the 一体化 system prints before the sign, “004 >=” (case 21)."""

_FOLD = {ord("０") + i: str(i) for i in range(10)} | {
    ord("．"): ".", ord("，"): ",", ord("－"): "-", ord("−"): "-", ord("＋"): "+", ord("％"): "%",
    ord("﹪"): "%", ord("＞"): ">", ord("＜"): "<", ord("﹥"): ">", ord("﹤"): "<", ord("＝"): "=",
    ord("\u3000"): " ", ord("\u00a0"): " ",
}  # fmt: skip
_SIGN = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_NUMBER = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,13})(?:\.[0-9]+)?"
_WRITTEN = re.compile(
    rf"(?:(?:{'|'.join(SIGN_CODES)}) *(?=[<>=≥≤]))?(?P<sign>{_SIGN})? *(?P<number>{_NUMBER}) *"
    r"(?P<unit>.{0,12})"
)
_NOT_A_UNIT = re.compile(
    r"[0-9٠-٩~～、,.:：;；。，]|^[-/至到_]|^[月日号]|^[余多]|左右$|前$|底$|以前|之前|[年月日]内$"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def fold(text: str) -> str:
    """Full-width digits and marks to half-width, outer blanks removed."""
    return text.translate(_FOLD).strip()


@dataclass(frozen=True)
class Measure:
    """One value as written. `number` is set when the text is one figure, with or without sign and unit."""

    text: str
    number: Decimal | None = None
    sign: str | None = None
    unit: str = ""

    @classmethod
    def read(cls, text: str | None) -> "Measure | None":
        """Read “≥266米”, “98.22%”, “1,234.56”, “9月前”, “不适用”; blank gives None."""
        if text is None or not text.strip():
            return None
        written = text.strip()
        match = _WRITTEN.fullmatch(fold(written))
        if not match or _NOT_A_UNIT.search(match["unit"]) or _is_year(match["number"], match["unit"]):
            return cls(text=written)
        unit, suffix_sign = _without_suffix(match["unit"].strip())
        sign = SIGNS[match["sign"]] if match["sign"] else suffix_sign
        return cls(written, Decimal(match["number"].replace(",", "")), sign, unit)

    @classmethod
    def of(cls, number: Decimal) -> "Measure":
        """A plain number without sign or unit."""
        return cls(text=plain(number), number=number)

    def __str__(self) -> str:
        return self.text


def _is_year(number: str, unit: str) -> bool:
    """“2023年”, “2023年度” are dates; “5年” is a duration."""
    return unit.startswith("年") and _YEAR.fullmatch(number) is not None


def _without_suffix(unit: str) -> tuple[str, str | None]:
    for suffix, sign in SUFFIXES.items():
        if unit.endswith(suffix):
            return unit.removesuffix(suffix).strip(), sign
    return unit, None
