"""Text at the door: what nobody sees and no database or page should hold is taken out."""

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff"
    "\ud800-\udfff]"
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def clean(text: str) -> str:
    """Without control, zero-width and direction characters; every line end is LF."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def unescaped(text: str) -> str:
    """Office writes characters that XML forbids as _x000D_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
