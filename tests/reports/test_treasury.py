"""财政数据: one table for all departments; imported figures are read-only, nothing typed is lost."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from departments.audit import images
from departments.models import (
    AuditEvent,
    BudgetLine,
    FiscalYear,
    SourcedLine,
    TreasuryColumns,
    TreasuryImport,
)
from departments.treasury import choosing
from departments.treasury.merging import Merged, merge
from reports.treasury import uploading
from tests import factories

pytestmark = pytest.mark.usefixtures("read_here")

HEAD = (
    "部门编码",
    "部门名称",
    "支出类别",
    "项目名称",
    "资金来源",
    "年初预算数（万元）",
    "调整数（万元）",
    "执行数（万元）",
)
ONE = ("420111301", "东湖区商务局", "人员经费", "", "财政拨款", "700", "10.5", "710.5")
TWO = ("420111302", "东湖区教育局", "项目支出", "校舍维修", "上年结转", "50", "0", "45.25")


def book(*rows, head=HEAD) -> bytes:
    content, sheet = io.BytesIO(), Workbook()
    for row in (("2025年部门预算执行情况",), head, *rows):
        sheet.active.append(row)
    sheet.save(content)
    return content.getvalue()


@pytest.fixture
def both(fiscal_year, department, other_department):
    """Two departments, issued and blank."""
    return [factories.assessment(x, fiscal_year) for x in (department, other_department)]


@pytest.fixture
def send(signed_in, manager, fiscal_year):
    """Upload, look, confirm: the answer to each step."""

    def sent(content, name="国库.xlsx", confirmed=True):
        client = signed_in(manager)
        page = reverse("reports:treasury", args=[fiscal_year.pk])
        answer = client.post(page, {"file": SimpleUploadedFile(name, content)})
        if answer.status_code != 302:
            return answer
        preview = client.get(answer.url)
        if not confirmed or preview.templates[0].name != "treasury/preview.html":
            return preview
        upload = preview.context["upload"]
        seen = {"seen": preview.context["seen"]}
        return client.post(reverse("reports:treasury_confirm", args=[upload.pk]), seen)

    return sent


def line_of(assessment) -> BudgetLine:
    return assessment.budget_lines.get()


# --- the merge -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        (None, None, 5, Merged(5, 5)),  # nothing here yet
        (None, 4, 5, Merged(4, None, 5)),  # typed before the first import
        (5, 5, 6, Merged(6, 6)),  # only the treasury changed
        (5, 4, 5, Merged(4, 5)),  # only the department changed
        (5, 4, 6, Merged(4, 5, 6)),  # both changed
        (5, 6, 6, Merged(6, 6)),  # both changed to the same
        (5, 4, None, Merged(4, 5)),  # the table does not say
        (0, None, 0, Merged(None, 0)),  # blank is not zero
    ],
)
def test_each_figure_is_merged_by_itself(base, mine, theirs, merged):
    assert merge(base, mine, theirs) == merged


# --- the first import ------------------------------------------------------------------------


def test_all_departments_are_written_at_once(send, both, fiscal_year):
    answer = send(book(ONE, TWO))

    assert answer.status_code == 302
    first, second = map(line_of, both)
    assert (first.category, first.initial, first.adjustment, first.spent) == (
        "personnel", Decimal("7000000"), Decimal("105000"), Decimal("7105000"),
    )  # fmt: skip
    assert (second.project.name, second.source) == ("校舍维修", "carryover")
    assert (first.sourced.source, first.sourced.imported_at is not None) == ("国库.xlsx", True)
    events = AuditEvent.objects.filter(verb="treasury")
    assert {x.assessment_id for x in events} == {x.pk for x in both}
    assert TreasuryImport.objects.get().summary["departments"] == 2


def test_csv_in_the_treasurys_encoding_is_read(send, both):
    text = "\r\n".join(",".join(row) for row in (HEAD, ONE))

    assert send(text.encode("gb18030"), "国库.csv").status_code == 302
    assert line_of(both[0]).initial == Decimal(7_000_000)


def test_every_problem_is_told_by_cell_and_nothing_is_written(send, both):
    wrong = ("999", "外星局", "请客", "", "财政拨款", "七百", "0", "0")

    preview = send(book(ONE, wrong), confirmed=False)

    places = {x.place: x.message for x in preview.context["plan"].problems}
    assert places.keys() == {"Sheet!A4", "Sheet!C4", "Sheet!F4"}
    assert "没有这个部门" in places["Sheet!A4"]
    send(book(ONE, wrong))
    assert not BudgetLine.objects.exists()


def test_a_table_for_a_year_that_is_deleted_meanwhile_finds_no_page(send, fiscal_year, monkeypatch):
    find = uploading.held

    def late(year):
        FiscalYear.objects.filter(pk=year.pk).delete()
        return find(year)

    monkeypatch.setattr(uploading, "held", late)

    assert send(book(ONE)).status_code == 404
    assert not TreasuryImport.objects.exists()


def test_a_preview_with_problems_says_of_no_department_that_it_can_be_written(send, both):
    text = send(book(ONE, ("999", "外星局", "", "", "", "1", "0", "0")), confirmed=False).content.decode()

    assert "全部改好才能导入" in text
    assert "全部改好后写入" in text
    assert "可写入" not in text
    assert "<td>写入</td>" not in text
    assert "可写入 <strong>1</strong>" in send(book(ONE), confirmed=False).content.decode()


def test_payments_of_one_place_are_added_up_and_totals_left_out(send, both):
    total = ("", "", "合计", "", "", "9999", "0", "9999")

    send(book(ONE, ONE, total))

    assert line_of(both[0]).initial == Decimal(14_000_000)


def test_from_initial_and_adjusted_follows_the_adjustment(send, both):
    head = ("部门编码", "支出类别", "年初预算数（元）", "调整后预算数（元）")

    send(book(("420111301", "公用经费", "100", "90"), head=head))

    assert line_of(both[0]).adjustment == Decimal(-10)


def test_a_table_of_which_nothing_can_be_written_is_not_confirmed(send, submission, other_department):
    page = send(book(ONE), confirmed=False).content.decode()

    assert "没有可以写入的" in page
    assert "确认导入" not in page


def test_a_department_that_has_submitted_is_left_alone(send, submission, other_department, fiscal_year):
    before = list(submission.assessment.budget_lines.values_list("initial", "adjustment", "spent"))

    send(book(ONE))

    assert list(submission.assessment.budget_lines.values_list("initial", "adjustment", "spent")) == before
    assert not SourcedLine.objects.exists()


# --- columns ---------------------------------------------------------------------------------


def test_columns_are_chosen_once_and_kept(send, both, signed_in, manager, authority):
    head = ("单位代号", "支出类别", "批复额")
    content = book(("420111301", "公用经费", "100"), head=head)

    page = send(content)
    upload = page.context["upload"]
    chosen = {"unit": "元", "column-1": "code", "column-2": "category", "column-3": "initial"}
    signed_in(manager).post(reverse("reports:treasury_columns", args=[upload.pk]), chosen)

    assert page.templates[0].name == "treasury/columns.html"
    assert TreasuryColumns.objects.get().headings["批复额"] == "initial"
    event = AuditEvent.objects.get(verb="set_up_change")
    assert (event.target, event.actor) == (f"{authority}财政数据列对应关系", manager)
    assert [x["new"] for x in event.changes] == ["单位代号：部门编码；批复额：年初预算数；支出类别：支出类别"]
    assert not images.are_pending()
    assert send(content).status_code == 302
    assert line_of(both[0]).initial == Decimal(100)


def test_a_field_has_one_column(send, both, signed_in, manager):
    page = send(book(("1", "2", "3"), head=("甲", "乙", "丙")))
    url = reverse("reports:treasury_columns", args=[page.context["upload"].pk])

    answer = signed_in(manager).post(url, {"unit": "元", "column-1": "code", "column-2": "code"})

    said = answer.content.decode()
    assert answer.status_code == 422
    assert "“部门编码”只能对应一列。" in said
    assert "至少一列金额" in said
    assert 'aria-current="page">年度</a>' in said


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00nothing", b"PK\x03\x04broken"])
def test_what_is_no_table_is_refused_in_words(send, both, content):
    answer = send(content, "国库.xlsx")

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


# --- in the grid -----------------------------------------------------------------------------


def save(client, line, **values):
    token = f"budget_line-{line.pk}"
    data = {"rows": token, f"{token}-base": _base(line)}
    present = {"category": line.category, "source": line.source, "project": line.project_id or ""}
    amounts = {x: getattr(line, x) for x in ("initial", "adjustment", "spent")}
    data |= {f"{token}-{x}": y for x, y in (present | amounts | values).items()}
    return client.post(reverse("departments:budget", args=[line.assessment_id]), data)


def _base(line):
    from departments.editing import fingerprint

    return fingerprint(line)


def test_imported_figures_are_read_only(send, both, signed_in, preparer):
    send(book(ONE))
    line = line_of(both[0])

    save(signed_in(preparer), line, initial="1", source="other")

    line.refresh_from_db()
    assert (line.initial, line.source) == (Decimal(7_000_000), "appropriation")


def test_an_imported_line_is_not_deleted(send, both, signed_in, preparer):
    send(book(ONE))

    answer = save(signed_in(preparer), line_of(both[0]), DELETE="on")

    assert answer.status_code == 422
    assert "不能删除" in answer.content.decode()


def depart(client, line, **data):
    url = reverse("departments:sourced_line_depart", args=[line.assessment_id, line.sourced.pk])
    return client.post(url, data)


def test_with_a_reason_the_departments_own_figure_stands(send, both, signed_in, preparer):
    send(book(ONE))
    client, line = signed_in(preparer), line_of(both[0])

    assert depart(client, line).status_code == 422
    depart(client, line, reason="国库口径不含年终一次性奖金")
    save(client, line, initial="7100000")

    line = line_of(both[0])
    assert (line.initial, line.sourced.reason) == (Decimal(7_100_000), "国库口径不含年终一次性奖金")
    depart(client, line, back="1")
    assert line_of(both[0]).initial == Decimal(7_000_000)


# --- the second import -----------------------------------------------------------------------


def test_a_second_import_loses_nothing_typed_and_lists_what_changed(send, both, signed_in, preparer):
    send(book(ONE, TWO))
    client, line = signed_in(preparer), line_of(both[0])
    depart(client, line, reason="口径不同")
    save(client, line, initial="7100000")
    factories.budget_line(both[0], category="operating", initial=Decimal(5))

    changed = (*ONE[:5], "720", "10.5", "800")
    send(book(changed, TWO))

    line = both[0].budget_lines.get(category="personnel")
    assert (line.initial, line.spent) == (Decimal(7_100_000), Decimal(8_000_000))
    assert line.sourced.offered == {"initial": "7200000.00"} or line.sourced.offer("initial") == 7_200_000
    assert both[0].budget_lines.get(category="operating").initial == Decimal(5)
    page = signed_in(preparer).get(reverse("departments:sourced_lines", args=[both[0].pk]))
    assert [x.line.pk for x in page.context["waiting"]] == [line.pk]
    assert not SourcedLine.objects.get(line__assessment=both[1]).offered


@pytest.mark.parametrize(
    ("choice", "initial", "reason"), [("take", 7_200_000, ""), ("keep", 7_100_000, "口径不同")]
)
def test_the_officer_chooses_by_row(send, both, signed_in, preparer, choice, initial, reason):
    factories.budget_line(
        both[0], initial=Decimal(7_100_000), adjustment=Decimal(105_000), spent=Decimal(7_105_000)
    )
    send(book((*ONE[:5], "720", "10.5", "710.5")))
    client, page = signed_in(preparer), reverse("departments:sourced_lines", args=[both[0].pk])
    row = SourcedLine.objects.get()

    client.post(page, {f"choice-{row.pk}": choice, f"seen-{row.pk}": choosing.digest(row), "reason": reason})

    row.refresh_from_db()
    assert (row.line.initial, row.offered, row.reason) == (initial, {}, reason)
    assert row.initial == 7_200_000
    assert AuditEvent.objects.last().verb == "edit"


def test_a_choice_between_other_figures_than_were_seen_writes_nothing(send, both, signed_in, preparer):
    line = factories.budget_line(both[0], initial=Decimal(7_100_000), adjustment=None, spent=None)
    send(book((*ONE[:5], "720", "", "")))
    client, url = signed_in(preparer), reverse("departments:sourced_lines", args=[both[0].pk])
    row = client.get(url).context["waiting"][0]
    send(book((*ONE[:5], "730", "", "")))
    client = signed_in(preparer)

    answer = client.post(url, {f"choice-{row.pk}": "take", f"seen-{row.pk}": row.seen})

    assert "刚刚又有变化" in answer.content.decode()
    line.refresh_from_db()
    assert line.initial == Decimal(7_100_000)
    fresh = answer.context["waiting"][0]
    client.post(url, {f"choice-{row.pk}": "take", f"seen-{row.pk}": fresh.seen})
    line.refresh_from_db()
    assert line.initial == Decimal(7_300_000)


@pytest.mark.variations
@pytest.mark.parametrize(("values", "said"), [({"DELETE": "on"}, "不能删除"), ({"name": "校舍"}, "不能改名")])
def test_a_project_of_the_treasury_keeps_its_name_and_place(send, both, signed_in, preparer, values, said):
    send(book((*ONE[:2], *TWO[2:])))
    project = both[0].projects.get()
    token = f"project-{project.pk}"
    data = {"rows": token, f"{token}-base": _base(project), f"{token}-name": project.name}
    data |= {f"{token}-{x}": y for x, y in values.items()}

    answer = signed_in(preparer).post(reverse("departments:projects", args=[both[0].pk]), data)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    send(book((*ONE[:2], *TWO[2:])))
    assert both[0].projects.get().name == "校舍维修"
    assert line_of(both[0]).initial == Decimal(500_000)


def test_other_fields_of_a_project_of_the_treasury_are_written(send, both, signed_in, preparer):
    send(book((*ONE[:2], *TWO[2:])))
    project = both[0].projects.get()
    token = f"project-{project.pk}"
    data = {"rows": token, f"{token}-base": _base(project), f"{token}-name": project.name}

    signed_in(preparer).post(
        reverse("departments:projects", args=[both[0].pk]), data | {f"{token}-office": "基建科"}
    )

    assert both[0].projects.get().office == "基建科"


def test_one_cannot_keep_without_a_reason(send, both, signed_in, preparer):
    factories.budget_line(both[0], initial=Decimal(1))
    send(book(ONE))
    row = SourcedLine.objects.get()
    page = reverse("departments:sourced_lines", args=[both[0].pk])

    answer = signed_in(preparer).post(page, {f"choice-{row.pk}": "keep"})

    assert answer.status_code == 422
    assert SourcedLine.objects.get().offered


def test_a_line_that_is_gone_is_told_and_stays(send, both, signed_in, preparer):
    send(book(ONE))
    send(book((*ONE[:2], "公用经费", *ONE[3:])))

    line = both[0].budget_lines.get(category="personnel")
    assert line.sourced.is_gone is True
    assert line.initial == Decimal(7_000_000)


def test_the_manager_is_told_of_lines_that_are_gone_too(send, both, signed_in, manager, fiscal_year):
    send(book(ONE))
    answer = send(book((*ONE[:2], "公用经费", *ONE[3:])))

    page = signed_in(manager).get(answer.url).content.decode()

    assert "新增1行，更新0行，1行新的表中已没有，由部门选择。" in page
    assert '<td class="num">1</td></tr>' in page


def test_what_waits_to_be_chosen_and_what_is_gone_is_said_in_the_list_of_all_lines(
    send, both, signed_in, preparer
):
    factories.budget_line(both[0], category="personnel", initial=Decimal(1), adjustment=None, spent=None)
    send(book(ONE))
    page = signed_in(preparer).get(reverse("departments:sourced_lines", args=[both[0].pk]))
    send(book((*ONE[:2], "公用经费", *ONE[3:])))
    later = signed_in(preparer).get(reverse("departments:sourced_lines", args=[both[0].pk]))

    assert "年初预算数（元）：7,000,000.00（待选择）" in page.content.decode()
    assert later.content.decode().count("新的财政数据中已没有这一行") == 2


@pytest.mark.slow
def test_fifty_edits_survive_a_refresh(send, both, preparer):
    rows = [("420111301", "", "项目支出", f"项目{n}", "财政拨款", "10", "0", "9") for n in range(50)]
    send(book(*rows))
    for line in both[0].budget_lines.select_related("sourced"):
        choosing.depart(both[0], line.sourced.pk, "口径不同", by=preparer)
        BudgetLine.objects.filter(pk=line.pk).update(spent=Decimal(12_345))

    send(book(*[(*row[:7], "8") for row in rows]))

    assert set(both[0].budget_lines.values_list("spent", flat=True)) == {Decimal(12_345)}
    assert sum(bool(x.offered) for x in SourcedLine.objects.all()) == 50
