"""The whole table in one transaction: tried and taken back for the preview, kept once it is confirmed."""

from collections.abc import Sequence

from django.db import transaction

from departments import audit, set_up
from departments.models import Department, User

from .departments import Departments
from .outcome import DEPARTMENTS, PEOPLE, Outcome, Row
from .people import People


def may_enrol(user: User) -> bool:
    """财政管理员 and 系统管理员: who adds departments and accounts."""
    return set_up.adds(user, Department) and set_up.adds(user, User)


@transaction.atomic
def enrol(rows: Sequence[Row], *, by: User, for_good: bool = False) -> Outcome:
    """Write every row. Anything wrong, or not `for_good`: nothing is kept, the outcome says what would be."""
    outcome = Outcome()
    Departments([x for x in rows if x.sheet == DEPARTMENTS], outcome, by).write()
    People([x for x in rows if x.sheet == PEOPLE], outcome, by, for_good=for_good).write()
    if outcome.problems or not for_good:
        transaction.set_rollback(True)
    elif outcome.changes:
        audit.record("enrol", by=by, target="部门和用户", changes=outcome.changes)
    return outcome
