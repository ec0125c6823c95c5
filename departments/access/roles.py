"""The roles in force, read once per request; nothing else reads them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from departments.models import Department, Deputy, Firm, Membership, User
from departments.statements import answers_to

Role = Membership.Role
OWN = (Role.PREPARER, Role.HEAD)
REVIEWING = (Role.REVIEWER, Role.MANAGER)
SETTING_UP = (Role.MANAGER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
SECOND_FACTOR = {
    "off": (),
    "reviewers": (*REVIEWING, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
    "everyone": tuple(Role),
}
"""PERFEVAL_SECOND_FACTOR → the roles that do not come in by the password alone."""


def memberships(user: User) -> list[Membership]:
    """The roles in force today; kept on the user object, which lives for one request."""
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, "_memberships_in_force"):
        user._memberships_in_force = _in_force(user)  # type: ignore[attr-defined]
    return user._memberships_in_force  # type: ignore[attr-defined, no-any-return]


def _in_force(user: User) -> list[Membership]:
    """The own ones first, then those lent by 代理; an administrator deputizes nobody."""
    rows = [_made(row) for row in answers_to(_asked, user.pk, timezone.localdate())]
    held = sorted(_called(rows, user), key=lambda m: (is_lent(m, user), m.pk))
    administers = any(m.role in ADMINISTRATORS and not is_lent(m, user) for m in held)
    return [m for m in held if not is_lent(m, user) or not (administers or m.role in ADMINISTRATORS)]


def _asked(person: int, today: date) -> QuerySet[Membership, Any]:
    """The columns of `_made`: every page asks for them."""
    lent = Deputy.objects.filter(deputy=person, ended_at=None, begins__lte=today, ends__gte=today)
    theirs = Q(user=person) | Q(user__is_active=True, pk__in=lent.values("membership"))
    rows = Membership.objects.filter(theirs, Q(ends__isnull=True) | Q(ends__gte=today))
    roots = Department.objects.filter(parent=None).order_by().exclude(pk=OuterRef("department"))
    names = [f"{at}{x.attname}" for at, model in _MODELS for x in model._meta.concrete_fields]
    return rows.values_list(*names, Exists(roots))


_MODELS: tuple[tuple[str, type[Model]], ...] = (
    ("", Membership), ("department__", Department), ("firm__", Firm),
)  # fmt: skip


def _made(row: tuple[Any, ...]) -> Membership:
    """A role with its firm and its department, which knows whether all others are below it."""
    *values, other_roots = row
    left = iter(values)
    membership: Membership
    membership, department, firm = (_row(model, left) for _, model in _MODELS)
    membership.department, membership.firm = department, firm if firm.pk else None
    department.is_only_root = department.parent_id is None and not other_roots
    return membership


def _row(model: type[Model], values: Iterator[Any]) -> Any:
    """A row of the model from the next values, which the database may have as texts and numbers."""
    fields = model._meta.concrete_fields
    known = [x.to_python(value) for x, value in zip(fields, values, strict=False)]
    return model.from_db(DEFAULT_DB_ALIAS, [x.attname for x in fields], known)


def _called(rows: list[Membership], user: User) -> list[Membership]:
    """With the person whose role each is; who deputizes for somebody is asked for one query more."""
    people = {user.pk: user} | User.objects.in_bulk({m.user_id for m in rows if is_lent(m, user)})
    for row in rows:
        row.user = people[row.user_id]
    return rows


def is_lent(membership: Membership, user: User) -> bool:
    """True when the person only deputizes for whose role it is."""
    return membership.user_id != user.pk


def departments_as(user: User, *roles: str) -> list[Department]:
    """The departments in which the person has one of the roles, other than by a commissioned firm."""
    return [m.department for m in memberships(user) if m.role in roles and m.firm_id is None]


def own_departments_as(user: User, *roles: str) -> list[Department]:
    """The same without 代理: for what would outlast the days for which a role is lent."""
    held = [m for m in memberships(user) if m.role in roles and m.firm_id is None]
    return [m.department for m in held if not is_lent(m, user)]


def reviews_somewhere(user: User) -> bool:
    """审核人 or 财政管理员 anywhere, people of commissioned firms too."""
    return any(m.role in REVIEWING for m in memberships(user))


def has_role(user: User, department: Department | None, *roles: str) -> bool:
    """True when the person has one of the roles in exactly this department, other than by a firm."""
    return department is not None and department in departments_as(user, *roles)


def is_managing(user: User) -> bool:
    """财政管理员 somewhere."""
    return bool(departments_as(user, Role.MANAGER))


def can_set_up(user: User) -> bool:
    """Who opens the set-up pages: 财政管理员, 系统管理员, 安全管理员; `set_up` says what each finds there."""
    return bool(user.is_active and user.is_superuser) or bool(departments_as(user, *SETTING_UP))


def needs_second_factor(user: User) -> bool:
    """Whether this installation asks the person, also one of a firm, for more than the password."""
    rule = settings.SECOND_FACTOR
    if rule == "off" or not user.is_authenticated:
        return False
    asks = rule == "everyone" or user.is_superuser
    return asks or any(m.role in SECOND_FACTOR[rule] for m in memberships(user))


def role_names(user: User) -> list[str]:
    """“东西湖区商务局 填报人”, for the head of the page."""
    return [f"{m}（代{m.user}）" if is_lent(m, user) else str(m) for m in memberships(user)]
