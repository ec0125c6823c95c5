"""The year: opened from last year's settings, issued, taken back, extended, begun from last year's list."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models import Assessment, AuditEvent, Department, Extension, FiscalYear
from departments.years import asked, comparing, extending, issuing, opening
from tests import factories


@pytest.fixture
def unit(department) -> Department:
    """招商中心, below the department."""
    return factories.department("招商中心", code="420111301.1", kind="unit", parent=department)


def issued_codes(year) -> list[str]:
    return list(
        Assessment.objects.filter(fiscal_year=year)
        .order_by("department__code")
        .values_list("department__code", flat=True)
    )


# --- opening ---------------------------------------------------------------------------------


def settings_of(last, **changed):
    columns = ("authority_id", "year", "scheme_id", "project_scheme_id", "outline_id")
    data = {name.removesuffix("_id"): getattr(last, name) for name in columns}
    days = {name: getattr(last, name).isoformat() for name in ("opens", "due", "closes")}
    return data | days | {"head_signs": "on"} | changed


def test_a_year_begins_with_the_settings_of_the_last(fiscal_year):
    fiscal_year.head_signs, fiscal_year.opens = True, date(2024, 2, 29)
    fiscal_year.save()

    begun = opening.suggestion(fiscal_year.authority)

    assert (begun["year"], begun["head_signs"], begun["opens"]) == (2026, True, date(2025, 2, 28))
    assert begun["scheme"] == fiscal_year.scheme


def test_a_first_year_has_a_window_already(authority):
    begun = opening.suggestion(authority)

    assert begun["opens"] < begun["due"] < begun["closes"]


def test_the_manager_opens_a_year_and_it_is_written_down(signed_in, manager, fiscal_year):
    data = settings_of(fiscal_year, year=2026)

    response = signed_in(manager).post(reverse("departments:year_create"), data)

    opened = FiscalYear.objects.get(year=2026)
    assert response.url == reverse("departments:year_start", args=[opened.pk])
    assert opened.head_signs is True
    event = AuditEvent.objects.get()
    assert (event.verb, event.target) == ("set_up_add", "预算年度 东湖区财政局 2026年度")


def test_a_year_that_is_there_already_is_said_in_plain_words(signed_in, manager, fiscal_year):
    response = signed_in(manager).post(reverse("departments:year_create"), settings_of(fiscal_year))

    assert response.context["form"].non_field_errors() == ["这个财政部门的该年度已经开设，请改填其他年度。"]


def test_every_fault_of_the_settings_is_told_at_once(signed_in, manager, fiscal_year):
    data = settings_of(fiscal_year, year=1800, due="昨天", scheme=fiscal_year.project_scheme_id)

    response = signed_in(manager).post(reverse("departments:year_create"), data)

    assert response.status_code == 422
    assert {"due", "scheme"} <= response.context["form"].errors.keys()


def test_the_year_of_issued_self_assessments_stays(signed_in, manager, assessment, fiscal_year):
    data = settings_of(fiscal_year, year=2031, two_step="on")

    signed_in(manager).post(reverse("departments:year_update", args=[fiscal_year.pk]), data)

    fiscal_year.refresh_from_db()
    assert (fiscal_year.year, fiscal_year.two_step) == (2025, True)


def test_two_who_edit_one_year_do_not_overwrite_each_other(signed_in, manager, fiscal_year):
    client, address = signed_in(manager), reverse("departments:year_update", args=[fiscal_year.pk])
    seen = client.get(address).context["seen"]
    later = (fiscal_year.closes + timedelta(30)).isoformat()
    assert client.post(address, settings_of(fiscal_year, closes=later, seen=seen)).status_code == 302

    typed = settings_of(fiscal_year, two_step="on", seen=seen)
    refused = client.post(address, typed)

    assert refused.status_code == 409
    rows = [("停止填报", later, typed["closes"]), ("两步审核", "否", "是")]
    assert refused.context["differences"] == rows
    assert FiscalYear.objects.get(closes=later).two_step is False

    again = client.post(address, typed | {"seen": refused.context["seen"]})

    fiscal_year.refresh_from_db()
    assert again.status_code == 302
    assert (fiscal_year.closes.isoformat(), fiscal_year.two_step) == (typed["closes"], True)


def test_faults_of_the_settings_keep_what_the_page_had_shown(signed_in, manager, fiscal_year):
    client, address = signed_in(manager), reverse("departments:year_update", args=[fiscal_year.pk])
    seen = client.get(address).context["seen"]
    FiscalYear.objects.update(two_step=True)

    refused = client.post(address, settings_of(fiscal_year, due="昨天", seen=seen))

    assert (refused.status_code, refused.context["seen"]) == (422, seen)


# --- issuing ---------------------------------------------------------------------------------


def act(client, year, **data):
    return client.post(reverse("departments:year_act", args=[year.pk]), data)


def confirm(client, year, **data):
    """First the question, then the answer to what it showed."""
    asked_for = act(client, year, **data)
    return act(client, year, **data, digest=asked_for.context["chosen"].digest)


def test_all_that_are_asked_for_are_issued_in_one_action(
    signed_in, manager, fiscal_year, department, other_department, unit
):
    question = act(signed_in(manager), fiscal_year, act="issue", all="1", kind="department")

    assert "将对其中<strong>2</strong>个执行“下达”" in question.content.decode()
    assert issued_codes(fiscal_year) == []

    confirm(signed_in(manager), fiscal_year, act="issue", all="1", kind="department")

    assert issued_codes(fiscal_year) == ["420111301", "420111302"]
    assert [x.verb for x in AuditEvent.objects.all()] == ["issue"]


@pytest.mark.parametrize(
    ("narrowing", "codes"),
    [
        ({"kind": "unit"}, ["420111301.1"]),
        ({"parent": "商务"}, ["420111301.1"]),
        ({"key": "yes"}, ["420111302"]),
        ({"name": "教育"}, ["420111302"]),
        ({"name": "4201113", "key": "no"}, ["420111301", "420111301.1"]),
        ({"state": "draft"}, ["420111301"]),
        ({"state": "none"}, ["420111301.1", "420111302"]),
        ({"kind": "king", "state": "lost"}, ["420111301", "420111301.1", "420111302"]),
    ],
)
def test_departments_are_narrowed(fiscal_year, assessment, other_department, unit, narrowing, codes):
    Department.objects.filter(pk=other_department.pk).update(is_key=True)

    rows = asked.Asked.of(narrowing).narrowed(asked.everybody(fiscal_year))

    assert [row.code for row in rows] == codes


def test_a_list_that_changed_meanwhile_is_shown_again(
    signed_in, manager, fiscal_year, department, other_department
):
    client = signed_in(manager)
    question = act(client, fiscal_year, act="issue", all="1")
    factories.assessment(other_department, fiscal_year)

    answer = act(client, fiscal_year, act="issue", all="1", digest=question.context["chosen"].digest)

    assert answer.status_code == 409
    assert issued_codes(fiscal_year) == ["420111302"]


def test_what_is_no_longer_in_use_is_issued_nothing(fiscal_year, department, other_department, manager):
    Department.objects.filter(pk=other_department.pk).update(is_active=False)

    issuing.issue(fiscal_year, by=manager)

    assert issued_codes(fiscal_year) == ["420111301"]


@pytest.mark.slow
def test_ten_thousand_are_issued_in_blocks(fiscal_year, authority, manager, django_assert_max_num_queries):
    Department.objects.bulk_create(
        Department(
            code=f"U{n:05d}", name=f"第{n}单位", kind="unit", parent=authority, path=f"420111/U{n:05d}/"
        )
        for n in range(10_000)
    )

    with django_assert_max_num_queries(400):
        issued = issuing.issue(fiscal_year, by=manager)

    assert issued.created == 10_000
    assert len(AuditEvent.objects.get().changes) == 10_000


# --- taking back -----------------------------------------------------------------------------


def test_what_holds_data_is_listed_and_stays(signed_in, manager, fiscal_year, assessment, other_department):
    factories.assessment(other_department, fiscal_year)
    client = signed_in(manager)

    question = act(client, fiscal_year, act="recall", all="1").content.decode()
    confirm(client, fiscal_year, act="recall", all="1", reason="下达有误")

    assert "已有数据，不撤回（1个）" in question
    assert issued_codes(fiscal_year) == ["420111301"]
    event = AuditEvent.objects.get()
    assert (event.verb, event.reason, len(event.changes)) == ("recall", "下达有误", 1)


def test_taking_back_asks_for_a_reason(signed_in, manager, fiscal_year, department):
    factories.assessment(department, fiscal_year)

    answer = confirm(signed_in(manager), fiscal_year, act="recall", all="1")

    assert answer.status_code == 422
    assert issued_codes(fiscal_year) == ["420111301"]


@pytest.mark.parametrize("written", ["contact", "section", "version"])
def test_the_least_that_was_written_is_data(fiscal_year, department, manager, written):
    row = factories.assessment(department, fiscal_year)
    if written == "section":
        factories.section(row, "problems")
    else:
        Assessment.objects.filter(pk=row.pk).update(
            **{"contact": {"contact": "李四"}}.get(written, {"version": 2})
        )

    done = issuing.recall(fiscal_year, [department.pk], by=manager, reason="x")

    assert (done.taken, done.refused) == (0, [row])


# --- extending -------------------------------------------------------------------------------


def test_many_are_extended_with_one_reason(signed_in, manager, fiscal_year, assessment, other_department):
    factories.assessment(other_department, fiscal_year)
    until = fiscal_year.closes + timedelta(days=10)

    confirm(
        signed_in(manager), fiscal_year, act="extend", all="1", closes=until.isoformat(), reason="机构改革"
    )

    rows = Extension.objects.order_by("department__code")
    assert [(x.department.code, x.closes, x.granted_by) for x in rows] == [
        ("420111301", until, manager), ("420111302", until, manager),
    ]  # fmt: skip
    assert AuditEvent.objects.get().verb == "extend"


def test_a_second_extension_replaces_the_first(manager, fiscal_year, assessment, department):
    for days in (5, 9):
        until = fiscal_year.closes + timedelta(days=days)
        extending.extend(fiscal_year, [department.pk], closes=until, reason="复核", by=manager)

    assert Extension.objects.get().closes == fiscal_year.closes + timedelta(days=9)


@pytest.mark.variations
@pytest.mark.parametrize("closes", ["", "明天", "1999-01-01"])
def test_an_extension_needs_a_day_that_can_be(signed_in, manager, fiscal_year, assessment, closes):
    answer = confirm(signed_in(manager), fiscal_year, act="extend", all="1", closes=closes, reason="复核")

    assert answer.status_code == 422
    assert "closes" in answer.context["form"].errors
    assert not Extension.objects.exists()


def test_an_extension_ends_later_than_the_year(signed_in, manager, fiscal_year, assessment):
    asked = {"act": "extend", "all": "1", "reason": "复核"}
    client, last = signed_in(manager), fiscal_year.closes

    answer = confirm(client, fiscal_year, closes=last.isoformat(), **asked)

    assert answer.status_code == 422
    assert f"应晚于本年度停止填报的日期{last}。" in answer.content.decode()
    assert not Extension.objects.exists()
    confirm(client, fiscal_year, closes=(last + timedelta(days=1)).isoformat(), **asked)
    assert Extension.objects.get().closes == last + timedelta(days=1)


# --- from last year's list -------------------------------------------------------------------


@pytest.fixture
def next_year(fiscal_year, assessment, other_department, unit, authority) -> FiscalYear:
    """Since: one renamed, one merged, one unit moved, one bureau new."""
    factories.assessment(other_department, fiscal_year)
    factories.assessment(unit, fiscal_year)
    year = factories.fiscal_year(authority, year=2026)
    bureau = factories.department("东湖区经济发展局", code="420111390", parent=authority)
    department = assessment.department
    department.name = "东湖区投资促进局"
    department.save()
    unit.parent = bureau
    unit.save()
    other_department.is_active, other_department.merged_into = False, bureau
    other_department.save()
    return year


def test_what_has_changed_is_shown_before_it_is_issued(next_year):
    found = comparing.compare(next_year)

    assert [x.code for x in found.stays] == ["420111301", "420111301.1"]
    assert [x.code for x in found.new] == ["420111390"]
    assert [(x.name, x.department.merged_into.name) for x in found.merged] == [
        ("东湖区教育局", "东湖区经济发展局")
    ]
    assert [(x.name, x.department.name) for x in found.renamed] == [("东湖区商务局", "东湖区投资促进局")]
    assert [x.department.code for x in found.moved] == ["420111301.1"]
    assert found.gone == []


@pytest.mark.parametrize(("asked_for", "codes"), [({}, 2), ({"with_new": "1"}, 3)])
def test_the_list_of_last_year_is_issued_when_confirmed(signed_in, manager, next_year, asked_for, codes):
    client = signed_in(manager)
    page = reverse("departments:year_start", args=[next_year.pk])
    shown = client.get(page).context["found"]

    client.post(page, {"digest": shown.digest, **asked_for})

    assert len(issued_codes(next_year)) == codes


def test_another_list_than_the_one_shown_is_refused(signed_in, manager, next_year):
    page = reverse("departments:year_start", args=[next_year.pk])

    assert signed_in(manager).post(page, {"digest": "0" * 64}).status_code == 409
    assert issued_codes(next_year) == []


# --- who and how much ------------------------------------------------------------------------


@pytest.mark.variations
@pytest.mark.parametrize("name", ["year", "year_update", "year_start"])
def test_pages_are_for_the_manager_of_the_year(signed_in, manager, preparer, fiscal_year, name):
    page = reverse(f"departments:{name}", args=[fiscal_year.pk])
    elsewhere = factories.member(factories.authority("西湖区财政局"), "manager")

    assert signed_in(manager).get(page).status_code == 200
    assert signed_in(preparer).get(page).status_code == 403
    assert signed_in(elsewhere).get(page).status_code == 404


def test_the_list_of_departments_costs_the_same_for_one_and_for_three(
    signed_in, manager, fiscal_year, assessment, django_assert_num_queries
):
    page = reverse("departments:year", args=[fiscal_year.pk])
    client = signed_in(manager)
    client.get(page)
    with CaptureQueriesContext(connection) as first:
        client.get(page)
    for number in range(3):
        factories.department(f"东湖区第{number}局", parent=fiscal_year.authority)

    with django_assert_num_queries(len(first)):
        client.get(page)
