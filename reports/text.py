"""Text as a document can hold it."""

import re

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Without control characters, which XML forbids; line breaks and tabs stay."""
    return _UNPRINTABLE.sub("", text)
