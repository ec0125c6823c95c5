"""A block copied from Excel or WPS fills cells, adds rows, and can be undone."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from departments.models import BudgetLine, Indicator, Project

pytestmark = pytest.mark.django_db(transaction=True)


BLOCK = (
    "项目支出\t招商引资专项\t上年结转\t1,500,000.00\t0\t１２０万元\r\n"
    "公用经费\t\t其他资金\t300000\t\t250000\r\n"
)


def test_the_last_paste_is_undone_also_on_the_server(
    page, paste, open_section, is_saved, cell, lines, assessment
):
    open_section("budget")
    cell(lines[2], "category").focus()

    paste(BLOCK)
    expect(page.locator("#pasted")).to_contain_text("已粘贴12格，新增1行")
    expect(page.locator("#budget_line-n1-state")).to_have_attribute("data-state", "saved")
    expect(page.locator(f"#budget_line-{lines[2].pk}-state")).to_have_attribute("data-state", "saved")
    figures = assessment.budget_lines.values_list("category", "source", "initial", "spent")[2:]
    assert list(figures) == [
        ("project", "carryover", Decimal(1_500_000), Decimal(1_200_000)),
        ("operating", "other", Decimal(300_000), Decimal(250_000)),
    ]
    page.keyboard.press("Control+z")
    expect(page.locator("#budget_line-n1")).to_have_count(0)
    expect(cell(lines[2], "initial")).to_have_value("2,000,000.00")
    is_saved()
    assert list(assessment.budget_lines.values_list("source", "initial", "spent")[2:]) == [
        ("appropriation", Decimal(2_000_000), Decimal(1_000_000))
    ]


def test_undoing_a_paste_by_its_button_spares_what_was_typed_since(
    page, paste, open_section, is_saved, cell, lines
):
    open_section("budget")
    cell(lines[0], "initial").focus()

    paste("1\t2\t3\n4\t5\t6")
    cell(lines[1], "adjustment").fill("55")
    page.get_by_role("button", name="撤销粘贴").click()
    is_saved()
    expect(cell(lines[1], "adjustment")).to_have_value("55")
    rows = BudgetLine.objects.values_list("initial", "adjustment", "spent")[:2]
    assert list(rows) == [(6_000_000, 0, 6_000_000), (2_000_000, 55, 1_500_000)]


def test_a_paste_says_what_it_could_not_put_in(page, paste, open_section, cell, lines):
    open_section("budget")
    cell(lines[0], "source").focus()

    paste("彩票公益金\t1\t2\t3\t4")
    expect(page.locator("#pasted")).to_contain_text("没有“彩票公益金”这个选项，超出表格的列")
    expect(cell(lines[0], "source")).to_have_value("appropriation")


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\t\tb", [["a", "", "b"]]),
        ('"一行\n二行"\tb\n', [["一行\n二行", "b"]]),
        ('"说""好""\t了"\t1', [['说"好"\t了', "1"]]),
        ('5" 管\t2', [['5" 管', "2"]]),
        ("1\n2\n3", [["1"], ["2"], ["3"]]),
        ("1\n\n3\n", [["1"], [""], ["3"]]),
        ("x", [["x"]]),
    ],
)
def test_a_block_is_read_as_excel_writes_it(page, open_section, text, block):
    open_section("budget")
    assert page.evaluate("text => window.perfeval.parseBlock(text)", text) == block


def test_a_cell_of_several_lines_keeps_them(page, paste, open_section, is_saved, assessment, cell):
    project = assessment.projects.get()
    open_section("projects")
    cell(project, "purpose").focus()

    paste('"一、办会\n二、参展"\t"因疫情\n取消"\n')
    is_saved()
    row = Project.objects.get()
    assert (row.purpose.splitlines(), row.reason.splitlines()) == (
        ["一、办会", "二、参展"],
        ["因疫情", "取消"],
    )


def test_one_column_fills_downwards(page, paste, open_section, is_saved, cell, lines):
    open_section("budget")
    cell(lines[0], "spent").focus()

    paste("11\r\n12\r\n13\r\n")
    is_saved()
    assert [x.spent for x in BudgetLine.objects.all()] == [11, 12, 13]


@pytest.mark.parametrize(
    ("section", "model", "start", "block", "fields", "values"),
    [
        (
            "budget",
            BudgetLine,
            "category",
            "项目支出\t招商引资专项\t财政拨款\t1,500,000.00\t0\t150万元\r\n"
            "项目支出\t招商引资专项\t上年结转\t300000\t0\t250000\r\n",
            ("category", "project__name", "source", "initial", "spent"),
            [
                ("project", "招商引资专项", "appropriation", 1_500_000, 1_500_000),
                ("project", "招商引资专项", "carryover", 300_000, 250_000),
            ],
        ),
        (
            "projects",
            Project,
            "name",
            "招商引资专项\t招商科\t办会\t推迟\r\n会展经费\t会展科\t参展\t\r\n",
            ("name", "office", "purpose", "reason"),
            [("招商引资专项", "招商科", "办会", "推迟"), ("会展经费", "会展科", "参展", "")],
        ),
        (
            "indicators",
            Indicator,
            "level1",
            "产出指标\t数量指标\t招商活动场次\t≥ 正向\t40\t场\t40\t30\r\n"
            "效益指标\t经济效益指标\t签约金额\t≥ 正向\t5\t亿元\t6\t10\r\n",
            ("level1", "level2", "name", "method", "target", "unit", "actual", "weight"),
            [
                ("产出指标", "数量指标", "招商活动场次", "at_least", 40, "场", 40, 30),
                ("效益指标", "经济效益指标", "签约金额", "at_least", 5, "亿元", 6, 10),
            ],
        ),
    ],
    ids=["budget", "projects", "indicators"],
)
def test_a_block_fills_the_last_row_and_adds_more_in_every_table(
    page, paste, open_section, is_saved, cell, section, model, start, block, fields, values, assessment
):
    last = model.objects.last()
    count = model.objects.count()
    open_section(section)
    cell(last, start).focus()

    paste(block)
    expect(page.locator("#pasted")).to_contain_text("新增1行")
    is_saved()
    assert list(model.objects.values_list(*fields))[count - 1 :] == values
