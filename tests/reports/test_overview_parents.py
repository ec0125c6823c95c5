"""总览按主管部门: each with all its units in the tree of the year; sums, lists behind them, reminders."""

import re
from html import unescape
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from departments.models import Assessment, AuditEvent, Department, Notice
from departments.models.place import parent_in
from reports.overview import figures, parents, report
from tests import factories

from .reading import pdf_text, squeezed
from .test_overview import links

pytestmark = pytest.mark.slow


@pytest.fixture
def tree(authority, fiscal_year, submission):
    """教育局 with a school and one below that, 卫健局 alone, the authority itself, and 商务局 that filed."""
    education = factories.department("教育局", code="801", parent=authority)
    school = factories.department("一中", code="80101", parent=education, kind="unit")
    group = factories.department("一中分校", code="8010101", parent=school, kind="unit")
    health = factories.department("卫健局", code="802", parent=authority)
    rows = [factories.assessment(x, fiscal_year) for x in (education, school, health, authority)]
    sent = factories.assessment(group, fiscal_year, status="returned")
    factories.copy_of(submission, sent)
    return [*rows, sent]


def test_all_of_them_are_one_statement(tree):
    with CaptureQueriesContext(connection) as queries:
        assert len(list(parents.grouped(Assessment.objects.all()))) == 4
    assert len(queries) == 1


def found(**asked):
    rows = Assessment.objects.all()
    return {x.label: x.figures for x in parents.groups_of(parents.grouped(rows, **asked), rows)}


def test_units_count_with_the_department_right_below_the_authority(tree, submission, authority):
    groups = found()

    assert {name: x.counts["expected"] for name, x in groups.items()} == {
        authority.name: 1, submission.assessment.department_name: 1, "教育局": 3, "卫健局": 1,
    }  # fmt: skip
    assert (groups["教育局"].counts["missing"], groups["教育局"].counts["returned"]) == (2, 1)


def test_all_groups_add_up_to_the_overview(tree):
    rows = Assessment.objects.all()
    total, whole = sum(found().values(), figures.Figures()), figures.summed(figures.cells(rows), 2025)

    assert total == parents.added(rows)
    for name in ("counts", "scored", "budget", "spent", "marks"):
        assert getattr(total, name) == getattr(whole, name), name


def test_a_department_that_moved_stays_where_it_was_in_a_year_that_is_over(tree, fiscal_year):
    factories.fiscal_year(fiscal_year.authority, year=2026)
    school = Department.objects.get(code="80101")
    school.parent = Department.objects.get(code="802")
    school.save()

    assert found()["教育局"].counts["expected"] == 3


def test_a_list_names_the_department_above_also_where_it_is_not_listed_itself(signed_in, manager, tree):
    client, asked = signed_in(manager), {"measure": "returned", "parent": "801"}

    assert "主管部门：教育局" in client.get("/overview/list/", asked).content.decode()
    for code in ("802", "999"):
        assert f"主管部门：{code}" in client.get("/overview/list/", asked | {"parent": code}).content.decode()


def test_a_department_that_moved_in_the_year_under_way_is_counted_where_it_is_now(tree):
    school = Department.objects.get(code="80101")
    school.parent = Department.objects.get(code="802")
    school.save()

    assert {x: found()[x].counts["expected"] for x in ("教育局", "卫健局")} == {"教育局": 2, "卫健局": 2}


def test_a_year_that_is_over_keeps_its_groups_when_the_authority_gets_another_code(tree, fiscal_year):
    factories.fiscal_year(fiscal_year.authority, year=2026)
    before = [x["code"] for x in parents.grouped(Assessment.objects.all())]
    authority = Department.objects.get(pk=fiscal_year.authority_id)
    authority.code = "999"
    authority.save()

    assert [x["code"] for x in parents.grouped(Assessment.objects.all())] == before


def test_rows_from_before_the_column_are_given_their_parent(tree):
    before = [x["code"] for x in parents.grouped(Assessment.objects.all())]
    Assessment.objects.update(parent_code="")
    migration = import_module("departments.migrations.0054_department_right_below_the_authority")
    migration.fill(apps, connection.schema_editor())

    assert [x["code"] for x in parents.grouped(Assessment.objects.all())] == before


@pytest.mark.either_database
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("1/42/", "42"),
        ("1/42/801/", "801"),
        ("1/42/801/80101/8010101/", "801"),
        ("1/420/801/", "801"),
        ("9/801/80101/", "80101"),
        ("42", "42"),
        ("", ""),
    ],
)
def test_the_parent_stands_right_below_the_authority_and_who_is_elsewhere_stands_for_itself(path, code):
    assert parent_in(path, "42") == code


