"""The whole table in one transaction: tried and taken back for the preview, kept once it is confirmed."""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from departments import set_up
from departments.long_jobs import Tell, unheard
from departments.models import Department, User

from . import events
from .departments import Departments
from .outcome import DEPARTMENTS, PEOPLE, Outcome, Row
from .people import People, Ready


def may_enrol(user: User) -> bool:
    """财政管理员 and 系统管理员: who adds departments and accounts."""
    return set_up.adds(user, Department) and set_up.adds(user, User)


@transaction.atomic
def enrol(
    rows: Sequence[Row], *, by: User, ready: Mapping[str, Ready] | None = None, tell: Tell = unheard
) -> Outcome:
    """Write every row. Anything wrong, or not `ready`: nothing is kept, the outcome says what would be.

    `ready` are first passwords by username; for an account that is not among them one is made. `tell` hears
    how many of the rows have been looked at.
    """
    outcome, step = Outcome(), _steps(len(rows), tell)
    Departments([x for x in rows if x.sheet == DEPARTMENTS], outcome, by, step).write()
    People([x for x in rows if x.sheet == PEOPLE], outcome, by, step, ready).write()
    if outcome.problems or ready is None:
        transaction.set_rollback(True)
    elif outcome.changes:
        events.record(outcome, by=by)
    return outcome


def _steps(whole: int, tell: Tell) -> Callable[[], None]:
    """To be called once for each row."""
    reached = 0

    def step() -> None:
        nonlocal reached
        reached += 1
        tell(reached, whole)

    return step
