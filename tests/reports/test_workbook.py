"""The workbook goes out and comes back: nothing changes that nobody changed, and all can be undone."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core import serializers
from openpyxl import Workbook, load_workbook

from departments import restoring
from departments.models import BudgetLine, Goal, Indicator, Project, Section
from reports.reading.book import Refused
from reports.workbook import importing, writing
from reports.workbook.columns import DELETE
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here"), pytest.mark.slow]


def opened(content):
    return load_workbook(BytesIO(content))


def saved(book):
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def workbook(assessment):
    """The downloaded file, opened."""
    return opened(writing.workbook_of(assessment))


def column(sheet, title):
    return next(cell.column for cell in sheet[1] if cell.value == title)


def put(book, sheet, row, title, value):
    book[sheet].cell(row, column(book[sheet], title)).value = value


def uploaded(assessment, book, by):
    upload = importing.upload(assessment, "工作簿.xlsx", saved(book), by=by)
    upload.save()
    return upload


def everything(assessment):
    """All rows of the self-assessment, as they are."""
    kinds = (Project, BudgetLine, Goal, Section)
    rows = [row for kind in kinds for row in kind.objects.filter(assessment=assessment).order_by("pk")]
    rows += Indicator.objects.filter(goal__assessment=assessment).order_by("pk")
    return serializers.serialize("json", rows)


def test_untouched_file_changes_nothing(assessment, preparer, workbook):
    plan = importing.preview(uploaded(assessment, workbook, preparer))

    assert plan.is_empty
    assert plan.ignored == []


def test_sheets_and_their_heads(workbook):
    assert workbook.sheetnames == [
        "说明", "基本信息", "预算明细", "项目", "目标", "绩效指标", "文字说明", "_选项", "_核对",
    ]  # fmt: skip
    assert {workbook[x].sheet_state for x in ("_选项", "_核对")} == {"veryHidden"}
    sheet = workbook["绩效指标"]
    assert [sheet.cell(1, 2).value, sheet.freeze_panes, sheet.column_dimensions["A"].hidden] == [
        "三级指标", "C2", True,
    ]  # fmt: skip
    assert sheet.protection.sheet
    assert sheet.cell(1, 2).protection.locked
    assert not sheet.cell(2, 2).protection.locked


def test_numbers_are_numbers_and_notes_carry_the_help(workbook):
    sheet = workbook["预算明细"]
    money = sheet.cell(2, column(sheet, "年初预算数（元）"))

    assert (money.value, money.number_format) == (6_000_000, "#,##0.00")
    assert "空白表示还没填" in sheet.cell(1, money.column).comment.text
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"list"}


def test_the_same_value_written_otherwise_is_no_change(assessment, preparer, workbook):
    put(workbook, "绩效指标", 2, "实际完成值", "７５")
    put(workbook, "预算明细", 2, "全年执行数（元）", "600万元")

    assert importing.preview(uploaded(assessment, workbook, preparer)).is_empty


def test_a_changed_cell_is_shown_and_saved(assessment, preparer, workbook):
    put(workbook, "预算明细", 2, "全年执行数（元）", "5,000,000.50")
    upload = uploaded(assessment, workbook, preparer)
    plan = importing.preview(upload)
    [row] = plan.rows

    assert [(x.place, x.old, x.new) for x in row.cells] == [("G2", "6000000", "5000000.5")]
    assert BudgetLine.objects.first().spent == Decimal(6_000_000)
    importing.confirm(upload, by=preparer, digest=plan.digest)
    assert BudgetLine.objects.first().spent == Decimal("5000000.50")
    assert [x.verb for x in assessment.audit_events.all()][-2:] == ["edit", "import"]


def test_a_workbook_of_before_a_column_changes_nothing_in_it(assessment, preparer, workbook):
    Indicator.objects.update(accumulation="latest")
    sheet = workbook["绩效指标"]
    sheet.delete_cols(column(sheet, "全年累计"))
    put(workbook, "绩效指标", 2, "改进措施", "加大力度")
    upload = uploaded(assessment, workbook, preparer)
    plan = importing.preview(upload)

    assert [str(x) for x in plan.problems] == []
    assert [[x.label for x in row.cells] for row in plan.rows] == [["改进措施"]]
    importing.confirm(upload, by=preparer, digest=plan.digest)
    assert set(Indicator.objects.values_list("accumulation", flat=True)) == {"latest"}


def test_new_rows_point_to_new_rows(assessment, preparer, workbook):
    put(workbook, "项目", 3, "项目名称", "新项目")
    put(workbook, "预算明细", 5, "支出类别", "项目支出")
    put(workbook, "预算明细", 5, "项目", "新项目")
    put(workbook, "预算明细", 5, "资金来源", "财政拨款")
    put(workbook, "预算明细", 5, "年初预算数（元）", 1234.56)
    put(workbook, "目标", 3, "目标名称", "新目标")
    put(workbook, "目标", 3, "所属", "新项目")
    put(workbook, "绩效指标", 4, "三级指标", "新指标")
    put(workbook, "绩效指标", 4, "归入目标", "新目标")
    put(workbook, "绩效指标", 4, "评分方法", "≥ 正向")
    put(workbook, "绩效指标", 4, "全年累计", "期末")
    put(workbook, "绩效指标", 4, "年初目标值", "≥98.22%")
    upload = uploaded(assessment, workbook, preparer)
    plan = importing.preview(upload)

    assert [str(x) for x in plan.problems] == []
    assert plan.counts["新增"] == 4
    importing.confirm(upload, by=preparer, digest=plan.digest)
    row = Indicator.objects.get(name="新指标")
    assert row.goal.project.name == "新项目"
    assert (row.target_measure.text, row.method, row.accumulation) == ("≥98.22%", "at_least", "latest")
    assert row.goal.project.budget_lines.get().initial == Decimal("1234.56")


def test_sent_twice_nothing_is_added_twice(assessment, preparer, workbook):
    put(workbook, "项目", 3, "项目名称", "新项目")
    importing.confirm(uploaded(assessment, workbook, preparer), by=preparer)

    assert importing.preview(uploaded(assessment, workbook, preparer)).is_empty


def test_confirmed_twice_saves_once(assessment, preparer, workbook):
    put(workbook, "项目", 3, "项目名称", "新项目")
    upload = uploaded(assessment, workbook, preparer)
    importing.confirm(upload, by=preparer)
    importing.confirm(upload, by=preparer)

    assert Project.objects.filter(name="新项目").count() == 1


def test_only_rows_present_are_touched(assessment, preparer, workbook):
    workbook["绩效指标"].delete_rows(2)
    del workbook["文字说明"]

    assert importing.preview(uploaded(assessment, workbook, preparer)).is_empty


def test_a_row_is_removed_only_by_its_column(assessment, preparer, workbook):
    put(workbook, "项目", 2, DELETE, "删除")
    upload = uploaded(assessment, workbook, preparer)
    plan = importing.preview(upload)

    assert [(x.state_label, x.note) for x in plan.rows] == [("删除", "同时删除其1条预算明细。")]
    importing.confirm(upload, by=preparer, digest=plan.digest)
    assert Project.objects.count() == 0


@pytest.mark.parametrize("change", ["reorder", "blank", "extra", "move", "rename", "plain"])
def test_what_officers_do_to_sheets_is_harmless(change, assessment, preparer, workbook):
    sheet = workbook["绩效指标"]
    if change == "reorder":
        for cell in sheet[2]:
            other = sheet.cell(3, cell.column)
            cell.value, other.value = other.value, cell.value
    elif change == "blank":
        sheet.insert_rows(2, amount=3)
    elif change == "extra":
        sheet.insert_cols(4)
        sheet.cell(1, 4).value, sheet.cell(2, 4).value = "我的备注", "记得核对"
    elif change == "move":
        sheet.insert_rows(1, amount=2)
    elif change == "rename":
        sheet.title = "改过的名字"
    else:
        workbook = without_styles(workbook)
    plan = importing.preview(uploaded(assessment, workbook, preparer))

    assert (plan.rows, plan.problems) == ([], [])
    assert plan.ignored == (["绩效指标：多出的列“我的备注”没有导入。"] if change == "extra" else [])


def without_styles(book):
    """As a simple program saves it: no styles, numbers as text with two decimals."""
    plain = Workbook()
    plain.remove(plain.active)
    for sheet in book.worksheets:
        copy = plain.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                is_number = isinstance(cell.value, int | float)
                copy.cell(cell.row, cell.column).value = (
                    f"{cell.value:.1f}" if is_number and (sheet.title == "预算明细") else cell.value
                )
    return plain


def test_a_copied_row_is_a_new_row(assessment, preparer, workbook):
    sheet = workbook["绩效指标"]
    for cell in sheet[2]:
        sheet.cell(4, cell.column).value = cell.value
    put(workbook, "绩效指标", 4, "三级指标", "复制来的指标")
    plan = importing.preview(uploaded(assessment, workbook, preparer))

    assert [(x.state_label, x.label) for x in plan.rows] == [("新增", "复制来的指标")]


def test_all_problems_are_named_by_cell_with_the_words_of_the_page(assessment, preparer, workbook):
    put(workbook, "绩效指标", 2, "三级指标", None)
    put(workbook, "绩效指标", 3, "分值", "四十")
    put(workbook, "预算明细", 2, "支出类别", "其他")
    put(workbook, "预算明细", 3, "年初预算数（元）", "=1+1")
    put(workbook, "绩效指标", 3, "归入目标", "没有的目标")
    upload = uploaded(assessment, workbook, preparer)
    plan = importing.preview(upload)

    assert [str(x) for x in plan.problems] == [
        "绩效指标!B2：请填写三级指标。",
        "绩效指标!C3：只能选择本单位本年度已填的内容。",
        "绩效指标!M3：“四十”不是数字，请填写如 1234.56 的数字。",
        "预算明细!B2：“其他”不在可选的内容中，请从列表中选择。",
        "预算明细!E3：这里是公式，保存的结果可能已经过时。请改为数值（复制后“选择性粘贴—数值”）。",
    ]
    before = everything(assessment)
    with pytest.raises(importing.NotConfirmed):
        importing.confirm(upload, by=preparer)
    assert everything(assessment) == before


def test_undo_restores_everything(assessment, preparer, workbook):
    before = everything(assessment)
    evidence_free = assessment.budget_lines.count()
    put(workbook, "项目", 2, DELETE, "删除")
    put(workbook, "目标", 3, "目标名称", "新目标")
    put(workbook, "绩效指标", 2, "归入目标", "新目标")
    put(workbook, "绩效指标", 3, "实际完成值", "不适用")
    put(workbook, "基本信息", 2, "备注", "改过")
    upload = importing.confirm(uploaded(assessment, workbook, preparer), by=preparer)

    assert everything(assessment) != before
    importing.undo(upload, by=preparer)
    assert everything(assessment) == before
    assert assessment.budget_lines.count() == evidence_free
    assessment.refresh_from_db()
    assert assessment.note == ""


def test_undo_refuses_when_somebody_wrote_since(assessment, preparer, workbook):
    put(workbook, "预算明细", 2, "全年执行数（元）", 1)
    put(workbook, "绩效指标", 2, "分值", 12)
    upload = importing.confirm(uploaded(assessment, workbook, preparer), by=preparer)
    BudgetLine.objects.filter(spent=Decimal(1)).update(spent=Decimal(2))
    before = everything(assessment)

    with pytest.raises(restoring.ChangedSince) as refused:
        importing.undo(upload, by=preparer)
    assert refused.value.rows == ["人员经费（财政拨款）"]
    assert everything(assessment) == before


def test_undo_refuses_to_take_what_others_added_below(assessment, preparer, workbook):
    put(workbook, "目标", 3, "目标名称", "新目标")
    upload = importing.confirm(uploaded(assessment, workbook, preparer), by=preparer)
    factories.indicator(Goal.objects.get(title="新目标"), "别人加的")

    with pytest.raises(restoring.ChangedSince, match="别人加的"):
        importing.undo(upload, by=preparer)


def test_different_cells_of_one_row_are_merged(assessment, preparer, workbook):
    line = assessment.budget_lines.first()
    BudgetLine.objects.filter(pk=line.pk).update(spent=Decimal(7))
    put(workbook, "预算明细", 2, "年初预算数（元）", 8)
    upload = uploaded(assessment, workbook, preparer)

    assert importing.preview(upload).conflicts == []
    importing.confirm(upload, by=preparer)
    line.refresh_from_db()
    assert (line.initial, line.spent) == (Decimal(8), Decimal(7))


@pytest.mark.parametrize(("choice", "expected"), [("mine", 8), ("theirs", 7)])
def test_the_same_cell_is_asked_about(choice, expected, assessment, preparer, workbook):
    line = assessment.budget_lines.first()
    BudgetLine.objects.filter(pk=line.pk).update(spent=Decimal(7))
    put(workbook, "预算明细", 2, "全年执行数（元）", 8)
    upload = uploaded(assessment, workbook, preparer)
    plan = importing.preview(upload)

    assert [(x.old, x.new, x.is_conflict) for x in plan.conflicts[0].cells] == [("7", "8", True)]
    with pytest.raises(importing.NotConfirmed, match="选择保留哪一份"):
        importing.confirm(upload, by=preparer, digest=plan.digest)
    importing.confirm(upload, by=preparer, digest=plan.digest, choices={plan.rows[0].token: choice})
    line.refresh_from_db()
    assert line.spent == Decimal(expected)


@pytest.mark.parametrize(("choice", "count"), [("mine", 1), ("theirs", 0)])
def test_a_row_deleted_online_is_asked_about(choice, count, assessment, preparer, workbook):
    Indicator.objects.filter(name="引进重点企业数").delete()
    put(workbook, "绩效指标", 2, "分值", 12)
    upload = uploaded(assessment, workbook, preparer)
    token = importing.preview(upload).conflicts[0].token
    importing.confirm(upload, by=preparer, choices={token: choice})

    assert Indicator.objects.filter(name="引进重点企业数").count() == count


@pytest.mark.parametrize(("choice", "count"), [("mine", 0), ("theirs", 1)])
def test_deleting_what_somebody_changed_is_asked_about(choice, count, assessment, preparer, workbook):
    line = assessment.budget_lines.first()
    BudgetLine.objects.filter(pk=line.pk).update(spent=Decimal(7))
    put(workbook, "预算明细", 2, DELETE, "删除")
    upload = uploaded(assessment, workbook, preparer)
    token = importing.preview(upload).conflicts[0].token
    importing.confirm(upload, by=preparer, choices={token: choice})

    assert BudgetLine.objects.filter(pk=line.pk).count() == count


def test_what_was_not_shown_is_not_saved(assessment, preparer, workbook):
    put(workbook, "预算明细", 2, "全年执行数（元）", 8)
    upload = uploaded(assessment, workbook, preparer)
    digest = importing.preview(upload).digest
    BudgetLine.objects.update(spent=Decimal(9))

    with pytest.raises(importing.NotConfirmed, match="预览之后"):
        importing.confirm(upload, by=preparer, digest=digest)


def test_another_department_another_year_another_template(
    assessment, other_department, authority, fiscal_year, department, workbook, preparer
):
    neighbour = factories.assessment(other_department, fiscal_year)
    earlier = factories.assessment(department, factories.fiscal_year(authority, year=2024))
    with pytest.raises(Refused, match="“东湖区商务局”的工作簿"):
        importing.upload(neighbour, "x", saved(workbook), by=None)
    with pytest.raises(Refused, match="2025年度的工作簿，不能导入2024年度"):
        importing.upload(earlier, "x", saved(workbook), by=None)
    workbook["_核对"]["B1"].value = "0"
    with pytest.raises(Refused, match="旧模板"):
        importing.upload(assessment, "x", saved(workbook), by=None)


def test_a_forged_stamp_is_refused(assessment, workbook):
    workbook["_核对"].cell(3, 3).value = "0" * 64
    with pytest.raises(Refused, match="核对信息被改动"):
        importing.upload(assessment, "x", saved(workbook), by=None)


def test_a_foreign_row_id_is_refused(assessment, other_department, fiscal_year, preparer, workbook):
    foreign = factories.budget_line(factories.assessment(other_department, fiscal_year))
    workbook["预算明细"]["A2"].value = str(foreign.pk)
    plan = importing.preview(uploaded(assessment, workbook, preparer))

    assert [(x.found, x.message) for x in plan.problems] == [
        (str(foreign.pk), "行标识不是这个工作簿的，请重新下载工作簿。")
    ]


@pytest.mark.parametrize("text", ["=1+1", "@x", "１２３", "_x0041_", "多\n行", " 空格 ", "\u200b零宽", "+1"])
def test_any_text_comes_back_as_it_was(text, assessment, preparer):
    Project.objects.update(purpose=text)
    book = opened(writing.workbook_of(assessment))

    assert importing.preview(uploaded(assessment, book, preparer)).is_empty


@pytest.mark.parametrize("text", ["98.22%", "9月前", "不适用", "0", "", "≥266米", "123456789012.123456"])
def test_any_measure_comes_back_as_it_was(text, assessment, preparer):
    factories.indicator(assessment.goals.get(), "值", actual=text)
    book = opened(writing.workbook_of(assessment))

    assert importing.preview(uploaded(assessment, book, preparer)).is_empty


def test_a_share_typed_in_excel_is_per_cent(assessment, preparer, workbook):
    sheet = workbook["绩效指标"]
    cell = sheet.cell(2, column(sheet, "实际完成值"))
    cell.value, cell.number_format = 0.9822, "0.00%"
    importing.confirm(uploaded(assessment, workbook, preparer), by=preparer)

    assert str(Indicator.objects.get(name="引进重点企业数").actual_measure) == "98.22%"


def test_excel_has_fifteen_digits(assessment, preparer, workbook):
    put(workbook, "预算明细", 2, "全年执行数（元）", 0.1 + 0.2)
    importing.confirm(uploaded(assessment, workbook, preparer), by=preparer)

    assert assessment.budget_lines.first().spent == Decimal("0.30")


def test_goals_of_the_same_name_are_told_apart(assessment, preparer):
    factories.goal(assessment)
    factories.indicator(assessment.goals.last(), "第二个目标的指标")
    book = opened(writing.workbook_of(assessment))

    assert book["绩效指标"]["C4"].value == "做好商务促进工作〔2〕"
    assert importing.preview(uploaded(assessment, book, preparer)).is_empty
