"""Chinese numerals as counts: 两, 十二, 三百二十, 一点五."""

from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
          "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}  # fmt: skip
STEPS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
CHARACTERS = "".join((*DIGITS, *STEPS, *MYRIADS))
"""Every character of a Chinese numeral, 点 apart."""


def chinese_number(text: str) -> Decimal | None:
    """The value of a numeral, None when it is no well-formed one (七八, 三四十 are estimates)."""
    whole, point, fraction = text.partition("点")
    value = _whole(whole)
    if value is None or (point and not (fraction and all(x in DIGITS for x in fraction))):
        return None
    return Decimal(value) + Decimal("0." + "".join(str(DIGITS[x]) for x in fraction) if point else "0")


def _whole(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    for character in text:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
        elif character in STEPS:
            section += (1 if digit is None else digit) * STEPS[character]
            digit = None
        else:
            total = (total + section + (digit or 0)) * MYRIADS[character]
            section, digit = 0, None
    return total + section + (digit or 0) if text else None
