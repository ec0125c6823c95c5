"""对提示的说明: kept row by row, each with the figures it explains; alike ones may be said in one action."""

from collections.abc import Sequence

from django.db import transaction

from . import audit, queries
from .editing import finish, lock
from .models import Assessment, Explanation, User
from .validation.findings import Finding


def explain(assessment: Assessment, finding: Finding, text: str, *, by: User) -> None:
    """Keep (or, with an empty text, remove) the explanation of a warning and its present figures."""
    explain_alike(assessment, [finding], text, by=by)


@transaction.atomic
def explain_alike(assessment: Assessment, findings: Sequence[Finding], text: str, *, by: User) -> None:
    """The same text for each of these warnings: a row and a change of its own for every one, one event."""
    locked = lock(assessment, by=by)
    changes = (_explain(locked, finding, text.strip()) for finding in findings)
    finish(locked, "check", [change for change in changes if change], by=by)


def _explain(locked: Assessment, finding: Finding, text: str) -> audit.Change | None:
    kept = queries.explained(finding)
    rows = locked.explanations.filter(ident=kept["ident"])
    before = rows.first()
    if text == (before.text if before else ""):
        return None
    if text:
        said = kept | {"text": text}
        Explanation.objects.update_or_create(assessment=locked, ident=kept["ident"], defaults=said)
    else:
        rows.delete()
    return audit.change(finding.place, "说明", before.text if before else None, text or None)
