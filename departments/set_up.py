"""Setting up without code: what each role may set up.

财政管理员 sets up the subtree of the own authority. 系统管理员 there sets up departments and accounts,
安全管理员 gives roles and locks accounts; with THREE_ADMINISTRATORS nobody else does. A superuser everything.
A deputy sets up the years meanwhile, but no accounts and roles: those would stay when the days are over.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from . import access
from .models import Department, Firm, FiscalYear, Membership, User
from .separation import ADMINISTRATORS

Role = Membership.Role
ASSIGNABLE: tuple[str, ...] = (Role.PREPARER, Role.HEAD, Role.REVIEWER, Role.MANAGER)
"""The roles that a manager gives."""
_EVERYBODY = access.SETTING_UP
_WHO: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "department": (_EVERYBODY, (Role.MANAGER, Role.SYSTEM_ADMIN), (Role.MANAGER, Role.SYSTEM_ADMIN)),
    "user": (_EVERYBODY, _EVERYBODY, (Role.MANAGER, Role.SYSTEM_ADMIN)),
    "membership": (_EVERYBODY, (Role.MANAGER, Role.SECURITY_ADMIN), (Role.MANAGER, Role.SECURITY_ADMIN)),
}
"""Page → who sees it, who changes there, who adds and deletes; the other pages are the manager's."""
_ONLY_MANAGERS = ((Role.MANAGER,),) * 3
_FOR_GOOD = ("user", "membership")
"""Pages where a lent role counts for nothing."""


def _holds(user: User, page: type[models.Model], act: int) -> bool:
    name = page._meta.model_name or ""
    roles = _WHO.get(name, _ONLY_MANAGERS)[act]
    if settings.THREE_ADMINISTRATORS and name in _WHO and (name, act) != ("department", 0):
        roles = tuple(role for role in roles if role != Role.MANAGER)
    held = access.own_departments_as if name in _FOR_GOOD else access.departments_as
    return user.is_superuser or bool(held(user, *roles))


def sees(user: User, page: type[models.Model]) -> bool:
    """Whether the page is there for the person."""
    return access.can_set_up(user) and _holds(user, page, 0)


def changes(user: User, page: type[models.Model]) -> bool:
    """Whether the person may change rows there."""
    return sees(user, page) and _holds(user, page, 1)


def adds(user: User, page: type[models.Model]) -> bool:
    """Whether the person may add and delete rows there."""
    return sees(user, page) and _holds(user, page, 2)


def grants(user: User) -> tuple[str, ...]:
    """The roles that the person gives and takes: 安全管理员 every one, a manager the business ones."""
    if user.is_superuser or access.departments_as(user, Role.SECURITY_ADMIN):
        return tuple(Role.values)
    if settings.THREE_ADMINISTRATORS or not access.own_departments_as(user, Role.MANAGER):
        return ()
    return ASSIGNABLE


def may_grant_dual_duty(user: User, year: FiscalYear | None) -> bool:
    """一人兼岗 lifts a separation of persons: whose role it is grants it, no deputy, in no year of the body.

    Of a year that is not yet there nobody knows the body.
    """
    own = access.own_departments_as(user, Role.MANAGER)
    if user.is_superuser:
        return True
    return year.authority in own if year else own == access.departments_as(user, Role.MANAGER)


def departments(user: User) -> QuerySet[Department]:
    """The own authority and everything below it, a lent role's too."""
    return _within(user, access.departments_as(user, *access.SETTING_UP))


def departments_for_roles(user: User) -> QuerySet[Department]:
    """The same without 代理: where the person gives and takes roles."""
    return _within(user, access.own_departments_as(user, *access.SETTING_UP))


def _within(user: User, authorities: Iterable[Department]) -> QuerySet[Department]:
    rows = Department.objects.select_related("parent")
    if user.is_superuser:
        return rows
    scope = Q(pk__in=[])
    for authority in authorities:
        scope |= Q(path__startswith=authority.path)
    return rows.filter(scope)


def may_change_department(user: User, department: Department) -> bool:
    """What lies below the own authority; the authority itself is set up from above."""
    if user.is_superuser:
        return True
    own = access.departments_as(user, Role.MANAGER, Role.SYSTEM_ADMIN)
    return any(department.path.startswith(x.path) and department.pk != x.pk for x in own)


def memberships(user: User) -> QuerySet[Membership]:
    """The roles in sight: those that the person may give and take; 系统管理员 only looks at them."""
    if user.is_superuser:
        return Membership.objects.all()
    here = Membership.objects.filter(department__in=departments_for_roles(user))
    if access.departments_as(user, Role.SYSTEM_ADMIN):
        return here
    return here.filter(role__in=grants(user))


def users(user: User) -> QuerySet[User]:
    """The people with a role in the subtree, to administrators also those without any; never a superuser."""
    if user.is_superuser:
        return User.objects.all()
    here = Membership.objects.filter(user=OuterRef("pk"), department__in=departments_for_roles(user))
    known = Q(Exists(here))
    if access.departments_as(user, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        known |= ~Q(Exists(Membership.objects.filter(user=OuterRef("pk"))))  # a join would tell some twice
    return User.objects.filter(known, is_superuser=False)


def may_change_account(user: User, person: User) -> bool:
    """Name, password, sign-in: only where every role in force is within sight and business.

    系统管理员 changes no other administrator's account: whoever sets a password can sign in with it.
    """
    if user.is_superuser:
        return True
    if person.is_superuser or not adds(user, User):
        return False
    in_force = Q(ends__isnull=True) | Q(ends__gte=timezone.localdate())
    theirs = Membership.objects.filter(in_force, user=person)
    if person != user and theirs.filter(role__in=ADMINISTRATORS).exists():
        return False
    return not theirs.exclude(pk__in=memberships(user)).exists()


def may_lock(user: User, person: User) -> bool:
    """停用 and 启用 of an account: 安全管理员, not the own."""
    return bool(access.departments_as(user, Role.SECURITY_ADMIN)) and person != user


def may_reset_second_factor(user: User, person: User) -> bool:
    """重置双因素登录: 安全管理员 (and a superuser), not the own; who sets passwords does not."""
    return (user.is_superuser and person != user) or may_lock(user, person)


def firms(user: User) -> QuerySet[Firm]:
    """The firms that authorities in the subtree commission."""
    rows = Firm.objects.select_related("authority")
    return rows if user.is_superuser else rows.filter(authority__in=departments(user))


def fiscal_years(user: User) -> QuerySet[FiscalYear]:
    """The years of the authorities in the subtree."""
    rows = FiscalYear.objects.select_related("authority")
    return rows if user.is_superuser else rows.filter(authority__in=departments(user))
