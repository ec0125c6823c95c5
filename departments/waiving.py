"""豁免: the authority's consent that a rule need not hold for a department's year, and its end.

A waiver acts on the next verdict and the next 送审; what is frozen already stays as it was.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from . import access, audit
from .models import Assessment, User, Waiver, stored
from .rulebook import rule
from .validation.findings import Finding

Waivers = dict[str, Waiver]
"""Name of the check → the waiver in force."""


class CannotWaive(Exception):
    """The rule is not waived; the message says why."""


def in_force(assessment: Assessment) -> Waivers:
    """The waivers that hold today."""
    today = timezone.localdate()
    return {row.check_name: row for row in stored.rows(Waiver, assessment=assessment.pk) if row.covers(today)}


@transaction.atomic
def grant(assessment: Assessment, check: str, *, reason: str, expires: date, by: User) -> Waiver:
    """豁免 one rule. Raises PermissionDenied, CannotWaive."""
    locked = _locked(assessment, by=by)
    _refuse(locked, check, reason, expires)
    today = timezone.localdate()
    if before := locked.waivers.filter(check_name=check, ended_at=None).first():
        if before.covers(today):
            raise CannotWaive(f"这条规则已豁免到{before.expires}；要改理由或期限，请先撤销原来的豁免。")
        _end(before, "已到期，另行豁免", by=by)
    waiver = Waiver.objects.create(
        assessment=locked, check_name=check, reason=reason.strip(), expires=expires,
        granted_by=by, granted_by_name=by.name,
    )  # fmt: skip
    changes = [audit.change(rule(check).text, "豁免至", None, expires)]
    audit.record("waive", by=by, target=locked, assessment=locked, changes=changes, reason=waiver.reason)
    return waiver


def _refuse(assessment: Assessment, check: str, reason: str, expires: date) -> None:
    told = rule(check)
    if told.why_not:
        raise CannotWaive(f"“{told.text}”不能豁免：{told.why_not}")
    if not reason.strip():
        raise CannotWaive("请填写豁免的理由。")
    if expires < timezone.localdate():
        raise CannotWaive(f"到期日{expires}已过，应为今天或以后的日期。")
    if assessment.status in (Assessment.Status.APPROVED, Assessment.Status.PUBLISHED):
        raise CannotWaive(f"{assessment.get_status_display()}的自评不再校验；需要修改的，请先取消审核。")


@transaction.atomic
def revoke(waiver: Waiver, *, reason: str, by: User) -> None:
    """撤销. Raises PermissionDenied, CannotWaive."""
    assessment = _locked(waiver.assessment, by=by)
    row = Waiver.objects.get(pk=waiver.pk)
    if row.ended_at:
        raise CannotWaive("这项豁免已经撤销，请勿重复操作。")
    if not reason.strip():
        raise CannotWaive("请填写撤销的理由。")
    _end(row, reason.strip(), by=by)
    changes = [audit.change(rule(row.check_name).text, "豁免至", row.expires, None)]
    reason = row.end_reason
    audit.record(
        "revoke_waiver", by=by, target=assessment, assessment=assessment, changes=changes, reason=reason
    )


def _locked(assessment: Assessment, *, by: User) -> Assessment:
    """The row itself, so that two managers do not grant the same at once."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("department", "fiscal_year")
    locked = rows.get(pk=assessment.pk)
    if not access.may_waive(by, locked):
        raise PermissionDenied
    return locked


def _end(waiver: Waiver, reason: str, *, by: User) -> None:
    waiver.ended_at, waiver.ended_by, waiver.end_reason = timezone.now(), by, reason
    waiver.save(update_fields=["ended_at", "ended_by", "end_reason"])


def to_freeze(findings: Iterable[Finding], waivers: Waivers) -> list[dict[str, Any]]:
    """What a submission keeps: the waivers that a finding needed, with who agreed, why and until when."""
    needed = {finding.check for finding in findings}
    return [frozen(row) for check, row in sorted(waivers.items()) if check in needed]


def frozen(waiver: Waiver) -> dict[str, Any]:
    """One waiver in words."""
    return {
        "check": waiver.check_name,
        "rule": rule(waiver.check_name).text,
        "reason": waiver.reason,
        "expires": waiver.expires.isoformat(),
        "by": f"{waiver.assessment.fiscal_year.authority} {waiver.granted_by_name}",
        "granted_on": timezone.localdate(waiver.granted_at).isoformat(),
    }
