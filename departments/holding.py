"""Hold a self-assessment: what is looked at now stays so until the transaction ends.

A decision rests on what the person saw. Compared before the row is held, it could move in between.
"""

from django.core.exceptions import PermissionDenied

from . import access
from .models import Assessment, Department, Submission, User


def hold(assessment: Assessment) -> Assessment:
    """The row itself, locked, with what the verbs read. Must run in the transaction of the act."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related(
        "department", "stage", "fiscal_year__authority", "fiscal_year__scheme",
        "fiscal_year__project_scheme", "fiscal_year__outline",
    )  # fmt: skip
    return rows.get(pk=assessment.pk)


def for_review(submission: Submission, *, by: User) -> Department:
    """Hold what is reviewed; the body for which the person reviews it now. Raises PermissionDenied.

    Nothing is withdrawn or decided while a line or a remark of it is being kept.
    """
    submission.assessment = hold(submission.assessment)
    body = submission.assessment.stage
    if body is None or not access.may_review(by, submission):
        raise PermissionDenied
    return body
