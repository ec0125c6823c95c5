"""What the preview of a table shows, and how a job finds it where the rows are too many for one request."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from departments.long_jobs import Tell, unheard
from departments.models import TreasuryImport

from .. import table_uploads
from . import table as tables
from .confirming import Settings, digest, guessed, settings_of
from .plan import OfDepartment, Plan, Planner
from .problem import Problem
from .table import Table

IMMEDIATE = 200
"""Rows that are looked at and written at once; more are a job."""
OPEN = {"is_open": True}
"""Kept instead of a preview: first somebody has to say which column is what."""


@dataclass(frozen=True)
class Preview:
    """`seen` names exactly what would be written; `problems` are all there are, by cell."""

    seen: str
    units: str
    lines: int
    writable: int
    problems: list[Problem]
    departments: list[OfDepartment]

    @classmethod
    def of(cls, settings: Settings, plan: Plan) -> "Preview":
        units, lines = str(settings.units), len(plan.rows)
        return cls(digest(settings, plan), units, lines, plan.writable, plan.problems, plan.departments)

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the file."""
        listed = [
            [x.name, x.note, x.lines, {k: format(v, "f") for k, v in x.sums.items()}]
            for x in self.departments
        ]
        problems = [[x.place, x.found, x.message] for x in self.problems]
        return vars(self) | {"problems": problems, "departments": listed}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Preview":
        departments = [
            OfDepartment(name, note, lines, {k: Decimal(v) for k, v in sums.items()})
            for name, note, lines, sums in data["departments"]
        ]
        return cls(**data | {"problems": [Problem(*x) for x in data["problems"]], "departments": departments})

    @property
    def told(self) -> str:
        """What there is to look at, for people."""
        said = f"{self.lines}行，{len(self.departments)}个部门"
        if self.problems:
            return f"{said}；有{len(self.problems)}处问题，全部改好才能导入"
        return f"{said}，其中{self.writable}个可以写入"


def is_long(upload: TreasuryImport) -> bool:
    """Whether its rows, or the file that nobody has read yet, are for a job."""
    return not 0 < upload.lines <= IMMEDIATE


def look(upload: TreasuryImport, table: Table, settings: Settings, tell: Tell = unheard) -> Preview:
    """What would be written today; nothing is."""
    planner = Planner(upload.fiscal_year, table, settings.columns, settings.units, tell)
    return Preview.of(settings, planner.plan())


def make(pk: int, *, tell: Tell, keep: Callable[[], None]) -> Preview | None:
    """Read the file where nobody has, look at every row, keep what is to be seen; None: columns are open.

    Nothing but the upload is written, so doing it twice does no harm. `keep` is called in each transaction
    and may raise. Raises Refused, Settled.
    """
    while True:
        upload = table_uploads.whole(TreasuryImport, pk)
        table = _read(upload, keep)
        settings = settings_of(upload, table)
        found = None if settings.is_open else look(upload, table, settings, tell)
        if _kept(upload, found.to_json() if found else OPEN, keep):
            return found


def _read(upload: TreasuryImport, keep: Callable[[], None]) -> Table:
    if upload.content:
        return Table.from_json(upload.content)
    table = tables.read(upload.name, bytes(upload.file or b""))
    take(upload, table)
    table_uploads.keep_rows(upload, keep, "settings")
    return table


def take(upload: TreasuryImport, table: Table) -> None:
    """The rows instead of the file."""
    upload.file, upload.content, upload.lines = None, table.to_json(), len(table.rows)
    upload.settings = guessed(upload, table)


@transaction.atomic
def _kept(upload: TreasuryImport, found: dict[str, Any], keep: Callable[[], None]) -> bool:
    """False where other columns or units were chosen meanwhile: then it is to be looked at again."""
    if table_uploads.locked(TreasuryImport, upload.pk).settings != upload.settings:
        return False
    lines = len(upload.content["rows"])
    TreasuryImport.objects.filter(pk=upload.pk).update(preview=found, lines=lines)
    keep()
    return True
