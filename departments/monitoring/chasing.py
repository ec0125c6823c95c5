"""催报 of a monitoring by the manager, and what the clock says of one that is due or late."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from departments import access, audit, notices
from departments.models import Monitoring, MonitoringRound, Notice, User

from .telling import owing

URGENT = "请尽快完成填报并报送。"
"""What is said when the manager says nothing else."""
OVERDUE_WEEKS = 8
"""As with what was not filed: then the list alone says it."""


@transaction.atomic
def urge(rows: Iterable[Monitoring], *, text: str, by: User) -> tuple[int, list[Monitoring]]:
    """Tell 填报人 and 负责人 of each that has still to report: how many, and who has nobody to be told.

    The rows come with their round and self-assessment. Raises PermissionDenied.
    """
    asked, said = [row for row in rows if row.is_editable], text.strip() or URGENT
    authorities = {row.round.fiscal_year.authority for row in asked}
    if not all(access.has_role(by, x, access.Role.MANAGER) for x in authorities):
        raise PermissionDenied
    people = access.own_people([row.assessment for row in asked])
    told = [row for row in asked if people.get(row.assessment.department_id)]
    without = [row for row in asked if not people.get(row.assessment.department_id)]
    notices.add(_urged(row, x, said) for row in told for x in people[row.assessment.department_id])
    if told:
        changes = [audit.change(row, "催报", None, said) for row in told]
        target, authority = f"催报{len(told)}个部门的运行监控", told[0].round.fiscal_year.authority
        audit.record("urge", by=by, target=target, changes=changes, reason=said, department=authority)
    return len(told), without


def _urged(row: Monitoring, person: User, said: str) -> Notice:
    made = row.round
    text = f"{made.fiscal_year.authority}催报{made}运行监控，报送截止日期{made.due}。"
    address = row.get_absolute_url()
    return Notice(person=person, kind=Notice.Kind.URGED, text=text[:300], detail=said, address=address)


def tell(today: date) -> None:
    """Each round once per step before its day, once a week after it; managers learn how many are late.

    What came back after its day was in time once, and is not called late.
    """
    first = today - timedelta(weeks=OVERDUE_WEEKS)
    last = today + timedelta(max(settings.REMIND_DAYS, default=0))
    rounds = MonitoringRound.objects.filter(due__range=(first, last), opens__lte=today)
    for made in rounds.select_related("fiscal_year__authority"):
        if said := _said(made, today):
            is_late = made.due < today
            rows = [row for row in owing(made) if row.status == Monitoring.Status.DRAFT or not is_late]
            notices.add(_reminders(rows, *said))
            if is_late and rows:
                _tell_managers(made, len(rows), today)


def _said(made: MonitoringRound, today: date) -> tuple[Notice.Kind, str, str] | None:
    """Kind, words, and what is told only once."""
    left = (made.due - today).days
    what = f"{made}运行监控报送截止日期为{made.due}"
    if left < 0:
        late = f"{what}，已逾期{-left}天，还没有报送。"
        return Notice.Kind.OVERDUE, late, f"{made.due}:late {(-left - 1) // 7}"
    steps = [step for step in settings.REMIND_DAYS if left <= step]
    told = f"还有{left}天" if left else "就在今天"
    return (Notice.Kind.DUE, f"{what}，{told}，还没有报送。", f"{made.due}:{min(steps)}") if steps else None


def _reminders(rows: list[Monitoring], kind: Notice.Kind, text: str, once: str) -> Iterator[Notice]:
    people = access.own_people([row.assessment for row in rows])
    for row in rows:
        for person in people.get(row.assessment.department_id, []):
            key = f"monitoring:{row.pk}:{once}"
            yield Notice(person=person, kind=kind, text=text, address=row.get_absolute_url(), once=key)


def _tell_managers(made: MonitoringRound, number: int, today: date) -> None:
    address = f"{reverse('departments:monitoring_list')}?round={made.pk}&state=late"
    week = "{}-{}".format(*today.isocalendar())
    notices.tell(
        access.people_in(made.fiscal_year.authority, access.Role.MANAGER), Notice.Kind.OVERDUE,
        f"{made}运行监控有{number}个部门逾期未报，可以在清单里催报。",
        address=address, once=f"monitoring:{made.pk}:week {week}",
    )  # fmt: skip
