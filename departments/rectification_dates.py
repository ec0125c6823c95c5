"""整改期限, by the clock: who is told what falls due and what is late."""

from datetime import date, timedelta

from django.conf import settings

from . import access, notices
from .models import Notice, Rectification
from .rectifying import OWING

OVERDUE_WEEKS = 8
"""As with what was not filed: then the list of 整改 alone says it."""


def tell(today: date) -> None:
    """Each open item once per step before its date, once a week after it."""
    first, last = (
        today - timedelta(weeks=OVERDUE_WEEKS),
        today + timedelta(max(settings.REMIND_DAYS, default=0)),
    )
    rows = Rectification.objects.filter(status__in=OWING, due__range=(first, last))
    items = list(rows.select_related("assessment__department", "body", "issued_by"))
    people = access.own_people([item.assessment for item in items])
    rows_told = [(item, *said) for item in items if (said := _said(item, today))]
    notices.add(
        Notice(
            person=person, kind=Notice.Kind.RECTIFY, text=text[:300], assessment=item.assessment,
            address=item.get_absolute_url(), once=once,
        )
        for item, text, once in rows_told
        for person in people.get(item.assessment.department_id, [])
    )  # fmt: skip


def _said(item: Rectification, today: date) -> tuple[str, str] | None:
    """The words, and what is told only once."""
    left = item.days_left(today)
    where = f"{item.body}下达的整改事项“{item.place}”"
    if left < 0:
        return (
            f"{where}期限为{item.due}，已逾期{-left}天。",
            f"rectify:{item.pk}:{item.due}:late {(-left - 1) // 7}",
        )
    steps = [step for step in settings.REMIND_DAYS if left <= step]
    told = f"还有{left}天" if left else "就在今天"
    return (
        (f"{where}期限为{item.due}，{told}。", f"rectify:{item.pk}:{item.due}:{min(steps)}")
        if steps
        else None
    )
