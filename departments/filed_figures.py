"""What is kept of the latest submission of each self-assessment: written with 送审 and 审核通过."""

from collections import Counter

from django.utils import timezone

from .models import FiledFigures, Review, Submission
from .submitted import Handled, findings_of

COLUMNS = ("total", "grade", "execution_rate", "budget", "spent")
"""The same in both tables."""


def keep(submission: Submission) -> None:
    """This submission is the latest one now; what was approved of the one before it no longer stands."""
    first = submission.assessment.submissions.order_by("number").values_list("submitted_at", flat=True)[0]
    figures = {name: getattr(submission, name) for name in COLUMNS}
    FiledFigures.objects.update_or_create(
        assessment=submission.assessment,
        defaults=figures
        | counted(submission)
        | {
            "submission": submission,
            "fiscal_year": submission.assessment.fiscal_year,
            "first_sent": timezone.localdate(first),
            "reviewed": None,
            "approved": False,
        },
    )


def counted(submission: Submission) -> dict[str, int]:
    """How many findings it was submitted with, and of which kinds."""
    told = list(findings_of(submission))
    kinds = Counter(x.finding["severity"] for x in told)
    waived = sum(x.handled == Handled.WAIVED for x in told)
    return {"found": len(told), "errors": kinds["error"], "warnings": kinds["warning"], "waived": waived}


def keep_reviewed(review: Review) -> None:
    """An approval and its total."""
    FiledFigures.objects.filter(submission=review.submission).update(reviewed=review.total, approved=True)
