"""下达 to more departments than one request should: a job, some departments at a time."""

from collections.abc import Sequence

from departments import long_jobs
from departments.models import Batch, BatchItem, FiscalYear, User

IMMEDIATE = 200
"""Departments that are issued at once."""
CHUNK = 250
"""Departments of one item."""


def present(year: FiscalYear) -> Batch | None:
    """The job that is issuing the year."""
    return long_jobs.open_ones(Batch.Kind.ISSUE, year=year.pk).first()


def start(year: FiscalYear, departments: Sequence[int], *, by: User) -> Batch:
    """Issue to these departments (primary keys) in the background."""
    wholes = [min(CHUNK, len(departments) - at) for at in range(0, len(departments), CHUNK)]
    options = {"year": year.pk, "departments": list(departments)}
    return long_jobs.start(Batch.Kind.ISSUE, wholes, selection=str(year), options=options, by=by)


def of_item(item: BatchItem) -> list[int]:
    """The departments of one item."""
    at = (item.number - 1) * CHUNK
    found: list[int] = item.batch.options["departments"][at : at + CHUNK]
    return found
