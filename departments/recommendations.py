"""建议通过 of the latest submission: of one self-assessment, or inside a query of many."""

from django.db.models import OuterRef, QuerySet

from .models import Assessment, Review


def of(assessment: Assessment) -> QuerySet[Review]:
    """By whichever body."""
    latest = assessment.submissions.values("pk")[:1]
    return Review.objects.filter(submission__in=latest, verdict=Review.Verdict.RECOMMENDED)


def of_the_stage() -> QuerySet[Review]:
    """By the body whose turn it is, for `Exists` in a query of self-assessments."""
    return Review.objects.filter(
        submission__filed__assessment=OuterRef("pk"),
        body=OuterRef("stage"),
        verdict=Review.Verdict.RECOMMENDED,
    )
