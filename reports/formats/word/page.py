"""The page in Word: margins, by GB/T 9704-2012 or the outline, page numbers outside, the 草稿 mark."""

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Length, Mm, Pt

from departments.page_setup import PageSetup

from .watermark import add_watermark
from .xml import add_field

RIGHT_TAB = WD_TAB_ALIGNMENT.RIGHT


@dataclass(frozen=True)
class Shape:
    """A page and its margins, in millimetres."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int

    @property
    def text_width(self) -> Length:
        return Mm(self.width - self.left - self.right)


NUMBER_BELOW_TEXT = 7


def portrait(page: PageSetup) -> Shape:
    """A4 with these margins."""
    return Shape(210, 297, top=page.top, right=page.right, bottom=page.bottom, left=page.left)


def landscape(page: PageSetup) -> Shape:
    """The same sheet with its head at the left."""
    return Shape(297, 210, top=page.left, right=page.top, bottom=page.right, left=page.bottom)


def set_up(document: Document, setup: PageSetup, *, draft: bool) -> None:
    """Shape the first section; later ones take over its header and footer."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _shape(section, portrait(setup))
    for footer, alignment in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        _number(footer.paragraphs[0], alignment)
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        if draft:
            add_watermark(header.paragraphs[0], "草稿")


def add_section(document: Document, shape: Shape) -> None:
    """Go on on a page of another shape."""
    _shape(document.add_section(WD_SECTION.NEW_PAGE), shape)


def _shape(section: Any, shape: Shape) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if shape.width > shape.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(shape.width), Mm(shape.height)
    section.top_margin, section.bottom_margin = Mm(shape.top), Mm(shape.bottom)
    section.left_margin, section.right_margin = Mm(shape.left), Mm(shape.right)
    section.header_distance = Mm(15)
    section.footer_distance = Mm(shape.bottom - NUMBER_BELOW_TEXT - 7)  # the line of the number is 7 mm high


def _number(paragraph: Any, alignment: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — one character in from the edge of the text."""
    paragraph.style = "Footer"
    paragraph.alignment = alignment
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    paragraph.add_run("— ")
    add_field(paragraph, "PAGE")
    paragraph.add_run(" —")
