"""A table is uploaded, previewed again, written or given up; what takes long is begun as a job."""

from django.db import transaction

from departments import audit
from departments.models import Batch, Department, FiscalYear, TreasuryColumns, TreasuryImport, User
from departments.years.held import held

from .. import table_uploads
from . import columns as known
from . import previewing
from . import table as tables

Kind = Batch.Kind


def keep(year: FiscalYear, name: str, content: bytes, *, by: User) -> TreasuryImport:
    """One waiting file of a person and year: an earlier one goes. Raises Gone, Refused of a small one."""
    upload = table_uploads.made(TreasuryImport, name, content, by=by, fiscal_year=year)
    if _is_quick(name, content):
        previewing.take(upload, tables.read(name, content))
    with transaction.atomic():
        held(year)
        table_uploads.replace(year.treasury_imports.filter(uploaded_by=by), upload)
        if previewing.is_long(upload):
            preview(upload, by=by)
    return upload


def _is_quick(name: str, content: bytes) -> bool:
    if name.lower().endswith(".csv"):
        return content.count(b"\n") <= previewing.IMMEDIATE
    return len(content) <= table_uploads.QUICK_BYTES


@transaction.atomic
def remember(authority: Department, headings: dict[str, str], unit: str, *, by: User) -> None:
    """Which heading is what, and the unit, for the next file of the authority."""
    kept, _ = TreasuryColumns.objects.get_or_create(authority=authority)
    new = {**kept.headings, **headings}
    fields = (("列对应关系", _said(kept.headings), _said(new)), ("金额单位", kept.unit, unit))
    changes = [audit.change(kept, field, was, now) for field, was, now in fields if was != now]
    kept.headings, kept.unit = new, unit
    kept.save()
    if changes:
        audit.record("set_up_change", by=by, target=kept, department=authority, changes=changes)


def _said(headings: dict[str, str]) -> str:
    return "；".join(f"{heading}：{known.FIELDS[field]}" for heading, field in sorted(headings.items()))


def preview(upload: TreasuryImport, *, by: User) -> Batch:
    """The job that looks at every row; a second click finds the first one's. Raises Settled."""
    return _begun(Kind.TREASURY_PREVIEW, upload, by)


def write(upload: TreasuryImport, seen: str, *, by: User) -> Batch:
    """The job that writes it; a second click finds the first one's. Raises Settled."""
    return _begun(Kind.TREASURY, upload, by, seen=seen)


def _begun(kind: Batch.Kind, upload: TreasuryImport, by: User, **more: str) -> Batch:
    year = upload.fiscal_year
    return table_uploads.begun(kind, upload, f"{year}：{upload.name}", by=by, year=year.pk, **more)
