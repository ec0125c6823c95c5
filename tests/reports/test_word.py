"""Word: real headings, Chinese fonts, geometry, tables that repeat their heads."""

import re
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from departments.scoring.facts import BudgetLineFacts, ProjectFacts
from reports.formats import docx
from tests.reports.building import demo, frozen, with_outline
from tests.reports.reading import docx_text, squeezed
from tests.reports.test_pdf import PROJECTS, many_projects

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def document(words):
    return Document(BytesIO(words["dongxihu-2020"]))


def east_asian(style):
    return style.element.rPr.rFonts.get(qn("w:eastAsia"))


def test_headings_are_real_headings(document):
    levels = {p.text: p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")}

    assert levels["一、自评结论"] == "Heading 1"
    assert levels["（一）部门整体绩效自评得分"] == "Heading 2"
    assert levels["1.执行率情况。"] == "Heading 3"
    assert levels["（1）部门整体基本支出使用情况"] == "Heading 4"


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("Normal", "仿宋_GB2312", 16),
    ],
)
def test_styles(document, style, font, size):
    found = document.styles[style]

    assert east_asian(found) == font
    assert found.font.size == Pt(size)
    assert str(found.font.color.rgb) == "000000"
    assert not found.font.bold


def test_page(document):
    section = document.sections[0]

    assert [round(x / Mm(1)) for x in (section.page_width, section.page_height)] == [210, 297]
    margins = section.top_margin, section.right_margin, section.bottom_margin, section.left_margin
    assert [round(x / Mm(1)) for x in margins] == [37, 26, 35, 28]


def test_page_numbers_are_fields_outside(document):
    section = document.sections[0]

    assert document.settings.odd_and_even_pages_header_footer
    for footer, alignment in ((section.footer, "right"), (section.even_page_footer, "left")):
        xml = footer.paragraphs[0]._p.xml
        assert "PAGE" in xml
        assert f'w:jc w:val="{alignment}"' in xml


@pytest.mark.slow
def test_head_rows_repeat_and_no_row_splits():
    table = Document(BytesIO(docx.render(with_outline(many_projects(), PROJECTS).content()))).tables[0]
    rows = [row._tr.trPr for row in table.rows]

    assert rows[0].find(qn("w:tblHeader")) is not None
    assert all(row.find(qn("w:tblHeader")) is None for row in rows[1:])
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)


def test_titles_of_the_form_repeat(document):
    titles = [table.rows[0] for table in document.tables if table.cell(0, 0).text == "一级指标"]

    assert len(titles) == 4
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is not None for row in titles)


def test_cells_of_the_form_are_merged(document):
    form = next(table for table in document.tables[1:] if table.cell(0, 0).text == "基本支出总额")

    assert form.cell(1, 0)._tc is form.cell(2, 0)._tc
    assert form.cell(1, 0).text == "预算执行情况\n（万元）\n（20分）"


def test_wide_form_has_a_section_of_its_own():
    blocks = (
        {"heading": 1, "text": "一、正文"},
        {"attachment": "附件", "title": ["自评表"], "landscape": True, "table": "form"},
        {"heading": 1, "text": "二、其他"},
    )
    drawn = Document(BytesIO(docx.render(with_outline(demo("dongxihu-2020"), *blocks).content())))

    assert [section.page_width > section.page_height for section in drawn.sections] == [False, True, False]


def test_wide_forms_that_follow_each_other_have_no_empty_page_between_them():
    wide = {"attachment": "附件", "title": ["自评表"], "landscape": True, "table": "form"}
    blocks = ({"heading": 1, "text": "一、正文"}, wide, wide, {"heading": 1, "text": "二、其他"})

    drawn = Document(BytesIO(docx.render(with_outline(demo("dongxihu-2020"), *blocks).content())))

    assert [x.page_width > x.page_height for x in drawn.sections] == [False, True, True, False]


def test_draft_is_marked_in_every_header():
    drawn = Document(BytesIO(docx.render(demo("huangshi-2021").content(draft=True))))

    for section in drawn.sections:
        assert section.header.paragraphs[0].text == "草稿"
        assert section.even_page_header.paragraphs[0].text == "草稿"
        assert 'string="草稿"' in section.header.paragraphs[0]._p.xml


def test_final_has_no_draft_mark(words, name):
    with ZipFile(BytesIO(words[name])) as archive:
        assert not any("草稿".encode() in archive.read(part) for part in archive.namelist())


def test_same_submission_gives_the_same_bytes(words, contents, name):
    assert docx.render(contents[name], frozen(name)) == words[name]


def test_control_characters_do_not_break_the_file():
    drawn = docx.render(demo("huangshi-2021", sections={"key_work": "前\x00\x0b\x1f后"}).content())

    assert squeezed("前后") in docx_text(drawn)


def test_an_amount_too_long_for_its_column_is_set_smaller():
    money = {"initial": Decimal("9999999999.99"), "spent": Decimal(1)}
    line = BudgetLineFacts("project", project="大项目", **money)
    source = demo("dongxihu-2020", projects=(ProjectFacts("大项目"),), budget=(line,))
    table = Document(BytesIO(docx.render(with_outline(source, PROJECTS).content()))).tables[0]
    sizes = [cell.paragraphs[0].runs[0].font.size for cell in table.rows[1].cells[:4]]

    assert sizes == [None, Pt(7.5), None, None]


def test_an_amount_stays_on_one_line_where_another_font_stands_in(document):
    """The widest that does has digits of 0.64 of their height."""
    shown = [cell for table in document.tables for row in table.rows for cell in row.cells]
    amounts = [cell for cell in shown if re.fullmatch(r"\d+\.\d+", cell.text)]

    assert "13295745.76" in [cell.text for cell in amounts]
    for cell in amounts:
        size = cell.paragraphs[0].runs[0].font.size or Pt(10.5)
        assert len(cell.text) * 0.64 * size.pt <= cell.width.pt - 2 * 2.5, cell.text
