"""What a job is about: ticked rows, or all that a list shows, and how that is said in words."""

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from departments import access, batches
from departments.forms.keys import keys_of
from departments.models import Assessment, Batch, BatchItem, User
from departments.views.desk import lean
from departments.views.listing import Listing

from ..overview.measures import measures
from ..views.overview_scope import listed, measure_of

MOST_TICKED = 1_000


def scope_of(user: User, kind: str) -> QuerySet[Assessment]:
    """Everything of which the person may start a job of this kind; none for who may start none."""
    dossiers = kind == Batch.Kind.DOSSIERS
    rows = access.dossier_assessments(user) if dossiers else access.tracked_assessments(user)
    return lean(rows.exclude(status=Assessment.Status.DRAFT))


def may_start(user: User, kind: str) -> bool:
    """Managers both kinds, 审计管理员 dossiers."""
    roles = [access.Role.MANAGER, *([access.Role.AUDIT_ADMIN] if kind == Batch.Kind.DOSSIERS else [])]
    return bool(access.departments_as(user, *roles))


def chosen(request: HttpRequest, user: User, kind: str) -> tuple[QuerySet[Assessment], str]:
    """The self-assessments the address asks for, and the choice in words."""
    scope = scope_of(user, kind)
    if "ticked" in request.GET:
        return scope.filter(pk__in=keys_of(request.GET.getlist("chosen")[:MOST_TICKED])), "在清单中勾选的部门"
    listing = Listing.of(request, scope, {})
    rows, said = listed(scope, listing)
    words = _words(listing, measure_of(listing.asked), said)
    return rows.filter(listing.wanted()), "，".join(words) or "全部部门"


def _words(listing: Listing, measure: str, said: list[str]) -> list[str]:
    names = dict(listing.districts)
    return [
        *([f"{listing.year}年度"] if listing.year else []),
        *([names[listing.district]] if listing.district else []),
        *([f"名称或编码含“{listing.name}”"] if listing.name else []),
        *([str(listing.states[listing.state])] if listing.state else []),
        *([measures()[measure].label] if measure != "expected" else []),
        *said,
    ]


def counts(rows: QuerySet[Assessment]) -> list[tuple[str, str, int]]:
    """How many there are in each state: key, label, number."""
    found = dict(rows.order_by().values_list("status").annotate(Count("pk", distinct=True)))
    return [(key, str(label), found.get(key, 0)) for key, label in Assessment.Status.choices if key in found]


def still_allowed(batch: Batch, user: User) -> bool:
    """Whether every department in the archive is one the person may have a job about today."""
    kind = Batch.Kind.DOCUMENTS if _has_content(batch) else Batch.Kind.DOSSIERS
    inside = batch.items.filter(step=BatchItem.Step.PART, state=BatchItem.State.DONE)
    return may_start(user, kind) and not inside.exclude(assessment__in=_allowed(batch, user, kind)).exists()


def _allowed(batch: Batch, user: User, kind: str) -> QuerySet[Assessment]:
    """Of which departments the person may have such a job; of a round of monitoring also unsubmitted ones."""
    if made := batch.options.get("round"):
        watched = access.tracked_monitorings(user).filter(round=made).order_by()
        return Assessment.objects.filter(pk__in=watched.values("assessment")).only("pk")
    return scope_of(user, kind).order_by().only("pk")


def _has_content(batch: Batch) -> bool:
    """False only for dossiers known to hold none, as those of 审计管理员; the rest is the managers'."""
    file = batches.archive_of(batch) or {}
    return batch.kind != Batch.Kind.DOSSIERS or bool(file.get("has_content", True))
