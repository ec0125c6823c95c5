"""Word: the same content with real heading styles, so that an office can go on working with it."""

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt

from departments.page_setup import PageSetup

from ..content import Attachment, AttachmentNote, Block, Heading, Paragraph, ReportContent
from ..grid import Cell, Column, Table, head
from ..pictures import Picture
from .archive import dated
from .frozen import Frozen
from .word import page, styles, tables

GAP = 8
"""Points above and below a table."""


def render(content: ReportContent, frozen: Frozen | None = None) -> bytes:
    """Write the document; the dates inside are those of the submission."""
    document = Document()
    styles.define(document, content.page)
    page.set_up(document, content.page, draft=content.draft)
    _properties(document, content, frozen)
    _front(document, content)
    is_turned = False
    for block in content.blocks:
        was_turned, is_turned = is_turned, isinstance(block, Attachment) and block.landscape
        if was_turned and not is_turned:
            page.add_section(document, page.portrait(content.page))
        _add(document, block, content.page)
    target = BytesIO()
    document.save(target)
    return dated(target.getvalue(), frozen.submitted_at if frozen else None)


def _properties(document: WordDocument, content: ReportContent, frozen: Frozen | None) -> None:
    properties = document.core_properties
    properties.title = content.name
    properties.author = content.department
    properties.language = "zh-CN"
    properties.comments = ""
    if frozen:
        properties.identifier = frozen.sha256


def _front(document: WordDocument, content: ReportContent) -> None:
    if content.mark:
        document.add_paragraph(content.mark, style=styles.MARK)
        document.add_paragraph(style=styles.MARK)
    _title(document, content.title, "Title")
    if content.subtitle:
        document.add_paragraph(content.subtitle, style="Subtitle")
    document.add_paragraph(style=styles.MARK)


def _title(document: WordDocument, lines: tuple[str, ...], style: str) -> None:
    paragraph = document.add_paragraph(style=style)
    for number, line in enumerate(lines):
        run = paragraph.add_run(line)
        if number < len(lines) - 1:
            run.add_break(WD_BREAK.LINE)


def _add(document: WordDocument, block: Block, setup: PageSetup) -> None:
    if isinstance(block, Heading):
        document.add_paragraph(block.text, style=f"Heading {block.level}")
    elif isinstance(block, Paragraph):
        paragraph = document.add_paragraph()
        if block.lead:
            paragraph.add_run(block.lead, style=styles.LEAD)
        paragraph.add_run(block.text)
    elif isinstance(block, AttachmentNote):
        _note(document, block)
    elif isinstance(block, Table):
        _table(document, block, page.portrait(setup))
    elif isinstance(block, Picture):
        _table(document, _in_words(block), page.portrait(setup))
    else:
        _attachment(document, block, setup)


def _in_words(picture: Picture) -> Table:
    """Word has no SVG that every office program draws: the figures instead."""
    rows = tuple((Cell(label, align="left"), Cell(words, align="right")) for label, words in picture.said)
    return Table(
        "picture", picture.title, (Column(60), Column(40)), head=(head(picture.title, ""),), rows=rows
    )


def _note(document: WordDocument, block: AttachmentNote) -> None:
    """A name that is wider than the page goes on under its own beginning."""
    document.add_paragraph(style=styles.MARK)
    for number, name in block.numbered:
        is_first = name == block.names[0] and number in ("", "1.")
        paragraph = document.add_paragraph((block.label if is_first else "") + number)
        if number:
            paragraph.add_run("\t")
        paragraph.add_run(name)
        hanging = (3 if is_first else 0) + (1.5 if number else 0)
        paragraph.paragraph_format.left_indent = Pt(styles.BODY * (6.5 if number else 5))
        paragraph.paragraph_format.first_line_indent = Pt(-styles.BODY * hanging)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _attachment(document: WordDocument, block: Attachment, setup: PageSetup) -> None:
    """附件 begins a page; a wide one has a section of its own, turned."""
    shape = page.landscape(setup) if block.landscape else page.portrait(setup)
    if block.landscape:
        page.add_section(document, shape)
    mark = document.add_paragraph(block.label, style=styles.MARK)
    mark.paragraph_format.page_break_before = not block.landscape
    document.add_paragraph(style=styles.MARK)
    _title(document, block.title, styles.ATTACHMENT_TITLE)
    _table(document, block.table, shape)


def _gap(document: WordDocument) -> None:
    document.add_paragraph(style=styles.CELL).paragraph_format.line_spacing = Pt(GAP)


def _table(document: WordDocument, table: Table, shape: page.Shape) -> None:
    _gap(document)
    if table.above:
        line = document.add_paragraph("\t".join(table.above), style=styles.CELL)
        line.paragraph_format.tab_stops.add_tab_stop(shape.text_width, page.RIGHT_TAB)
        line.paragraph_format.keep_with_next = True
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
    tables.add(document, table, shape.text_width)
    for note in table.notes:
        paragraph = document.add_paragraph(note, style=styles.CELL)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _gap(document)