@pytest.mark.parametrize("order", ["", "-expected", "budget", "-missing", "overdue", "name; DROP"])
def test_the_order_is_what_is_asked(tree, order):
    listed = list(parents.grouped(Assessment.objects.all(), order))
    if order in ("", "name; DROP"):
        assert [x["code"] for x in listed] == sorted(x["code"] for x in listed)
    else:
        values = [x[order.removeprefix("-")] or 0 for x in listed]
        assert values == sorted(values, reverse=order.startswith("-"))


@pytest.mark.parametrize("asked", [{}, {"kind": "unit"}])
def test_every_number_opens_its_list(signed_in, manager, tree, asked):
    client = signed_in(manager)
    opened = links(client.get("/overview/parents/", asked).content.decode())

    assert len(opened) >= 4
    assert any("parent=801" in path for path, _ in opened)
    for path, number in opened:
        listed = client.get(path).content.decode()
        assert (path, f"共 <strong>{number}</strong> 个" in listed) == (path, True)


def test_money_of_a_parent_opens_its_departments(signed_in, manager, tree):
    client = signed_in(manager)
    page = client.get("/overview/parents/").content.decode()
    path = re.search(r'href="(/overview/money/\?[^"]*parent=801)"', page)[1].replace("&amp;", "&")
    listed = client.get(path).content.decode()

    assert "一中分校" in listed
    assert "合计（1个部门）" in listed


def test_a_ticked_parent_is_urged_with_its_units_and_nobody_else(signed_in, manager, tree):
    people = {x.department.name: factories.member(x.department, "preparer") for x in tree}
    client = signed_in(manager)
    client.post(
        "/overview/urge/?year=2025", {"parent": "801", "text": "请抓紧。", "back": "/overview/parents/"}
    )

    told = {x.person_id for x in Notice.objects.filter(kind="urged")}
    assert told == {people[name].pk for name in ("教育局", "一中", "一中分校")}
    assert AuditEvent.objects.get(verb="urge").target == "催报3个部门"


def test_a_parent_of_somebody_else_is_not_urged(signed_in, manager, tree):
    elsewhere = factories.authority("西山区财政局", code="900")
    place = factories.department("西山区教育局", code="90001", parent=elsewhere)
    factories.assessment(place, factories.fiscal_year(elsewhere))
    factories.member(place, "preparer")
    signed_in(manager).post("/overview/urge/?year=2025", {"parent": "90001"})

    assert not Notice.objects.filter(kind="urged").exists()


def test_a_parent_is_found_by_its_name(signed_in, manager, tree):
    page = signed_in(manager).get("/overview/parents/", {"name": "教育"}).content.decode()

    assert "共 <strong>1</strong> 个主管部门" in page
    assert "卫健局" not in page


def test_nothing_issued_is_said(signed_in, manager):
    assert "没有符合条件的主管部门" in signed_in(manager).get("/overview/parents/").content.decode()


@pytest.mark.parametrize("asked", [{}, {"kind": "department"}])
def test_the_document_has_the_figures_of_the_page(signed_in, manager, tree, asked):
    client = signed_in(manager)
    table = client.get("/overview/parents/", asked).content.decode().split("<tbody>")[1].split("</table>")[0]
    page = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", x, re.S) for x in re.findall("<tr.*?</tr>", table, re.S)]
    shown = [[unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in row][1:] for row in page]

    said = squeezed(pdf_text(client.get("/overview/overview.pdf", asked).content))
    paper = said.split("四、按主管部门")[1].split("五、与上年比较")[0]

    assert [row[0] for row in shown][-1] == "合计"
    for row in shown:
        counts, money = squeezed("".join(row[:11])), squeezed("".join([row[0], *row[11:]]))
        assert (counts in paper, money in paper) == (True, True), row


def test_a_long_list_of_them_ends_on_paper_and_says_so(tree, monkeypatch):
    monkeypatch.setattr(report, "MOST", 2)
    rows = Assessment.objects.all()
    groups, total = parents.groups_of(parents.grouped(rows), rows), parents.added(rows)

    content = report.report_of(2025, "", total, figures.Figures(), [("按主管部门", "parent", groups)])
    html = render_to_string("documents/_content.html", {"content": content})

    assert "共4个，这里按编码列出前2个，合计含全部" in html
    assert [x.label in html for x in groups] == [True, True, False, False]
