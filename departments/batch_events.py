"""Events of a job, filed under the bodies whose business it is, in whatever order its starter holds roles."""

from collections.abc import Iterable

from . import access, audit
from .audit import filing
from .models import Batch, BatchItem, Department, EnrolmentImport, FiscalYear, User


def record(verb: str, batch: Batch, *, by: User | None, target: str = "", reason: str = "") -> None:
    """One event for each body that the job is about."""
    for body in bodies_of(batch):
        audit.record(verb, by=by, target=target or batch, reason=reason, department=body)


def bodies_of(batch: Batch) -> list[Department | None]:
    """The authority of its year, the department of its only part, else what its parts have above them."""
    return filing.bodies(_paths(batch), by=batch.requested_by)


def _paths(batch: Batch) -> Iterable[str]:
    if year := batch.options.get("year"):
        return FiscalYear.objects.filter(pk=year).values_list("authority__path", flat=True)
    if batch.kind in (Batch.Kind.ENROLMENT_PREVIEW, Batch.Kind.ENROLMENT):
        return _of_enrolment(batch)
    parts = batch.items.filter(step=BatchItem.Step.PART, assessment__isnull=False).order_by()
    of_departments = parts.values_list("assessment__department__path", flat=True).distinct()[:2]
    if len(of_departments) == 1:
        return of_departments
    return parts.values_list("assessment__fiscal_year__authority__path", flat=True).distinct()


def _of_enrolment(batch: Batch) -> Iterable[str]:
    """As its rows say; before anybody has read them it may be about any body that the person sets up."""
    upload = EnrolmentImport.objects.filter(pk=batch.options["upload"]).values_list("preview", "summary")
    for found in (part for parts in upload for part in parts):
        if found.get("bodies"):
            return list(found["bodies"])
    return [x.path for x in access.departments_as(batch.requested_by, *access.SETTING_UP)]
