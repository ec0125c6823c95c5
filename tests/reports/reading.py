"""What is read back from a document."""

import re
import subprocess
from io import BytesIO
from typing import NamedTuple

from docx import Document
from pypdf import PdfReader

MM = 72 / 25.4


def squeezed(text: str) -> str:
    """Without any blank or line break."""
    return re.sub(r"\s", "", text)


def pdf_text(pdf: bytes) -> str:
    """The text in the order it is drawn, page numbers taken out, squeezed."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(re.sub(r"—\d+—", "", squeezed(page)) for page in pages)


def docx_text(docx: bytes) -> str:
    """Paragraphs and cells in document order, each merged cell once, squeezed."""
    body = Document(BytesIO(docx)).element.body
    return squeezed("".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")))


class Word(NamedTuple):
    """A word of a page and its box, in millimetres from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def pages_of_words(pdf: bytes) -> list[list[Word]]:
    """Every word of every page with its box (Poppler)."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    pages = done.stdout.decode().split("<page ")[1:]
    pattern = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
    return [
        [
            Word(text, *(float(x) / MM for x in (left, top, right, bottom)))
            for left, top, right, bottom, text in re.findall(pattern, page)
        ]
        for page in pages
    ]
