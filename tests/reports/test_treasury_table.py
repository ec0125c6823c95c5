"""财政数据: no figure is taken in a unit, a project or a sum that the table does not say."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from departments.models import BudgetLine, Project, TreasuryColumns, TreasuryImport
from departments.treasury import taking
from departments.treasury.taking import SourceRow
from reports.views import treasury as views
from tests import factories

pytestmark = pytest.mark.usefixtures("read_here")

CODE, SECOND = "420111301", "420111302"
NAMED = ("部门编码", "支出类别", "项目名称", "年初预算数（元）")


@pytest.fixture
def both(fiscal_year, department, other_department):
    return [factories.assessment(x, fiscal_year) for x in (department, other_department)]


@pytest.fixture
def look(signed_in, manager, fiscal_year):
    """Upload a table given row by row; what is seen then."""

    def looked(*rows):
        content, book = io.BytesIO(), Workbook()
        for row in rows:
            book.active.append(row)
        book.save(content)
        client = signed_in(manager)
        file = SimpleUploadedFile("国库.xlsx", content.getvalue())
        return client.get(client.post(reverse("reports:treasury", args=[fiscal_year.pk]), {"file": file}).url)

    return looked


@pytest.fixture
def confirm(signed_in, manager):
    def confirmed(page):
        upload = page.context["upload"]
        seen = {"seen": page.context["seen"]} if "seen" in page.context else {}
        return signed_in(manager).post(reverse("reports:treasury_confirm", args=[upload.pk]), seen)

    return confirmed


def problems(page) -> dict[str, str]:
    return {x.place: x.message for x in page.context["plan"].problems}


def of(assessment) -> dict[str, Decimal]:
    return {x.project.name: x.initial for x in assessment.budget_lines.select_related("project")}


# --- units -----------------------------------------------------------------------------------


@pytest.mark.variations
@pytest.mark.parametrize("above", [("单位：万元",), ("", "", "金额单位:", "万元"), ("2025年预算表（万元）",)])
def test_the_unit_above_the_head_counts(look, confirm, both, above):
    confirm(look(above, ("部门编码", "支出类别", "年初预算数"), (CODE, "公用经费", "831.91")))

    assert BudgetLine.objects.get().initial == Decimal(8_319_100)


def test_each_column_has_the_unit_of_its_own_heading(look, confirm, both):
    head = ("部门编码", "支出类别", "年初预算数（万元）", "执行数（元）")

    page = look(head, (CODE, "公用经费", "12", "119999.5"))
    confirm(page)

    line = BudgetLine.objects.get()
    assert (line.initial, line.spent) == (Decimal(120_000), Decimal("119999.5"))
    assert "年初预算数万元、执行数元" in page.content.decode()


def test_a_unit_that_nobody_said_is_asked_for(look, confirm, both):
    page = look(("部门编码", "支出类别", "年初预算数"), (CODE, "公用经费", "831.91"))

    assert page.templates[0].name == "treasury/columns.html"
    assert page.context["form"]["unit"].value() == ""
    assert confirm(page).status_code == 302
    assert not BudgetLine.objects.exists()


def test_a_column_without_a_unit_beside_one_with_is_asked_for(look, both):
    page = look(("部门编码", "支出类别", "年初预算数（万元）", "执行数"), (CODE, "公用经费", "1", "1"))

    assert page.templates[0].name == "treasury/columns.html"
    assert page.context["form"]["unit"].value() == "万元"


@pytest.mark.variations
@pytest.mark.parametrize(
    ("above", "heading", "place", "found"),
    [
        ("单位：万元", "年初预算数（元）", "Sheet!C2", "年初预算数（元）"),
        ("单位：千元", "年初预算数", "Sheet!1", "千元"),
        ("单位：元（万元）", "年初预算数", "Sheet!1", "万元"),
        ("预算表", "年初预算数（万元/元）", "Sheet!C2", "年初预算数（万元/元）"),
        ("预算表", "年初预算数（亿元）", "Sheet!C2", "年初预算数（亿元）"),
    ],
)
def test_units_that_contradict_are_told_by_place(look, both, authority, above, heading, place, found):
    if "亿" in heading:
        TreasuryColumns.objects.create(authority=authority, unit="元")

    page = look((above,), ("部门编码", "支出类别", heading), (CODE, "公用经费", "1"))

    assert (place, found) in {(x.place, x.found) for x in page.context["plan"].problems}


# --- projects --------------------------------------------------------------------------------


def test_projects_of_different_years_are_not_one(look, confirm, both):
    names = ("2023年老旧小区改造", "2024年老旧小区改造", "A-1", "A1")

    confirm(look(NAMED, *[(CODE, "项目支出", name, str(n)) for n, name in enumerate(names, 1)]))

    assert of(both[0]) == {name: Decimal(n) for n, name in enumerate(names, 1)}


def test_a_name_that_differs_in_year_or_marks_only_is_the_one_it_can_be(look, confirm, both):
    project = Project.objects.create(assessment=both[0], name="老旧小区改造")

    confirm(look(NAMED, (CODE, "项目支出", "2024年老旧小区改造", "7")))

    assert both[0].budget_lines.get().project == project


def test_a_project_of_another_year_is_another(look, confirm, both):
    Project.objects.create(assessment=both[0], name="2023年老旧小区改造")

    confirm(look(NAMED, (CODE, "项目支出", "2024年老旧小区改造", "7")))

    assert of(both[0]) == {"2024年老旧小区改造": Decimal(7)}


@pytest.mark.variations
@pytest.mark.parametrize(
    ("present", "named"),
    [(("A-1", "A 1"), ("A1",)), (("老旧小区改造",), ("2023年老旧小区改造", "2024年老旧小区改造"))],
)
def test_a_name_that_may_mean_several_is_told(look, confirm, both, present, named):
    for name in present:
        Project.objects.create(assessment=both[0], name=name)

    page = look(NAMED, *[(CODE, "项目支出", name, "7") for name in named])

    assert problems(page).keys() == {f"Sheet!C{n}" for n, _ in enumerate(named, 2)}
    assert f"“{present[0]}”" in problems(page)["Sheet!C2"]
    assert confirm(page).status_code == 409


def test_two_lines_of_one_place_are_told_and_not_written_into(look, both, fiscal_year, manager):
    for _ in range(2):
        factories.budget_line(both[0], category="operating", initial=Decimal(1))

    page = look(("部门编码", "支出类别", "年初预算数（元）"), (CODE, "公用经费", "7"))

    assert "有2行" in problems(page)["Sheet!2"]
    row = SourceRow(both[0].department_id, "operating", "", "appropriation", {"initial": Decimal(7)})
    with pytest.raises(taking.Unclear):
        taking.take(fiscal_year, [row], source="国库", by=manager, tell=print)
    assert set(both[0].budget_lines.values_list("initial", flat=True)) == {Decimal(1)}


def test_a_project_name_that_no_project_can_have_is_told(look, both):
    page = look(NAMED, (CODE, "项目支出", "长" * 201, "7"))

    assert "不超过200个字" in problems(page)["Sheet!C2"]


# --- rows ------------------------------------------------------------------------------------


def test_rows_below_a_department_without_self_assessment_are_told_once(look, both):
    both[0].delete()

    page = look(NAMED, (SECOND, "公用经费", "", "1"), (CODE, "公用经费", "", "2"), ("", "人员经费", "", "3"))

    assert problems(page).keys() == {"Sheet!A3"}
    assert [x.lines for x in page.context["plan"].departments] == [1]


FOUR = ("部门编码", "支出类别", "年初预算数（元）", "调整数（元）", "调整后预算数（元）")


@pytest.mark.variations
@pytest.mark.parametrize(
    ("amounts", "place", "said"),
    [
        (("100", "20", "130"), "Sheet!E2", "是120元"),
        (("", "", "50"), "Sheet!C2", "请填写年初预算数"),
        (("", "20", "50"), "Sheet!C2", "请填写年初预算数"),
        (("9999999999999.99", "", "-1"), "Sheet!D2", "超出范围"),
    ],
)
def test_amounts_that_do_not_agree_are_told(look, both, amounts, place, said):
    page = look(FOUR, (CODE, "公用经费", *amounts))

    assert said in problems(page)[place]


def test_amounts_that_agree_are_taken(look, confirm, both):
    confirm(look(FOUR, (CODE, "公用经费", "100", "20", "120"), (CODE, "人员经费", "0", "", "50")))

    found = {x.category: (x.initial, x.adjustment) for x in both[0].budget_lines.all()}
    assert found == {"operating": (100, 20), "personnel": (0, 50)}


def test_from_adjusted_and_adjustment_follows_the_initial(look, confirm, both):
    confirm(look(FOUR[:2] + FOUR[3:], (CODE, "公用经费", "20", "120")))

    line = both[0].budget_lines.get()
    assert (line.initial, line.adjustment) == (100, 20)


def test_a_sum_that_no_line_can_hold_is_told(look, confirm, both):
    row = (CODE, "公用经费", "", "9999999999999.99")

    page = look(NAMED, row, row)

    assert "相加后" in problems(page)["Sheet!D3"]
    assert confirm(page).status_code == 409


# --- at the same time ------------------------------------------------------------------------


@pytest.mark.variations
@pytest.mark.parametrize("verb", ["confirm", "discard"])
@pytest.mark.parametrize("rival", ["confirm", "discard"])
def test_what_somebody_settled_meanwhile_is_told(look, both, signed_in, manager, monkeypatch, verb, rival):
    shown = look(NAMED, (CODE, "公用经费", "", "7")).context
    upload, seen, own = shown["upload"], {"seen": shown["seen"]}, views._own

    def beaten(request, pk):
        found = own(request, pk)
        monkeypatch.setattr(views, "_own", own)
        signed_in(manager).post(reverse(f"reports:treasury_{rival}", args=[pk]), seen)
        return found

    monkeypatch.setattr(views, "_own", beaten)
    page = signed_in(manager).post(reverse(f"reports:treasury_{verb}", args=[upload.pk]), seen, follow=True)

    assert "刚刚已被确认导入或放弃" in page.content.decode()
    kept = list(TreasuryImport.objects.values_list("status", flat=True))
    assert kept == (["confirmed"] if rival == "confirm" else [])
    assert BudgetLine.objects.count() == len(kept)
