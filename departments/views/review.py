"""审核: the queue of what waits for the person's decision."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from departments import access
from departments.models import Assessment, Submission

from .person import signed_in


@dataclass(frozen=True)
class Waiting:
    """A submitted self-assessment with its latest submission."""

    assessment: Assessment
    submission: Submission

    @property
    def errors(self) -> int:
        return self._count("error")

    @property
    def warnings(self) -> int:
        return self._count("warning")

    def _count(self, severity: str) -> int:
        return sum(1 for x in self.submission.findings if x["severity"] == severity)


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    queue = _with_latest(access.review_queue(user))
    waiting = {item.assessment.pk for item in queue}
    others = access.visible_assessments(user).exclude(pk__in=waiting)
    context = {"waiting": queue, "decided": _with_latest(others)}
    return render(request, "departments/review/review_list.html", context)


def _with_latest(assessments: QuerySet[Assessment]) -> list[Waiting]:
    """Two queries, however many; what was never submitted is left out."""
    frozen = Submission.objects.defer("facts", "scorecards", "explanations").order_by("-number")
    rows = assessments.prefetch_related(Prefetch("submissions", frozen))
    return [Waiting(row, latest) for row in rows if (latest := next(iter(row.submissions.all()), None))]
