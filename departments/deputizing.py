"""代理: a person hands one of their roles to another for some days, and takes it back.

What the deputy does names both; who must be somebody else must be neither. A role that somebody only
deputizes is never handed on, and the administrators' roles are not handed over at all.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from . import access, audit, notices
from .models import Deputy, Membership, Notice, User

MOST_DAYS = 180
"""Longer than this is no absence: the role itself is given to somebody else."""


class CannotDeputize(Exception):
    """Nothing changes; the message says why and what to do."""


@dataclass(frozen=True)
class Terms:
    """To whom, from and through which day, and why."""

    deputy: User
    begins: date
    ends: date
    reason: str


def of(user: User) -> QuerySet[Deputy]:
    """What the person handed over, the latest first."""
    rows = Deputy.objects.filter(membership__user=user)
    return rows.select_related("membership__user", "membership__department", "membership__firm", "deputy")


def to(user: User) -> QuerySet[Deputy]:
    """What was handed to the person and is not over."""
    rows = Deputy.objects.filter(deputy=user, ended_at=None, ends__gte=timezone.localdate())
    return rows.select_related("membership__user", "membership__department", "membership__firm", "deputy")


@transaction.atomic
def hand_over(membership: Membership, terms: Terms, *, by: User) -> Deputy:
    """代理. Raises PermissionDenied, CannotDeputize."""
    role = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
    if role not in access.own_roles(by):
        raise PermissionDenied
    _refuse(role, terms)
    row = Deputy.objects.create(
        membership=role, deputy=terms.deputy, begins=terms.begins, ends=terms.ends, reason=terms.reason
    )
    days = f"{terms.deputy}（{terms.begins}至{terms.ends}）"
    _record("deputize", row, audit.change(role, "代理人", None, days), terms.reason, by=by)
    text = f"{by}已将{role}交由您代理，{terms.begins}至{terms.ends}。"
    address = reverse("departments:deputies")
    notices.tell([terms.deputy], Notice.Kind.ASSIGNED, text[:300], address=address, detail=terms.reason)
    return row


@transaction.atomic
def take_back(row: Deputy, *, by: User) -> None:
    """收回 before the last day, by who handed it over. Raises PermissionDenied, CannotDeputize."""
    row = Deputy.objects.select_for_update(of=("self",)).select_related("membership__user").get(pk=row.pk)
    if row.membership.user_id != by.pk:
        raise PermissionDenied
    if row.ended_at or row.ends < timezone.localdate():
        raise CannotDeputize("这项代理已经结束，不用收回。")
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    days = f"{row.deputy}（{row.begins}至{row.ends}）"
    _record("end_deputy", row, audit.change(row.membership, "代理人", days, None), "", by=by)


def _refuse(role: Membership, terms: Terms) -> None:
    today = timezone.localdate()
    if terms.deputy not in access.possible_deputies(role):
        raise CannotDeputize("代理人应为本单位（第三方机构为本机构）有角色的其他人员，且不是三员。")
    if not terms.reason:
        raise CannotDeputize("请填写理由。")
    if terms.begins < today:
        raise CannotDeputize(f"开始日期{terms.begins}已过，应为今天或以后的日期。")
    if terms.ends < terms.begins:
        raise CannotDeputize("截止日期应不早于开始日期。")
    if (terms.ends - terms.begins).days >= MOST_DAYS:
        raise CannotDeputize(f"代理最长{MOST_DAYS}天；更久的，请由管理员调整角色。")
    others = role.deputies.filter(ended_at=None, begins__lte=terms.ends, ends__gte=terms.begins)
    if other := others.select_related("deputy").first():
        raise CannotDeputize(
            f"这个角色{other.begins}至{other.ends}已由{other.deputy}代理，请先收回或改日期。"
        )


def _record(verb: str, row: Deputy, change: audit.Change, reason: str, *, by: User) -> None:
    place = row.membership.department
    audit.record(verb, by=by, target=row, changes=[change], reason=reason, department=place)
