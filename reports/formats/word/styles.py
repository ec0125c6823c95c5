"""The styles: headings in 黑体, 楷体 and 仿宋, all black, on the 22-line grid."""

from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from departments.page_setup import ROLES, STANDARD, PageSetup

from .xml import element, set_font

FANGSONG, KAITI, HEITI, SONGTI = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
XIAOBIAOSONG = "方正小标宋简体"
MARK, LEAD, CELL, ATTACHMENT_TITLE = "附件标识", "段首标题", "表格文字", "附件标题"
BODY, LINE, INDENT = 16.0, 29.0, 32.0
"""3号 as Word has it, the pitch of 22 lines in 225 mm, two characters."""


@dataclass(frozen=True)
class Look:
    """How one style is set."""

    font: str
    size: float = BODY
    line: float = LINE
    indent: float = INDENT
    centred: bool = False
    keep: bool = False


LOOKS = {
    "Normal": Look(FANGSONG),
    "Title": Look(XIAOBIAOSONG, size=22, line=33, indent=0, centred=True, keep=True),
    "Subtitle": Look(KAITI, indent=0, centred=True),
    "Heading 1": Look(HEITI, keep=True),
    "Heading 2": Look(KAITI, keep=True),
    "Heading 3": Look(FANGSONG, keep=True),
    "Heading 4": Look(FANGSONG, keep=True),
    MARK: Look(HEITI, indent=0, keep=True),
    ATTACHMENT_TITLE: Look(XIAOBIAOSONG, size=22, line=33, indent=0, centred=True, keep=True),
    CELL: Look(SONGTI, size=10.5, line=15.5, indent=0),
    "Header": Look(SONGTI, size=14, line=20, indent=0),
    "Footer": Look(SONGTI, size=14, line=20, indent=0),
}
"""Style → its look; those Word does not know are added."""


FONTS = {"xiaobiaosong": XIAOBIAOSONG, "fangsong": FANGSONG, "kaiti": KAITI, "heiti": HEITI, "songti": SONGTI}
"""Word in an outline → the font as Word knows it."""


def define(document: Document, setup: PageSetup = STANDARD) -> None:
    """Give every style its look, in the fonts of the outline."""
    chosen = {FONTS[getattr(STANDARD, role)]: FONTS[getattr(setup, role)] for role in ROLES}
    known = {style.name for style in document.styles}
    for name, look in LOOKS.items():
        style = (
            document.styles[name]
            if name in known
            else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        _apply(style, replace(look, font=chosen.get(look.font, look.font)))
    _outline_level(document.styles[ATTACHMENT_TITLE], 0)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # else lines break by English rules
    set_font(document.styles.add_style(LEAD, WD_STYLE_TYPE.CHARACTER), chosen[KAITI])


def _apply(style: Any, look: Look) -> None:
    set_font(style, look.font, latin=SONGTI if look.font == SONGTI else "Times New Roman")
    style.font.size = Pt(look.size)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    paragraph = style.paragraph_format
    paragraph.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.line_spacing = Pt(look.line)
    paragraph.space_before = paragraph.space_after = Pt(0)
    paragraph.first_line_indent = Pt(look.indent)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if look.centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.keep_with_next = look.keep
    paragraph.widow_control = False
    _plain(style)


def _plain(style: Any) -> None:
    """Take off what Word brings along: rules under titles, letter spacing, gaps around figures."""
    properties = style.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:contextualSpacing"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)
    for tag in ("w:spacing", "w:kern"):
        for found in style.element.get_or_add_rPr().findall(qn(tag)):
            style.element.get_or_add_rPr().remove(found)
    before = properties.find(qn("w:spacing"))
    for tag in ("autoSpaceDE", "autoSpaceDN"):  # no gap between Chinese and figures
        before.addprevious(element(tag, val="0"))


def _outline_level(style: Any, level: int) -> None:
    style.element.get_or_add_pPr().append(element("outlineLvl", val=str(level)))
