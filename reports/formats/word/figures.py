"""A figure stays on one line in Word, also where 宋体 is missing and a wider font stands in for it."""

from typing import Any

from docx.oxml.ns import qn
from docx.shared import Length, Pt

from ...amounts import Figure
from ...grid import TIGHT, USUAL
from .xml import element

DIGIT = 0.64
"""Width of a digit by its height in the widest font that stands in; in 宋体 it is 0.5."""
MARGIN = Pt(2.5)
"""Left and right of a figure; of other text Word leaves 5.4."""


def fit(cell: Any, figure: Figure, width: Length) -> Length | None:
    """Give the cell the margins of a figure; the size it needs to stay on one line, None the usual."""
    _set_margins(cell)
    ems, room = _ems(figure), width.pt - 2 * MARGIN.pt
    sizes = (USUAL, *TIGHT.values())
    size = next((size for size in sizes if ems * size <= room), sizes[-1])
    return None if size == USUAL else Pt(size)


def _ems(figure: Figure) -> float:
    """What never breaks: sign, digits and per cent. A unit may go to the next line."""
    figures = figure.prefix + figure.written + ("%" if figure.suffix == "%" else "")
    return sum(DIGIT if letter.isascii() else 1 for letter in figures)


def _set_margins(cell: Any) -> None:
    margins = element("tcMar")
    for side in ("left", "right"):
        margins.append(element(side, w=str(round(MARGIN.pt * 20)), type="dxa"))
    cell._tc.get_or_add_tcPr().find(qn("w:vAlign")).addprevious(margins)
