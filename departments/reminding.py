"""到期提醒: who is told, by the clock, of what falls due.

`remind` may run any number of times a day: each person is told of each thing once per step of `REMIND_DAYS`,
once per week when overdue.
"""

from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from . import access, notices, rectification_dates
from .deadlines import Deadline, last_days
from .models import Assessment, FiscalYear, Notice, User
from .monitoring import chasing
from .notices import Kind

Status = Assessment.Status
OPENED_DAYS = 7
"""An opening is told that long afterwards, should nothing have run on the day itself."""
OVERDUE_WEEKS = 8
"""Who has not filed by then is not told any more; the manager's overview still counts it."""
RESTING_DAYS = 400
"""That long after its window closed a year is over."""
_CHUNK = 500


@transaction.atomic
def remind(today: date | None = None) -> int:
    """到期提醒 of the day. How many notices were new."""
    today, before = today or timezone.localdate(), Notice.objects.count()
    late: Counter[FiscalYear] = Counter()
    keys = list(_unfiled(today).values_list("pk", flat=True))
    for at in range(0, len(keys), _CHUNK):
        rows = list(_unfiled(today).filter(pk__in=keys[at : at + _CHUNK]))
        dates = [Deadline(row, closes, today) for row, closes in zip(rows, last_days(rows), strict=True)]
        _tell_own([told for x in dates if (told := _due(x))])
        late.update(
            x.assessment.fiscal_year for x in dates if x.is_overdue and x.assessment.status == Status.DRAFT
        )
    for year, number in late.items():
        _tell_managers(year, number, today)
    rectification_dates.tell(today)
    chasing.tell(today)
    return Notice.objects.count() - before


def _unfiled(today: date) -> QuerySet[Assessment]:
    """What may have to be told of; years long past are at rest."""
    rows = Assessment.objects.filter(
        status__in=(Status.DRAFT, Status.RETURNED),
        fiscal_year__opens__lte=today,
        fiscal_year__closes__gte=today - timedelta(days=RESTING_DAYS),
    )
    return (
        rows.select_related("department", "fiscal_year__authority").defer("reported", "note").order_by("pk")
    )


def _due(deadline: Deadline) -> Notice | None:
    """The one thing to tell of a self-assessment today, without its person."""
    row, year = deadline.assessment, deadline.assessment.fiscal_year
    is_new = row.status == Status.DRAFT
    last, what = (deadline.due, "应报日期") if is_new else (deadline.closes, "停止填报日期")
    left = (last - deadline.today).days
    if left < 0:
        return _overdue(deadline, last) if is_new else None
    steps = [step for step in settings.REMIND_DAYS if left <= step]
    if steps:
        told = f"还有{left}天" if left else "就在今天"
        again = "" if is_new else "重新"
        text = f"{year.year}年度自评{what}为{last}，{told}，还没有{again}送审。"
        return _notice(row, Kind.DUE, text, f"due:{row.pk}:{last}:{min(steps)}")
    if deadline.today - timedelta(days=OPENED_DAYS) <= year.opens and is_new:
        text = f"{year.year}年度自评已开始填报，应报日期{last}。"
        return _notice(row, Kind.OPENED, text, f"opened:{row.pk}")
    return None


def _overdue(deadline: Deadline, last: date) -> Notice | None:
    row, days = deadline.assessment, (deadline.today - last).days
    week = (days - 1) // 7
    if week >= OVERDUE_WEEKS:
        return None
    late = f"{row.fiscal_year.year}年度自评应报日期为{last}，已逾期{days}天，还没有送审。"
    advice = "" if deadline.is_open else "现在不在填报期内，需要延期请联系财政部门。"
    return _notice(row, Kind.OVERDUE, late + advice, f"overdue:{row.pk}:{last}:{week}")


def _notice(row: Assessment, kind: Kind, text: str, once: str) -> Notice:
    return Notice(kind=kind, assessment=row, text=text, address=row.get_absolute_url(), once=once)


def _tell_own(told: list[Notice]) -> None:
    """To each department's people; the reminder of an earlier step is read with that."""
    rows = [x.assessment for x in told if x.assessment]
    people = access.own_people(rows)
    earlier = Notice.objects.filter(assessment__in=rows, kind__in=(Kind.DUE, Kind.OVERDUE), read_at=None)
    earlier.exclude(once__in=[x.once for x in told]).update(read_at=timezone.now())
    notices.add(
        _to(person, x)
        for x, row in zip(told, rows, strict=True)
        for person in people.get(row.department_id, [])
    )


def _to(person: User, told: Notice) -> Notice:
    return Notice(
        person=person, kind=told.kind, assessment=told.assessment, text=told.text, address=told.address,
        once=told.once,
    )  # fmt: skip


def _tell_managers(year: FiscalYear, number: int, today: date) -> None:
    """How many are late, once a week."""
    address = f"{reverse('reports:overview_list')}?measure=overdue&year={year.year}"
    week = "{}-{}".format(*today.isocalendar())
    notices.tell(
        access.people_in(year.authority, access.Role.MANAGER), Kind.OVERDUE,
        f"{year.year}年度有{number}个部门逾期未报，可以在清单里催报。",
        address=address, once=f"overdue:{year.pk}:week {week}",
    )  # fmt: skip
