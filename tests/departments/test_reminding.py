"""到期提醒: who is told, by the clock, of what falls due."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from departments import notices, reminding
from departments.models import Assessment, Extension
from tests import factories

DUE = date(2026, 3, 31)


@pytest.fixture
def fiscal_year(authority):
    """Open from the 1st of March to the 30th of April 2026, due on the 31st of March."""
    window = {"opens": date(2026, 3, 1), "due": DUE, "closes": date(2026, 4, 30)}
    return factories.fiscal_year(authority, **window)


@pytest.fixture
def draft(department, fiscal_year):
    return factories.assessment(department, fiscal_year)


def told(person, *, unread=False):
    rows = notices.of(person).filter(read_at=None) if unread else notices.of(person)
    return [row.text for row in rows.order_by("pk")]


def days_before(number):
    return DUE - timedelta(days=number)


def test_nobody_is_reminded_before_the_first_step(preparer, draft):
    assert reminding.remind(days_before(8)) == 0


@pytest.mark.parametrize(
    ("left", "said"),
    [(7, "还有7天"), (5, "还有5天"), (3, "还有3天"), (1, "还有1天"), (0, "就在今天")],
)
def test_a_draft_is_due(preparer, head, stranger, draft, left, said):
    reminding.remind(days_before(left))

    assert told(preparer) == told(head) == [f"2025年度自评应报日期为2026-03-31，{said}，还没有送审。"]
    assert told(stranger) == []


def test_each_step_is_told_once_however_often_it_runs(preparer, draft):
    for left in (7, 7, 6, 5, 4):
        reminding.remind(days_before(left))
    assert len(told(preparer)) == 1

    reminding.remind(days_before(3))

    assert len(told(preparer)) == 2
    assert told(preparer, unread=True) == ["2025年度自评应报日期为2026-03-31，还有3天，还没有送审。"]


def test_a_day_on_which_nothing_ran_is_made_up_for(preparer, draft):
    reminding.remind(days_before(2))

    assert told(preparer) == ["2025年度自评应报日期为2026-03-31，还有2天，还没有送审。"]


@pytest.mark.slow
def test_who_is_late_is_told_once_a_week_and_not_for_ever(preparer, draft):
    for day in range(1, 100):
        reminding.remind(DUE + timedelta(days=day))

    late = [x for x in told(preparer) if "已逾期" in x]
    assert len(late) == reminding.OVERDUE_WEEKS
    assert late[0] == "2025年度自评应报日期为2026-03-31，已逾期1天，还没有送审。"
    assert late[-1].endswith("已逾期50天，还没有送审。现在不在填报期内，需要延期请联系财政部门。")


def test_the_manager_hears_once_a_week_how_many_are_late(manager, department, other_department, fiscal_year):
    for place in (department, other_department):
        factories.assessment(place, fiscal_year)
    monday = date(2026, 4, 6)
    for day in range(7):
        reminding.remind(monday + timedelta(days=day))

    row = notices.of(manager).get()
    assert row.text == "2025年度有2个部门逾期未报，可以在清单里催报。"
    assert row.address == "/overview/list/?measure=overdue&year=2025"


def test_an_extension_moves_the_reminders(preparer, draft, manager):
    Extension.objects.create(
        fiscal_year=draft.fiscal_year, department=draft.department, closes=date(2026, 5, 20), reason="搬迁",
        granted_by=manager,
    )  # fmt: skip
    assert reminding.remind(days_before(-10)) == 0

    reminding.remind(date(2026, 5, 17))

    assert told(preparer) == ["2025年度自评应报日期为2026-05-20，还有3天，还没有送审。"]


def test_what_came_back_is_reminded_of_before_the_window_closes(preparer, draft):
    Assessment.objects.update(status=Assessment.Status.RETURNED)
    assert reminding.remind(days_before(-5)) == 0

    reminding.remind(date(2026, 4, 27))

    assert told(preparer) == ["2025年度自评停止填报日期为2026-04-30，还有3天，还没有重新送审。"]


def test_what_is_submitted_is_not_reminded_of(preparer, draft):
    Assessment.objects.update(status=Assessment.Status.APPROVED)

    assert [reminding.remind(days_before(left)) for left in (3, -3)] == [0, 0]


def test_the_opening_of_the_window_is_told_even_some_days_later(preparer, draft):
    assert reminding.remind(date(2026, 2, 28)) == 0
    reminding.remind(date(2026, 3, 4))
    reminding.remind(date(2026, 3, 5))

    assert told(preparer) == ["2025年度自评已开始填报，应报日期2026-03-31。"]


def test_the_command_says_how_many_were_told(preparer, authority, department, capsys, settings):
    settings.REMIND_DAYS = [400]
    factories.assessment(department, factories.fiscal_year(authority, year=2024))
    call_command("remind")
    call_command("remind")

    said = [x for x in capsys.readouterr().out.splitlines() if "通知" in x]
    assert said == ["新增通知：1条", "新增通知：0条"]


def test_the_cost_does_not_grow_with_the_departments(
    authority, fiscal_year, manager, django_assert_max_num_queries
):
    counts = []
    for _ in range(2):
        for _ in range(3):
            place = factories.department(parent=authority)
            factories.member(place, "preparer")
            factories.assessment(place, fiscal_year)
        with django_assert_max_num_queries(16) as queries:
            reminding.remind(days_before(-1))
        counts.append(len(queries.captured_queries))
    assert counts[0] == counts[1]
