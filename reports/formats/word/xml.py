"""What python-docx has no words for, written as WordprocessingML."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def element(tag: str, **attributes: str) -> Any:
    """An element of the w: namespace: element("tblHeader", val="true")."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def set_font(owner: Any, chinese: str, latin: str = "Times New Roman") -> None:
    """Set the fonts of a run or style: `font.name` alone leaves the Chinese one unset."""
    properties = owner.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = element("rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{name}"), font)


def add_field(paragraph: Any, instruction: str) -> None:
    """A field that Word computes, such as PAGE."""
    for part in (
        element("fldChar", fldCharType="begin"),
        _instruction(instruction),
        element("fldChar", fldCharType="separate"),
        _text("1"),
        element("fldChar", fldCharType="end"),
    ):
        paragraph.add_run()._r.append(part)


def _instruction(text: str) -> Any:
    made = element("instrText")
    made.set(qn("xml:space"), "preserve")
    made.text = f" {text} "
    return made


def _text(text: str) -> Any:
    made = element("t")
    made.text = text
    return made
