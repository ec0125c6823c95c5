"""Files of any kind, read by the child: cells as text, tables and paragraphs in their order."""

from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.utils.datetime import to_excel

from reports.formats.workbook import SafeWorkbook
from reports.reading import limits, reader
from reports.reading.book import EMPTY_FORMULA, FORMULA, NUMBER, Book, Refused


def written(*rows, **formats):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, code in formats.items():
        book.active[place].number_format = code
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def first_row(content):
    return {at: cell.text for at, cell in reader.read(content).sheets[0].rows[1].items()}


@pytest.mark.variations
@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (250000, "General", "250000"),
        (0.1 + 0.2, "General", "0.3"),
        (9999999999999.99, "General", "9999999999999.99"),
        (0.9822, "0.00%", "98.22%"),
        (1, "0%", "100%"),
        (to_excel(__import__("datetime").date(2025, 3, 31)), "yyyy-mm-dd", "2025-03-31"),
        (to_excel(__import__("datetime").date(2025, 3, 31)), 'yyyy"年"m"月"d"日"', "2025-03-31"),
        (1234.5, '#,##0.00"元"', "1234.5"),
        (5, '0.00"天"', "5"),
        (-0.0, "General", "0"),
        (True, "General", "TRUE"),
        (" 空格 ", "General", " 空格 "),
        ("前\u200b\u202e后", "General", "前后"),
        (1e300, "General", "1E+300"),
    ],
)  # fmt: skip
def test_values_as_a_person_would_write_them(value, code, text):
    assert first_row(written([value], A1=code)) == {1: text}


def test_formulas_are_seen_as_formulas():
    cell = reader.read(written(["=1+1"])).sheets[0].cell(1, 1)

    assert (cell.kind, cell.text) == (EMPTY_FORMULA, "")
    assert FORMULA != EMPTY_FORMULA


def test_kinds_and_merges():
    book = Workbook()
    book.active.append([1, "1"])
    book.active.merge_cells("A2:C4")
    target = BytesIO()
    book.save(target)
    sheet = reader.read(target.getvalue()).sheets[0]

    assert [sheet.cell(1, 1).kind, sheet.cell(1, 2).kind] == [NUMBER, "s"]
    assert sheet.merged == ((2, 1, 4, 3),)


def test_what_was_read_can_be_kept():
    book = reader.read(written([1, "a"]))

    assert Book.from_json(book.to_json()) == book


def test_a_text_like_an_escape_comes_back():
    book = SafeWorkbook()
    book.put(book.sheet("表"), 1, 1, "_x0041_")

    assert first_row(book.to_bytes()) == {1: "_x0041_"}


def test_word_tables_and_paragraphs_in_order():
    document = Document()
    document.add_paragraph("前")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "竖"
    table.cell(2, 2).text = "尾"
    document.add_paragraph("后")
    target = BytesIO()
    document.save(target)
    book = reader.read(target.getvalue())

    assert [(x.text, x.table) for x in book.blocks] == [("前", None), ("", 0), ("后", None)]
    cells = {(row, at): c.text for row, cells in book.sheets[0].rows.items() for at, c in cells.items()}
    assert cells == {(1, 1): "横", (2, 1): "竖", (3, 3): "尾"}
    assert set(book.sheets[0].merged) == {(1, 1, 1, 2), (2, 1, 3, 1)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_with_tables_of_tabs(encoding):
    text = "标题\n\t项目名称\n\t预算数\n\n（元）\n\n\t甲\n\t1\n\n正文"
    book = reader.read(text.encode(encoding))

    assert [x.text for x in book.blocks] == ["标题", "", "正文"]
    assert {row: [c.text for c in cells.values()] for row, cells in book.sheets[0].rows.items()} == {
        1: ["项目名称", "预算数\n（元）"],
        2: ["甲", "1"],
    }


def test_text_with_a_row_on_each_line():
    book = reader.read("前\n项目名称\t预算数\n甲\t1\n\n后".encode())

    assert [x.text for x in book.blocks] == ["前", "", "后"]
    assert [[cell.text for cell in cells.values()] for cells in book.sheets[0].rows.values()] == [
        ["项目名称", "预算数"],
        ["甲", "1"],
    ]


def test_an_empty_workbook_is_refused():
    with pytest.raises(Refused, match="没有内容"):
        reader.read(written())


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"PK", b"x" * (limits.FILE_BYTES + 1), b" \n "])
def test_refused(content):
    with pytest.raises(Refused):
        reader.read(content)


@pytest.mark.variations
@pytest.mark.parametrize(
    ("text", "is_table"),
    [
        ("项目名称,预算数\n招商,5\n党建,6\n", True),
        ("项目名称;预算数\n招商;5\n党建;6\n", True),
        ("项目,预算\n招商,5\n", False),
        (
            "一、概况\n支出2,123.04万元，完成98.22%。\n二、项目\n收入2,161.48万元,较上年增加。\n三、绩效\n",
            False,
        ),
        ("甲,乙\n丙\n丁\n戊\n", False),
    ],
    ids=["commas", "semicolons", "two lines", "sentences with separators", "one line of many"],
)
def test_commas_make_a_table_where_every_line_has_them(text, is_table):
    assert reader.read(text.encode()).is_document is not is_table
