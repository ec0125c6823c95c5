"""What a document says: outline, texts, tables and titles."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from departments.scoring.facts import BudgetLineFacts, GoalFacts, IndicatorFacts, ProjectFacts
from departments.scoring.measures import Measure
from departments.scoring.schemes import load_scheme
from departments.scoring.scorecard import score
from departments.validation import findings_in
from reports.amounts import percent, points, ten_thousands, yuan
from reports.content import Attachment, AttachmentNote, Paragraph
from reports.formats import docx, pdf, xlsx
from reports.grid import Table
from reports.titles import balanced
from tests.reports.building import DEMOS, demo, demo_facts, outline_data, with_outline
from tests.reports.reading import docx_text, squeezed


def paragraphs(source):
    return [block.text for block in source.content().blocks if isinstance(block, Paragraph)]


def texts(table, column):
    return [cell.text for cell, _, at, *_ in table.placed() if at == column]


@pytest.mark.parametrize("name", DEMOS)
def test_demo_files_can_be_submitted(name):
    source = demo(name)

    assert [x for x in findings_in(source.facts, source.scorecards) if x.severity == "error"] == []


def test_demo_scores_are_the_published_ones():
    card = demo("dongxihu-2020").scorecards[0]

    assert (str(card.execution_score), str(card.indicator_score), str(card.total)) == (
        "19.64",
        "76.00",
        "95.64",
    )
    assert demo("huangshi-2021").scorecards[0].grade == "优"


def test_figures_in_texts_are_computed():
    source = with_outline(
        demo("dongxihu-2020", sections={"a": "执行率{部门整体执行率}，{没有}"}), {"section": "a"}
    )

    assert paragraphs(source) == ["执行率98.22%，{没有}"]


def test_each_line_is_a_paragraph_and_the_lead_runs_into_the_first():
    source = with_outline(
        demo("dongxihu-2020", sections={"a": "  一\n\n　二　\r\n三"}), {"section": "a", "lead": "（{year}）"}
    )
    blocks = source.content().blocks

    assert [(x.lead, x.text) for x in blocks] == [("（2020）", "一"), ("", "二"), ("", "三")]


def test_empty_section_prints_nothing():
    assert with_outline(demo("dongxihu-2020", sections={}), {"section": "a"}).content().blocks == ()


@pytest.mark.parametrize(
    ("lines", "name", "expected"),
    [
        (["2020年度武汉市东西湖区商务局部门整体", "绩效自评结果"], "武汉市东西湖区商务局",
         ("2020年度武汉市东西湖区商务局部门整体", "绩效自评结果")),
        (["2021 年度黄石市商务局部门整体绩效自评", "结果"], "黄石市商务局",
         ("2021 年度黄石市商务局", "部门整体绩效自评结果")),
        (["2020年度武汉市东西湖区机关事务服务中心管理局部门整体绩效自评结果"],
         "武汉市东西湖区机关事务服务中心管理局",
         ("2020年度武汉市东西湖区", "机关事务服务中心管理局", "部门整体绩效自评结果")),
        (["自评表"], "局", ("自评表",)),
    ],
)  # fmt: skip
def test_titles_are_balanced(lines, name, expected):
    assert balanced(lines, after=name) == expected


@pytest.mark.parametrize(
    ("figure", "text", "number", "pattern"),
    [
        (ten_thousands(Decimal("21614845.76")), "2161.48", "2161.48", "0.00"),
        (ten_thousands(Decimal("50")), "0.01", "0.01", "0.00"),
        (ten_thousands(Decimal("7961700"), suffix="万元"), "796.17万元", "796.17", '0.00"万元"'),
        (yuan(Decimal("3956.20")), "3956.2", "3956.2", "0.0"),
        (yuan(Decimal("250000.00")), "250000", "250000", "0"),
        (percent(Decimal("89.914")), "89.91%", "0.8991", "0.00%"),
        (points(Decimal("76.00")), "76", "76", "0"),
        (points(Decimal("0.00")), "0", "0", "0"),
    ],
)
def test_amounts(figure, text, number, pattern):
    assert (figure.text, figure.number, figure.pattern) == (text, Decimal(number), pattern)


def indicator(**values):
    return IndicatorFacts(**{"name": "指标", "method": "at_least", "weight": Decimal(80)} | values)


def form_of(*indicators, **changes):
    source = demo("dongxihu-2020", goals=(GoalFacts("目标", indicators, weight=Decimal(80)),), **changes)
    [table] = source.content().tables["form"]
    return table


@pytest.mark.parametrize(
    ("values", "target", "actual", "score"),
    [
        ({"target": Measure.read("720"), "actual": Measure.read("722.8"), "unit": "亿元"},
         "≥720亿元", "722.8亿元", "80"),
        ({"method": "at_most", "target": Measure.read("5"), "actual": Measure.read("10"), "unit": "起"},
         "≤5起", "10起", "40"),
        ({"target": Measure.read("9月前"), "actual": Measure.read("7月")}, "9月前", "7月", ""),
        ({"target": Measure.read("≥266米"), "actual": Measure.read("不适用")}, "≥266米", "不适用", ""),
        ({"target": Measure.read("8"), "adjusted_target": Measure.read("6"), "actual": Measure.read("6")},
         "≥8（调整为≥6）", "6", "80"),
        ({"method": "qualitative", "tier": "full"}, "", "达成预期指标", "80"),
        ({}, "", "", ""),
    ],
)  # fmt: skip
def test_rows_of_the_form(values, target, actual, score):
    table = form_of(indicator(**values))
    row = next(n for cell, n, *_ in table.placed() if cell.text == "指标（80分）")
    cells = {at: cell.text for cell, n, at, *_ in table.placed() if n == row}

    assert (cells[3], cells[4], cells[5]) == (target, actual, score)


@pytest.mark.parametrize("written", [None, "—"])
def test_derived_indicator_shows_the_figure_of_the_budget(written):
    goals = tuple(
        replace(goal, indicators=tuple(
            replace(x, actual=Measure.read(written) if written else None) if x.method == "derived" else x
            for x in goal.indicators
        ))
        for goal in demo_facts("huangshi-2021").goals
    )  # fmt: skip
    [table] = demo("huangshi-2021", goals=goals).content().tables["form"]
    row = next(n for cell, n, *_ in table.placed() if cell.text.startswith("预算调整率"))

    assert [c.text for c, n, at, *_ in table.placed() if n == row and at in (3, 4)] == ["≤10%", "100.98%"]


def test_levels_are_merged_with_the_sum_of_their_weights():
    same = {"level1": "产出指标", "level2": "数量指标", "weight": Decimal(20)}
    other = {"level1": "产出指标", "level2": "质量指标", "weight": Decimal(40)}
    table = form_of(indicator(**same), indicator(**same), indicator(**other))
    merged = {cell.text: cell.rows for cell, *_ in table.placed() if cell.rows > 1}

    assert merged["产出指标（80分）"] == 3
    assert merged["数量指标"] == 2
    assert "质量指标" in texts(table, 1)


def test_total_is_empty_until_every_line_has_a_score():
    table = form_of(indicator())
    row = next(n for cell, n, *_ in table.placed() if cell.text == "总分")

    assert [cell.text for cell, n, *_ in table.placed() if n == row] == ["总分", ""]


def with_project_goal(scheme):
    goal = GoalFacts(
        "提高能力",
        (indicator(level1="产出指标", level2="数量指标", target=Measure.read("10"), actual=Measure.read("10"),
                   weight=Decimal(90), deviation_reason="原因", improvement="措施"),),
        project="信息化建设费用",
        expected="购买设备",
        actual="已购买",
    )  # fmt: skip
    facts = replace(demo("dongxihu-2020").facts, goals=(goal,), project_scheme=load_scheme(scheme))
    source = demo("dongxihu-2020")
    return replace(source, facts=facts, scorecards=score(facts))


@pytest.mark.parametrize(
    ("scheme", "name", "columns"),
    [("hubei-project-2020", "project_form", 6), ("national-project-2020", "national", 8)],
)
def test_project_forms_follow_their_scheme(scheme, name, columns):
    [table] = with_project_goal(scheme).content().tables["project_forms"]

    assert (table.name, len(table.columns), sum(c.width for c in table.columns)) == (name, columns, 100)
    assert_rectangular(table)


def test_national_form_counts_the_sources_once():
    source = with_project_goal("national-project-2020")
    [table] = source.content().tables["project_forms"]

    assert texts(table, 1)[3:7] == ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]
    assert "25.00" in texts(table, 3)
    assert texts(table, 7)[-1] == (source.scorecards[1].grade or "")


def test_projects_without_goals_have_no_form():
    for name in DEMOS:
        content = demo(name).content()
        assert content.tables["project_forms"] == ()
        assert [x.table.name for x in content.blocks if isinstance(x, Attachment)] == (
            ["form"] if name == "dongxihu-2020" else []
        )


def attachments(source):
    blocks = source.content().blocks
    [note] = [x for x in blocks if isinstance(x, AttachmentNote)]
    return [x.label for x in blocks if isinstance(x, Attachment)], note.label, note.numbered


def test_project_forms_are_numbered_attachments():
    assert attachments(with_project_goal("hubei-project-2020")) == (
        ["附件1", "附件2"],
        "附件：",
        [
            ("1.", "2020年度武汉市东西湖区商务局部门整体绩效自评表"),
            ("2.", "2020年度信息化建设费用项目自评表"),
        ],
    )


def test_single_attachment_has_no_number():
    source = with_project_goal("national-project-2020")
    alone = replace(source, outline=outline_data("huangshi-2021"))

    assert attachments(alone) == (["附件"], "附件：", [("", "2020年度信息化建设费用项目支出绩效自评表")])
    assert attachments(demo("dongxihu-2020"))[0] == ["附件"]


def test_note_without_attachments_is_left_out():
    assert not [x for x in demo("huangshi-2021").content().blocks if isinstance(x, AttachmentNote)]


@pytest.mark.slow
def test_project_forms_reach_paper_each_on_a_page_of_its_own():
    content = with_project_goal("hubei-project-2020").content()
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(pdf.render(content))).pages]
    word = docx_text(docx.render(content))

    assert any(page.startswith("附件22020年度信息化建设费用项目自评表") for page in pages)
    assert "附件22020年度信息化建设费用项目自评表" in word
    assert "2020年度信息化建设费用项目自评表"[:28] in load_workbook(BytesIO(xlsx.render(content))).sheetnames


@pytest.mark.parametrize("name", DEMOS)
def test_every_table_is_rectangular(name):
    for tables in demo(name).content().tables.values():
        for table in tables:
            assert_rectangular(table)


def assert_rectangular(table: Table):
    covered = [
        (row + y, column + x)
        for cell, row, column, *_ in table.placed()
        for y in range(cell.rows)
        for x in range(cell.columns)
    ]

    assert sorted(covered) == [(y, x) for y in range(len(table.all_rows)) for x in range(len(table.columns))]
    assert sum(column.width for column in table.columns) == 100


def test_every_goal_has_titles_that_repeat():
    [table] = demo("dongxihu-2020").content().tables["form"]
    first, *goals = table.parts

    assert sum(len(part.head) + len(part.lines) for part in table.parts) == len(table.all_rows)
    assert (first.head, first.is_whole) == ([], True)
    assert [[item.cell.text for item in part.head[0]] for part in goals] == [
        ["一级指标", "二级指标", "三级指标", "年初目标值\n（A）", "实际完成值\n（B）", "得分"]
    ] * 4
    assert [part.lines[-1][0].cell.opens for part in (first, *goals[:-1])] == [True] * 4


def test_long_reasons_have_a_row_each():
    rows = [indicator(weight=Decimal(1), deviation_reason=f"第{n}项" + "长" * 80) for n in range(40)]
    table = form_of(*rows)
    title = next(cell for cell in table.placed() if cell.cell.text == "偏差大或目标未完成原因分析")

    assert title.cell.rows == 40
    assert "40.指标：第39项" + "长" * 80 in texts(table, 2)
    assert not title.cell.flows


def test_project_without_budget_has_no_rate():
    source = demo(
        "dongxihu-2020", projects=(ProjectFacts("空"),), budget=(BudgetLineFacts("project", project="空"),)
    )
    [table] = source.content().tables["projects"]

    assert texts(table, 3) == ["完成预算率", "", ""]


def test_attachment_takes_the_form():
    attachment = demo("dongxihu-2020").content().blocks[-1]

    assert isinstance(attachment, Attachment)
    assert attachment.title == ("2020年度武汉市东西湖区商务局部门整体", "绩效自评表")
