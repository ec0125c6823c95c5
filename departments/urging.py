"""催报: the manager asks those who have not filed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from . import access, audit, notices
from .models import Assessment, Notice, User

URGENT = "请尽快完成填报并送审。"
"""What is said when the manager says nothing else."""


@dataclass(frozen=True)
class Urged:
    """How many departments were told, and which have nobody who could be."""

    number: int
    without_people: list[Assessment]
    filed: int
    """Chosen, but nothing is owed."""


@transaction.atomic
def urge(assessments: Iterable[Assessment], *, text: str, by: User) -> Urged:
    """Tell 填报人 and 负责人 of each that has to file; others are left in peace. Raises PermissionDenied."""
    rows = list(assessments)
    if not all(access.is_manager(by, row) for row in rows):
        raise PermissionDenied
    owing = [row for row in rows if row.is_editable]
    people, text = access.own_people(owing), text.strip() or URGENT
    notices.add(_notice(row, person, text) for row in owing for person in people.get(row.department_id, []))
    told_rows = [row for row in owing if row.department_id in people]
    if told_rows:
        changes = [audit.change(row, "催报", None, text) for row in told_rows]
        target, body = f"催报{len(told_rows)}个部门", told_rows[0].fiscal_year.authority
        audit.record("urge", by=by, target=target, changes=changes, reason=text, department=body)
    without = [row for row in owing if row.department_id not in people]
    return Urged(len(told_rows), without, len(rows) - len(owing))


def _notice(row: Assessment, person: User, text: str) -> Notice:
    year = row.fiscal_year
    said = f"{year.authority}催报{year.year}年度自评，应报日期{year.due}。"
    return Notice(
        person=person, kind=Notice.Kind.URGED, assessment=row, text=said, detail=text,
        address=row.get_absolute_url(),
    )  # fmt: skip
