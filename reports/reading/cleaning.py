"""Text at the door: what nobody sees and no database or page should hold is taken out."""

import re

from departments.scoring.visible import only_visible

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def clean(text: str) -> str:
    """As a page reads what is typed: without invisible characters; every line end is LF."""
    return only_visible(text.replace("\r\n", "\n").replace("\r", "\n"))


def unescaped(text: str) -> str:
    """Office writes characters that XML forbids as _x000D_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
