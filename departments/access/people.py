"""The people behind a role: whom to tell. The rest asks what one person may; here it is who they are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from departments.models import Assessment, Department, Deputy, Firm, Membership, User

from .monitoring import may_decide_monitoring
from .roles import OWN, REVIEWING, Role
from .visible import review_queue

People = dict[int, list[User]]
"""Department → the people who have the role there."""
_CHUNK = 500


def holders(departments: Iterable[int], *roles: str) -> People:
    """Who has one of the roles in each department today and can sign in; 2 queries for every 500."""
    keys = list(dict.fromkeys(departments))
    found: defaultdict[int, list[User]] = defaultdict(list)
    in_force = Q(ends__isnull=True) | Q(ends__gte=timezone.localdate())
    rows = Membership.objects.filter(in_force, role__in=roles, user__is_active=True).select_related("user")
    rows = rows.prefetch_related(Prefetch("deputies", _deputies(), to_attr="deputies_in_force"))
    for at in range(0, len(keys), _CHUNK):
        for row in rows.filter(department__in=keys[at : at + _CHUNK]).order_by("pk"):
            people = found[row.department_id]
            lent: Any = row
            for person in (row.user, *(x.deputy for x in lent.deputies_in_force)):
                people += [] if person in people else [person]
    return dict(found)


def _deputies() -> QuerySet[Deputy]:
    """代理 of today, whose people are told too."""
    today = timezone.localdate()
    rows = Deputy.objects.filter(ended_at=None, begins__lte=today, ends__gte=today, deputy__is_active=True)
    return rows.select_related("deputy")


def own_people(assessments: Iterable[Assessment]) -> People:
    """填报人 and 负责人 of the departments that file."""
    return holders([x.department_id for x in assessments], *OWN)


def people_in(department: Department, *roles: str) -> list[User]:
    """Who has one of the roles in one department."""
    return holders([department.pk], *roles).get(department.pk, [])


def people_in_firm(firm: Firm | None) -> list[User]:
    """Who reviews for the firm today and can sign in."""
    in_force = Q(ends__isnull=True) | Q(ends__gte=timezone.localdate())
    held = Membership.objects.filter(in_force, firm=firm, firm__isnull=False, user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def monitoring_deciders(assessment: Assessment) -> list[User]:
    """Who may decide about a reported monitoring; where reviewers may, the managers are left in peace."""
    bodies = Department.objects.filter(code__in=assessment.department.ancestor_codes)
    for role in REVIEWING:
        found = holders([body.pk for body in bodies], role)
        people = {person.pk: person for some in found.values() for person in some}
        if may := [x for x in people.values() if may_decide_monitoring(x, assessment)]:
            return may
    return []


def whose_turn(assessment: Assessment) -> list[User]:
    """In whose queue it waits; where reviewers have it, the managers behind them are left in peace."""
    if assessment.stage is None:
        return []
    own = assessment.stage_id == assessment.department_id
    for role in (Role.HEAD,) if own else REVIEWING:
        people = people_in(assessment.stage, role)
        if waiting := [x for x in people if review_queue(x).filter(pk=assessment.pk).exists()]:
            return waiting
    return []
