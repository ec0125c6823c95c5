"""总览: every number is the length of the list behind it, and totals are the sums of their parts."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from departments import filed_figures
from departments.models import Assessment, AuditEvent, Extension, Review
from reports.formats.pdf import html_of
from reports.overview import drawing, figures, measures, ranking
from reports.overview.comparison import comparison
from reports.overview.report import report_of
from tests import factories
from tests.reports.reading import pdf_text

pytestmark = pytest.mark.slow


PAGES = ("/overview/", "/overview/list/", "/overview/ranking/", "/overview/parents/")
SCORES = {"甲局": "95", "乙局": "88.5", "丙局": "88.5", "丁局": "60", "戊局": "59.99"}


@pytest.fixture
def filed(submission, fiscal_year, authority, reviewer):
    """Five approved departments, one draft, one returned and the submitted one, of the same year."""
    now = timezone.now()
    for n, (name, total) in enumerate(SCORES.items()):
        place = factories.department(name, parent=authority, kind="unit" if n == 4 else "department")
        decided = {"status": "published" if n else "approved", "approved_at": now, "approved_by": reviewer}
        row = factories.assessment(place, fiscal_year, **decided)
        sent = factories.copy_of(submission, row, total=Decimal(total), grade="优" if n == 0 else "良")
        reviewed = {"total": Decimal(total) - (1 if n == 1 else 0), "grade": "良"}
        review = Review.objects.create(
            submission=sent, body=authority, verdict="approved", reviewer=reviewer, **reviewed
        )
        filed_figures.keep_reviewed(review)
    factories.assessment(factories.department("未报局", parent=authority), fiscal_year)
    back = factories.assessment(
        factories.department("退回局", parent=authority), fiscal_year, status="returned"
    )
    factories.copy_of(submission, back)
    return Assessment.objects.all()


def links(page):
    """Address and number of everything that opens a list: cells of tables and parts of pictures."""
    cells = re.findall(r'<a href="(/overview/list/\?[^"]*)">(\d+)</a>', page)
    drawn = re.findall(r'<a href="(/overview/list/\?[^"]*)" aria-label="[^"]* (\d+)个?"', page)
    return [(path.replace("&amp;", "&"), int(number)) for path, number in cells + drawn]


@pytest.mark.parametrize("asked", [{}, {"kind": "department"}])
def test_every_number_is_as_long_as_the_list_it_opens(signed_in, manager, filed, asked):
    client = signed_in(manager)
    page = client.get("/overview/", asked).content.decode()
    found = links(page)

    assert len(found) > 55
    assert page.count("<svg") == 6
    for path, number in found:
        listed = client.get(path).content.decode()
        assert (path, f"共 <strong>{number}</strong> 个" in listed) == (path, True)


def test_a_grade_of_last_year_that_nobody_has_now_is_drawn_as_nought():
    now = figures.Figures(grades={"优": 2}, marks_by_grade={"优": Decimal(190)})
    last = figures.Figures(grades={"良": 3}, marks_by_grade={"良": Decimal(255)})

    bars = drawing._grades(now, last, lambda *args, **asked: "")

    assert [(x.label, x.figure, x.before) for x in bars] == [("优", 2, 0), ("良", 0, 3)]


def test_totals_are_the_sums_of_their_parts(filed, fiscal_year, authority):
    found = figures.cells(filed)
    total = figures.summed(found, 2025)
    names = [(authority.pk, authority.name)]

    for groups in (figures.by_district(found, 2025, names), figures.by_kind(found, 2025)):
        assert sum((x.figures for x in groups), figures.Figures()) == total
    latest = [x.filed for x in measures.sent(filed)]
    assert total.counts == {
        "expected": 8, "received": 7, "on_time": 7, "late": 0, "missing": 1, "overdue": 0, "reviewing": 1,
        "returned": 1, "approved": 5, "published": 4,
    }  # fmt: skip
    assert total.counts["received"] + total.counts["missing"] == total.counts["expected"]
    assert (total.scored, total.budget) == (7, sum(x.budget for x in latest))
    assert total.spent == sum(x.spent for x in latest)
    assert total.rate == Decimal("85.00")
    graded = sum(n for _, n in figures.grades(total))
    assert sum(total.bands.values()) == sum(total.rates.values()) == graded == 7
    assert tuple(total.bands.values()) == (
        1,
        1,
        0,
        0,
        2,
        0,
        2,
        0,
        1,
    )  # 59.99 | 60 | 77 twice | 88.5 twice | 95


def test_the_year_before_is_counted_apart(filed, authority, department):
    factories.assessment(department, factories.fiscal_year(authority, year=2024))

    found = figures.cells(filed)
    assert figures.summed(found, 2024).counts["expected"] == 1
    assert figures.summed(found, 2025).counts["expected"] == 8


@pytest.mark.parametrize(
    ("due", "extended", "name"),
    [(0, None, "on_time"), (-1, None, "late"), (-1, 3, "on_time"), (-1, -1, "late")],
)
def test_on_time_is_until_the_due_day_or_the_own_extension(
    submission, fiscal_year, manager, due, extended, name
):
    today = timezone.localdate()
    fiscal_year.due = today + timedelta(days=due)
    fiscal_year.closes = max(fiscal_year.due, today + timedelta(days=1))
    fiscal_year.save()
    if extended is not None:
        Extension.objects.create(
            fiscal_year=fiscal_year, department=submission.assessment.department, reason="机构改革",
            closes=today + timedelta(days=extended), granted_by=manager,
        )  # fmt: skip
    total = figures.summed(figures.cells(Assessment.objects.all()), 2025)

    assert (total.counts["on_time"], total.counts["late"]) == ((1, 0) if name == "on_time" else (0, 1))


def test_self_is_compared_with_reviewed_over_the_same_departments(filed):
    found = comparison(figures.summed(figures.cells(filed), 2025))

    assert found.gaps == {"lowered": 1, "equal": 4, "raised": 0}
    assert (found.number, found.own, found.theirs) == (5, Decimal("78.40"), Decimal("78.20"))


def test_equal_scores_share_a_rank_among_their_peers(filed):
    rows = [
        (x.name, x.rank, x.sharing, x.peers)
        for x in ranking.places(ranking.ranked(filed))
        if x.name in SCORES
    ]

    assert rows == [
        ("甲局", 1, 1, 6),
        ("乙局", 2, 2, 6),
        ("丙局", 2, 2, 6),
        ("丁局", 6, 1, 6),
        ("戊局", 1, 1, 1),
    ]


def test_the_ranking_says_what_is_tied(signed_in, manager, filed):
    page = signed_in(manager).get("/overview/ranking/", {"kind": "department"}).content.decode()

    assert page.count("并列2个") == 4  # 88.5 twice, 77 twice
    assert "戊局" not in page


@pytest.mark.parametrize("path", PAGES)
def test_only_managers_have_an_overview(signed_in, path, preparer, reviewer, submission):
    assert [signed_in(x).get(path).status_code for x in (preparer, reviewer)] == [403, 403]


@pytest.mark.parametrize("path", PAGES)
def test_hostile_conditions_are_left_out(signed_in, manager, filed, path):
    bad = "' OR 1=1 --\0<script>"
    asked = dict.fromkeys(
        ("year", "district", "kind", "measure", "grade", "band", "rate", "gap", "page", "name"), bad
    )

    assert "<script>'" not in signed_in(manager).get(path, asked).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_queries_do_not_grow_with_the_departments(signed_in, manager, filed, path, authority, fiscal_year):
    client = signed_in(manager)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    before = asked()
    for n in range(3):
        factories.assessment(factories.department(f"又{n}局", parent=authority), fiscal_year)
    assert asked() == before


def test_the_year_before_is_drawn_beside_and_leads_to_its_own_lists(signed_in, manager, filed, authority):
    place = factories.department("去年局", parent=authority)
    factories.assessment(place, factories.fiscal_year(authority, year=2024))
    page = signed_in(manager).get("/overview/").content.decode()

    assert page.count(">2024年度</text>") == 5  # not beside the means
    assert 'href="/overview/list/?year=2024&amp;measure=expected">1</a>' in page


def test_the_document_says_the_same_with_the_same_pictures(signed_in, manager, filed):
    client = signed_in(manager)
    page = client.get("/overview/").content.decode()
    total = figures.summed(figures.cells(filed), 2025)
    paper = html_of(report_of(2025, "", total, figures.Figures(), []))
    shapes = r"<(?:rect|text)[^>]*>"
    assert re.findall(shapes, page) == re.findall(shapes, paper) != []

    answer = client.get("/overview/overview.pdf", {"kind": "department"})
    said = pdf_text(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert "（预算部门）" in said
    assert "应报部门7个，已报送6个（85.71%）" in said
    assert AuditEvent.objects.filter(verb="export", target="2025年度部门整体绩效自评总览报告.pdf").exists()


def test_without_a_year_the_overview_says_what_to_do(signed_in, manager):
    client = signed_in(manager)

    assert "还没有下达任务" in client.get("/overview/").content.decode()
    assert client.get("/overview/list/").status_code == client.get("/overview/ranking/").status_code == 200
