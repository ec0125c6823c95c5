"""Justified Chinese (text-justify: inter-character): WeasyPrint widens blanks only, and Chinese has none."""

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout

LEAST = 0.1
"""Points not worth a second layout: lines of 28 characters are full as they are."""


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Share what is left of a line among its characters, in place of WeasyPrint's function of that name."""
    texts = list(_texts(line))
    characters = sum(len(text.text) for text in texts)
    if extra_width > LEAST and characters > 1:
        _widen(context, line, extra_width / (characters - 1), 0.0)


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _texts(child)


def _widen(context: Any, box: Any, share: float, moved: float) -> float:
    """Set each text again with wider spacing; return how far what follows moves to the right."""
    box.position_x += moved
    if isinstance(box, boxes.TextBox):
        style = box.style.copy()
        spacing = style["letter_spacing"]
        style["letter_spacing"] = (0 if spacing == "normal" else spacing) + share
        box.style = style
        box.pango_layout = create_layout(box.text, style, context, None, 0)
        box.pango_layout.deactivate()
        box.width += share * len(box.text)
        return moved + share * len(box.text)
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        before = moved
        for child in box.children:
            moved = _widen(context, child, share, moved)
        box.width += moved - before
    return moved


def install() -> None:
    """Once per process."""
    inline.justify_line = justify_line
