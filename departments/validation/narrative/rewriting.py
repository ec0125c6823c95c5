"""The right figure as it would stand in the text: in the digits, separators and words of the wrong one."""

import re

from .quantities import Quantity

_EXPECTED = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(?P<fraction>\.[0-9]+)?(?P<unit>.*)", re.DOTALL)
_WRITTEN = re.compile(r"[-－−]?(?P<number>[0-9０-９][0-9０-９,，.．]*)(?P<unit>.*)", re.DOTALL)
_COUNTED = re.compile(
    r"(?P<number>[零〇一二两三四五六七八九十百千]+)(?P<unit>[^零〇一二两三四五六七八九十百千点成].*)"
)
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_DIGITS, _STEPS = "零一二三四五六七八九", ("", "十", "百", "千")
MOST = 9999
"""Counts up to here are written in Chinese numerals where the text has them."""


def rewritten(quantity: Quantity, original: str, expected: str) -> str:
    """What to put in place of `original`; empty where only a person can tell, such as another sign."""
    right = _EXPECTED.fullmatch(expected)
    if right is None or bool(right["sign"]) != (quantity.value < 0):
        return ""
    sign = original[:1] if original[:1] in "-－−" else ""
    number = right["whole"] + (right["fraction"] or "")
    if counted := _COUNTED.fullmatch(original):
        return _in_words(number, expected) + (counted["unit"] if number.isdigit() else "")
    written = _WRITTEN.fullmatch(original)
    if written is None:
        return number + right["unit"]
    unit = written["unit"] if _same(written["unit"], right["unit"]) else right["unit"]
    return sign + _in_digits_of(written["number"], number) + unit


def _same(unit: str, other: str) -> bool:
    """Whether two units differ only in blanks and width: 万元 and “ 万元”, ％ and %."""
    return unit.replace("％", "%").strip() == other.strip()


def _in_digits_of(original: str, number: str) -> str:
    whole, point, fraction = number.partition(".")
    if mark := re.search("[,，]", original):
        whole = format(int(whole), ",").replace(",", mark[0])
    text = whole + point + fraction
    return text.translate(_WIDE) if re.search("[０-９]", original) else text


def _in_words(number: str, expected: str) -> str:
    """15 → 十五; 2 counts 两."""
    if not number.isdigit() or int(number) > MOST:
        return expected
    if int(number) == 2:
        return "两"
    digits = number.lstrip("0") or "0"
    words = "".join(
        _DIGITS[int(digit)] + (_STEPS[len(digits) - 1 - place] if digit != "0" else "")
        for place, digit in enumerate(digits)
    )
    words = re.sub("零+", "零", words)
    return re.sub("^一十", "十", words.rstrip("零") or "零")
