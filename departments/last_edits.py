"""Who wrote in each section last, and when: out of the audit record, so it cannot differ from it."""

from django.db.models import Max

from .editing import SECTIONS
from .models import Assessment, AuditEvent


def of_sections(assessment: Assessment) -> dict[str, AuditEvent]:
    """Section → its latest change; one nobody wrote in is not listed. Two queries."""
    edits = AuditEvent.objects.filter(assessment=assessment, verb="edit", target__in=SECTIONS.values())
    latest = edits.order_by().values("target").annotate(last=Max("id")).values_list("last", flat=True)
    rows = AuditEvent.objects.filter(pk__in=list(latest)).only("at", "actor_name", "target")
    by_label = {row.target: row for row in rows}
    return {key: by_label[label] for key, label in SECTIONS.items() if label in by_label}
