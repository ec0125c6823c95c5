"""上一个、下一个: the self-assessments before and after one in the person's queue, by department code."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from departments import access
from departments.models import Assessment, User


@dataclass(frozen=True)
class Neighbour:
    """Whose it is, and the submission to open."""

    name: str
    submission: int


@dataclass(frozen=True)
class Neighbours:
    """Both sides of the queue; None at its ends."""

    previous: Neighbour | None
    following: Neighbour | None


def of(user: User, assessment: Assessment) -> Neighbours:
    """Two queries, however long the queue is."""
    queue = access.review_queue(user)
    code, pk = assessment.department.code, assessment.pk
    before = Q(department__code__lt=code) | Q(department__code=code, pk__lt=pk)
    after = Q(department__code__gt=code) | Q(department__code=code, pk__gt=pk)
    return Neighbours(
        _first(queue.filter(before).order_by("-department__code", "-pk")),
        _first(queue.filter(after).order_by("department__code", "pk")),
    )


def _first(queue: QuerySet[Assessment]) -> Neighbour | None:
    row = queue.values_list("department_name", "filed__submission").first()
    return Neighbour(*row) if row else None
