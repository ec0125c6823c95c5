"""分派: which self-assessments an 审核人 of a year's authority reviews, where not all of them.

People of a commissioned firm see only what is assigned to them or their firm; in a year 按分派审核 the
authority's own 审核人 likewise. An assignment ends with its last day; every request asks again.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from departments.models import Assessment, Assignment, Department, Firm, FiscalYear, Membership, User

from .acting import persons
from .roles import Role, departments_as, has_role, memberships


def _reviewing(user: User) -> list[Membership]:
    return [m for m in memberships(user) if m.role == Role.REVIEWER]


def assignments_of(user: User) -> QuerySet[Assignment]:
    """Those in force today, the person's own and the firm's."""
    firms = [m.firm_id for m in _reviewing(user) if m.firm_id]
    people = [user.pk, *(m.user_id for m in _reviewing(user))]
    theirs = Q(reviewer__in=people) | Q(firm__in=firms)
    return Assignment.objects.filter(theirs, ended_at=None, ends__gte=timezone.localdate())


def assigned(user: User, prefix: str = "") -> Q:
    """The self-assessments assigned to the person, wherever they are 审核人 of the year's authority."""
    bodies = [m.department_id for m in _reviewing(user)]
    if not bodies:
        return Q(pk__in=[])
    at = f"{prefix}pk"
    given = Exists(assignments_of(user).filter(assessment=OuterRef(at)))
    return Q(**{f"{prefix}fiscal_year__authority__in": bodies}) & Q(given)


def not_assigned(body: Department, prefix: str = "") -> Q:
    """Years in which the body's own 审核人 review everything below it."""
    return ~Q(**{f"{prefix}fiscal_year__by_assignment": True, f"{prefix}fiscal_year__authority": body.pk})


def reviews_at_stage(user: User, assessment: Assessment) -> bool:
    """审核人 of the body whose turn it is, and this one is theirs to review."""
    held = [m for m in _reviewing(user) if m.department_id == assessment.stage_id]
    year = assessment.fiscal_year
    is_authority = assessment.stage_id == year.authority_id
    if any(m.firm_id is None and not (is_authority and year.by_assignment) for m in held):
        return True
    return bool(held) and is_authority and assignments_of(user).filter(assessment=assessment).exists()


def is_commissioned(user: User, assessment: Assessment) -> bool:
    """True when the person reviews it for a firm: a firm recommends, the authority decides."""
    return firm_at(user, assessment.stage_id) is not None


def firm_at(user: User, body: int | None) -> Membership | None:
    """The role by which the person reviews for the body as one of a firm."""
    return next((m for m in _reviewing(user) if m.firm_id and m.department_id == body), None)


def colleagues(user: User, assessment: Assessment) -> list[int]:
    """The people who count as one reviewer: a firm reviews nothing that one of its people prepared."""
    held = firm_at(user, assessment.stage_id)
    one = persons(user, assessment.stage_id, "recommend")
    return [*one, *(people_of(held.firm) if held else ())]


def own_reviewers(authority: Department) -> QuerySet[User]:
    """The authority's own 审核人 today; people of firms are assigned through their firm."""
    in_force = Q(ends__isnull=True) | Q(ends__gte=timezone.localdate())
    held = Membership.objects.filter(in_force, department=authority, role=Role.REVIEWER, firm=None)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")


def people_of(firm: Firm | None) -> QuerySet[Membership, int]:
    """Everybody who ever was of the firm."""
    return Membership.objects.filter(firm=firm).values_list("user_id", flat=True)


def managed_years(user: User) -> QuerySet[FiscalYear]:
    """The years of the authorities where the person is 财政管理员."""
    managed = departments_as(user, Role.MANAGER)
    return FiscalYear.objects.filter(authority__in=managed).select_related("authority")


def may_assign(user: User, year: FiscalYear) -> bool:
    """财政管理员 of the year's authority."""
    return has_role(user, year.authority, Role.MANAGER)
