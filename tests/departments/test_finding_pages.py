"""问题 by rule, by department and one by one: what each person sees, narrowed, paged, in few queries."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from departments import found, waiving, workflow
from departments.found import Narrowed
from departments.models import Membership, User
from departments.rulebook import RULES
from tests import factories
from tests.departments.test_copied import OWN, filled

pytestmark = pytest.mark.slow


PAGES = ("findings_by_rule", "findings_by_department", "finding_list", "waiver_list")
EVIDENCE = "check_evidence_attached"


def page(client, name, /, **asked):
    return client.get(reverse(f"departments:{name}"), asked)


def plain(response):
    """The text of the page without tags and blanks."""
    return "".join(re.sub(r"<[^>]+>", "", response.content.decode()).split())


@pytest.fixture
def neighbour(other_department, fiscal_year):
    """A second department, submitted."""
    return submit(other_department, fiscal_year)


def submit(department, fiscal_year):
    return factories.submission(
        factories.complete_assessment(department, fiscal_year),
        by=factories.member(department, "preparer"),
    )


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["reviewer", "manager"])
def test_reviewers_and_managers_see_the_pages(request, signed_in, submission, role, name):
    assert page(signed_in(request.getfixturevalue(role)), name).status_code == 200


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["preparer", "head", "stranger"])
def test_others_do_not(request, signed_in, submission, role, name):
    assert page(signed_in(request.getfixturevalue(role)), name).status_code == 403


def test_rules_are_counted_with_their_departments(manager, submission, neighbour):
    rows = found.findings(manager, Narrowed(year=2025))
    told = {x.rule.name: (x.severity, x.departments, x.findings, x.waived) for x in found.by_rule(rows)}

    assert told[EVIDENCE] == ("warning", 2, 2, 0)
    assert sum(x[2] for x in told.values()) == len(submission.findings) + len(neighbour.findings)


def test_departments_are_counted_with_their_findings(manager, submission, neighbour):
    counts, number = found.by_department(manager, Narrowed())
    rows = found.with_departments(counts)

    assert number == 2
    assert list(counts) == list(found.by_department(manager, Narrowed(severity="warning"))[0])
    assert {x.assessment.department.name: x.counted.warnings for x in rows} == {
        "东湖区商务局": len(submission.findings),
        "东湖区教育局": len(neighbour.findings),
    }


def test_each_number_opens_its_list(signed_in, manager, submission, neighbour):
    client = signed_in(manager)
    rules = page(client, "findings_by_rule").content.decode()
    one = page(client, "finding_list", check=EVIDENCE, department=submission.assessment.pk)

    assert f"check={EVIDENCE}" in rules
    assert "东湖区商务局" in plain(one)
    assert "东湖区教育局" not in plain(one)
    number = next(n for n, x in enumerate(submission.findings) if x["check"] == EVIDENCE)
    assert f"/submissions/{submission.pk}/#finding-{number}" in one.content.decode()
    assert "0个→2个" in plain(one)


def test_drafts_are_not_counted(manager, assessment):
    assert not found.findings(manager, Narrowed()).exists()


def test_what_was_withdrawn_is_not_counted(manager, preparer, submission):
    workflow.withdraw(submission.assessment, by=preparer)

    assert not found.findings(manager, Narrowed()).exists()


def test_a_reviewer_sees_those_below(authority, fiscal_year, submission):
    parent = factories.department("东湖区农业局", parent=authority)
    unit = factories.department("东湖区农技站", parent=parent, kind="unit")
    below = submit(unit, fiscal_year)
    reviewer = factories.member(parent, "reviewer")

    assert {x.submission for x in found.findings(reviewer, Narrowed())} == {below}
    assert not found.findings(factories.member(unit, "reviewer"), Narrowed()).exists()


def test_a_foreign_manager_sees_nothing(submission):
    foreign = factories.member(factories.authority("外地财政局"), "manager")

    assert not found.findings(foreign, Narrowed()).exists()
    assert found.years(foreign) == []


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"severity": "error"}, 0), ({"severity": "warning"}, None), ({"family": "missing"}, 1),
        ({"family": "narrative"}, 0), ({"handled": "waived"}, 0), ({"handled": "explained"}, None),
        ({"status": "submitted"}, None), ({"status": "approved"}, 0), ({"name": "商务"}, None),
        ({"name": "不存在"}, 0), ({"year": 2024}, 0), ({"year": 2025}, None),
    ],
)  # fmt: skip
def test_lists_are_narrowed(manager, submission, asked, number):
    expected = len(submission.findings) if number is None else number

    assert found.findings(manager, Narrowed(**asked)).count() == expected


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"severity": "warning"},
        {"severity": "error"},
        {"handled": "waived"},
        {"status": "approved"},
        {"name": "教育"},
    ],
)
def test_the_number_of_findings_is_what_was_counted_when_they_were_filed(
    manager, submission, other_department, fiscal_year, asked
):
    other = factories.complete_assessment(other_department, fiscal_year)
    until = timezone.localdate() + timedelta(days=10)
    waiving.grant(other, EVIDENCE, reason="涉密项目", expires=until, by=manager)
    factories.submission(other, by=factories.member(other_department, "preparer"))

    narrowed = Narrowed(year=2025, **asked)
    assert found.number_of(manager, narrowed) == found.findings(manager, narrowed).count()


@pytest.mark.parametrize(
    "asked", [{"handled": "explained"}, {"check": EVIDENCE}, {"severity": "error", "handled": "waived"}]
)
def test_what_was_not_counted_when_it_was_filed_is_counted_where_it_is_asked_for(manager, asked):
    assert found.number_of(manager, Narrowed(**asked)) is None


@pytest.mark.parametrize(
    "asked",
    [
        {"year": "abc", "severity": "'", "family": "x", "handled": "?", "status": "draft"},
        {"department": "9" * 40, "page": "x"}, {"name": "\0'\"<script>"}, {"check": "check_nothing"},
        {"department": "²"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", PAGES)
def test_what_is_not_understood_is_left_out(signed_in, manager, submission, name, asked):
    response = page(signed_in(manager), name, **asked)

    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b"<script src", b"")


def test_a_waived_finding_says_why_until_when_and_who(signed_in, manager, preparer, reviewer, assessment):
    until = timezone.localdate() + timedelta(days=10)
    waiving.grant(assessment, EVIDENCE, reason="涉密项目", expires=until, by=manager)
    submission = workflow.submit(assessment, by=preparer)
    said = f"已豁免：涉密项目（至{until}，东湖区财政局财政管理员，{timezone.localdate()}）"

    client = signed_in(reviewer)
    assert said in plain(page(client, "finding_list", handled="waived"))
    assert said in plain(client.get(submission.get_absolute_url()))
    assert "已豁免" in plain(signed_in(preparer).get(f"/assessments/{assessment.pk}/check/"))


@pytest.mark.parametrize("name", PAGES[:3])
def test_a_page_takes_a_fixed_number_of_queries(
    signed_in, manager, authority, fiscal_year, submission, name, django_assert_max_num_queries,
    django_assert_num_queries,
):  # fmt: skip
    client = signed_in(manager)
    with django_assert_max_num_queries(12) as first:
        page(client, name)
    for _ in range(2):
        submit(factories.department(parent=authority), fiscal_year)
    with django_assert_num_queries(len(first.captured_queries)):
        page(client, name)


def test_fifty_rows_a_page(signed_in, manager, authority, fiscal_year, monkeypatch):
    monkeypatch.setattr("departments.views.finding.ROWS", 2)
    for _ in range(3):
        submit(factories.department(parent=authority), fiscal_year)
    client = signed_in(manager)

    first, second = (page(client, "findings_by_department", page=number) for number in (1, 2))

    assert [len(x.context["departments"]) for x in (first, second)] == [2, 1]
    assert "第1至2行，共3行" in first.content.decode()


def test_a_new_submission_takes_the_place_of_the_old_one(manager, reviewer, preparer, submission):
    assessment = submission.assessment
    workflow.return_for_revision(assessment, by=reviewer, reason="补充")
    assessment.refresh_from_db()
    again = workflow.submit(assessment, by=preparer)

    assert {x.submission for x in found.findings(manager, Narrowed())} == {again}


def test_who_may_see_the_other_text_is_told_whose_it_is(
    signed_in, manager, preparer, department, other_department, fiscal_year
):
    key = next(iter(fiscal_year.outline.required_sections()))
    person = factories.member(other_department, "preparer")
    factories.submission(filled(other_department, fiscal_year, OWN, key), by=person)
    mine = factories.submission(filled(department, fiscal_year, OWN, key), by=preparer)

    assert "东湖区教育局" in plain(signed_in(manager).get(mine.get_absolute_url()))
    own = plain(signed_in(preparer).get(mine.get_absolute_url()))
    assert "与另一部门2025年度的文字相似，相似度100%" in own
    assert "东湖区教育局" not in own


def test_findings_are_taken_out_as_excel(signed_in, manager, submission):
    response = signed_in(manager).get(reverse("reports:findings"), {"check": EVIDENCE})
    book = load_workbook(BytesIO(response.content))

    assert [row[0] for row in book["按规则"].values] == ["规则", RULES[EVIDENCE].text]
    (_, row) = book["逐条"].values
    assert row[:4] == (2025, "420111301", "东湖区商务局", "提示")
    assert row[7:10] == ("0个", "2个", "已说明")


def test_an_export_that_is_too_long_says_so(signed_in, manager, submission, monkeypatch):
    monkeypatch.setattr("reports.views.findings.MOST", 1)
    response = signed_in(manager).get(reverse("reports:findings"))

    *_, last = load_workbook(BytesIO(response.content))["逐条"].values
    assert last[0] == f"另有{len(submission.findings) - 1}条未列出，请缩小范围后再导出。"


def test_only_reviewers_take_findings_out(signed_in, preparer, submission):
    assert signed_in(preparer).get(reverse("reports:findings")).status_code == 403


def test_a_reviewer_who_also_prepares_sees_what_they_review(preparer, authority, submission, neighbour):
    Membership.objects.create(user=preparer, department=authority, role="reviewer")

    seen = found.findings(User.objects.get(pk=preparer.pk), Narrowed())

    assert {x.submission for x in seen} == {submission, neighbour}
