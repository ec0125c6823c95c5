"""A workbook written line by line keeps text as text."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reports.formats.workbook import SafeLines


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "#VALUE!", "-1", "甲\x07局", "_x0041_", "多\n行"])
def test_text_is_neither_a_formula_nor_an_error(text):
    book, target = SafeLines(), BytesIO()
    sheet = book.sheet("汇总表", (("部门", 10), ("金额", 10)))
    book.put(sheet, [text, Decimal("1.50")])
    book.save(target)
    cells = load_workbook(target)["汇总表"][2]

    assert [x.data_type for x in cells] == ["s", "n"]
    assert cells[0].value.replace("_x005F_", "_") == text.replace("\x07", "")
