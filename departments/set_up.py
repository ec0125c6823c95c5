"""Setting up without code: what a 财政管理员 may set up, and 下达 of a year's self-assessments.

A manager sets up the subtree of the own authority; a superuser everything.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from . import access, audit
from .models import Assessment, Department, FiscalYear, Membership, User

ASSIGNABLE = (
    Membership.Role.PREPARER,
    Membership.Role.HEAD,
    Membership.Role.REVIEWER,
    Membership.Role.MANAGER,
)
"""The roles that a manager gives."""


def departments(user: User) -> QuerySet[Department]:
    """The own authority and everything below it."""
    rows = Department.objects.select_related("parent")
    if user.is_superuser:
        return rows
    scope = Q(pk__in=[])
    for authority in access.departments_as(user, Membership.Role.MANAGER):
        scope |= Q(path__startswith=authority.path)
    return rows.filter(scope)


def may_change_department(user: User, department: Department) -> bool:
    """What lies below the own authority; the authority itself is set up from above."""
    if user.is_superuser:
        return True
    own = access.departments_as(user, Membership.Role.MANAGER)
    return any(department.path.startswith(x.path) and department.pk != x.pk for x in own)


def memberships(user: User) -> QuerySet[Membership]:
    """The roles that the person may give and take."""
    if user.is_superuser:
        return Membership.objects.all()
    return Membership.objects.filter(department__in=departments(user), role__in=ASSIGNABLE)


def users(user: User) -> QuerySet[User]:
    """The people with a role in the subtree; never a superuser."""
    if user.is_superuser:
        return User.objects.all()
    here = Membership.objects.filter(user=OuterRef("pk"), department__in=departments(user))
    return User.objects.filter(Exists(here), is_superuser=False)


def may_change_account(user: User, person: User) -> bool:
    """Name, password, sign-in: only where every role in force is the manager's to give."""
    if user.is_superuser:
        return True
    in_force = Q(ends__isnull=True) | Q(ends__gte=timezone.localdate())
    elsewhere = Membership.objects.filter(in_force, user=person).exclude(pk__in=memberships(user))
    return not person.is_superuser and not elsewhere.exists()


def fiscal_years(user: User) -> QuerySet[FiscalYear]:
    """The years of the authorities in the subtree."""
    rows = FiscalYear.objects.select_related("authority")
    return rows if user.is_superuser else rows.filter(authority__in=departments(user))


@dataclass(frozen=True)
class Issued:
    """How many self-assessments 下达 made, and how many there were."""

    created: int
    present: int


@transaction.atomic
def issue(fiscal_year: FiscalYear, *, by: User) -> Issued:
    """下达: a self-assessment for every department and unit of the authority that has none."""
    FiscalYear.objects.select_for_update(of=("self",)).get(pk=fiscal_year.pk)
    below = list(_who_files(fiscal_year.authority))
    present = set(Assessment.objects.filter(fiscal_year=fiscal_year).values_list("department_id", flat=True))
    missing = [department for department in below if department.pk not in present]
    Assessment.objects.bulk_create(
        [Assessment(department=department, fiscal_year=fiscal_year) for department in missing],
        batch_size=500,
    )
    if missing:
        changes = [audit.change(row, "自评", None, "未送审") for row in missing]
        audit.record("issue", by=by, target=fiscal_year, changes=changes)
    return Issued(created=len(missing), present=len(below) - len(missing))


def _who_files(authority: Department) -> QuerySet[Department]:
    """Departments and units below; those of an authority further down file with that one."""
    below = Department.objects.filter(path__startswith=authority.path).exclude(pk=authority.pk)
    theirs = Q(pk__in=[])
    for path in below.filter(kind=Department.Kind.AUTHORITY).values_list("path", flat=True):
        theirs |= Q(path__startswith=path)
    return below.exclude(theirs)
