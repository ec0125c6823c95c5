"""Confirming a table of the treasury: exactly what its preview showed, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from departments import audit
from departments.long_jobs import Tell, unheard
from departments.models import Assessment, FiscalYear, TreasuryColumns, TreasuryImport, User
from departments.treasury import taking

from .. import table_uploads
from . import columns as known
from .plan import Plan, Planner
from .table import Table
from .units import Units, settle

CHANGED = "列的对应关系或金额单位在预览之后改过，什么都没有写入。请核对按现在的设置重新预览的结果后再确认。"
MOVED = "预览之后部门或项目有变化，表中的行与预览时对应得不同，什么都没有写入。请核对重新预览的结果后再确认。"


class Moved(Exception):
    """What would be written is not what the preview showed; its text is what people read."""


@dataclass(frozen=True)
class Settings:
    """Which column is what, and in which unit."""

    columns: Mapping[str, int]
    units: Units

    @property
    def is_open(self) -> bool:
        """Something is still to be chosen."""
        return bool(known.missing(self.columns)) or self.units.is_open

    @property
    def digest(self) -> str:
        return audit.canonical_sha256([sorted(self.columns.items()), sorted(self.units.of.items())])


def guessed(upload: TreasuryImport, table: Table) -> dict[str, Any]:
    """What to keep with a new file: as chosen before at this authority, else as the headings say."""
    kept = TreasuryColumns.objects.filter(authority=upload.fiscal_year.authority_id).first()
    return {
        "columns": known.guess(table.headings, kept.headings if kept else {}),
        "unit": kept.unit if kept else "",
    }


def settings_of(upload: TreasuryImport, table: Table) -> Settings:
    """As they are kept with the file."""
    kept = upload.settings or guessed(upload, table)
    return Settings(kept["columns"], settle(table, kept["columns"], kept["unit"]))


def digest(settings: Settings, plan: Plan) -> str:
    """Names exactly the settings and what would be written with them."""
    rows = [
        [x.department, x.category, x.project, x.source, {k: format(v, "f") for k, v in x.figures.items()}]
        for x in plan.rows
    ]
    return f"{settings.digest}.{audit.canonical_sha256([rows, sorted(plan.projects)])}"


def _hold(year: FiscalYear) -> None:
    """Nobody renames, adds or deletes a row of the year between the plan and what is written by it."""
    rows = Assessment.objects.select_for_update(of=("self",)).filter(fiscal_year=year, status__in=taking.OPEN)
    list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def confirm(pk: int, seen: str, *, by: User, tell: Tell = unheard) -> taking.Taken:
    """Write all of it. `seen` is the digest of the preview. Raises Settled, Moved, taking.Unclear."""
    upload = table_uploads.locked(TreasuryImport, pk, without=())
    table = Table.from_json(upload.content)
    settings = settings_of(upload, table)
    if settings.is_open or settings.digest != seen.partition(".")[0]:
        raise Moved(CHANGED)
    _hold(upload.fiscal_year)
    plan = Planner(upload.fiscal_year, table, settings.columns, settings.units).plan()
    if plan.problems or not plan.rows or digest(settings, plan) != seen:
        raise Moved(MOVED)
    taken = taking.take(upload.fiscal_year, plan.rows, source=upload.name, by=by, tell=tell)
    table_uploads.confirmed(upload, {k: v for k, v in vars(taken).items() if k != "skipped"})
    return taken


def told(taken: taking.Taken) -> str:
    """What became of it, for people."""
    said = f"写入{taken.departments}个部门：新增{taken.added}行，更新{taken.changed}行"
    left = (f"{taken.offered}行与填报数不同", f"{taken.gone}行新的表中已没有")
    named = [x for x, number in zip(left, (taken.offered, taken.gone), strict=True) if number]
    said += f"，{'、'.join(named)}，由部门选择" if named else ""
    return said + (f"；{len(taken.skipped)}个部门已送审，没有写入" if taken.skipped else "")
