"""Characters nobody sees: control, zero-width, direction and soft-hyphen marks. One rule for pages and files.

Private-use characters are kept (rare personal and place names use them), and so are characters newer than
this Python knows.
"""

import unicodedata

LINE_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
"""Other ways to break a line; U+000B is the manual line break of a word processor."""
_KEPT = "\n\r\t"
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def is_invisible(character: str) -> bool:
    """True for a character that no reader can see; line breaks and tabs are allowed."""
    if ord(character) & 0xFFFE == 0xFFFE:  # no characters at all; XML forbids them
        return True
    return unicodedata.category(character) in _UNSEEN and character not in _KEPT


def only_visible(text: str) -> str:
    """The text as it is read: odd line breaks become plain ones, invisible characters go."""
    if text.isprintable():
        return text
    return "".join(x for x in text.translate(LINE_BREAKS) if not is_invisible(x))
