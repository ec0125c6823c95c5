"""排名: by score among departments of the same kind; equal scores share a rank, and it is said."""

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import Rank

from departments.models import Assessment, Submission

from .measures import latest_submissions


def ranked(rows: QuerySet[Assessment]) -> QuerySet[Submission]:
    """Latest submissions with `rank` and `peers` within their kind and `sharing`, how many have that score.

    1, 2, 2, 4: whoever follows a tie keeps the number of those before. Drafts have no place. In the order of
    the ranks, equal ones by code.
    """
    peers = [F("assessment__department_kind")]
    found = latest_submissions(rows).select_related("assessment").annotate(
        rank=Window(Rank(), partition_by=peers, order_by=F("total").desc()),
        peers=Window(Count("pk"), partition_by=peers),
        sharing=Window(Count("pk"), partition_by=[*peers, F("total")]),
    )  # fmt: skip
    shown = ("total", "grade", "execution_rate", "budget", "spent", "assessment__status")
    places = ("assessment__department_name", "assessment__department_kind")
    return found.only(*shown, *places).order_by(
        "assessment__department_kind", "rank", "assessment__department__code"
    )
