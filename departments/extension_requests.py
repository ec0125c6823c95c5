"""延期申请: asked by the department, granted or declined by the manager; told both ways."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from . import access, audit, notices
from .deadlines import last_days
from .models import Assessment, ExtensionRequest, Notice, User
from .years import extending

Status = ExtensionRequest.Status


class NotAllowed(Exception):
    """It is not possible now; the message says why and what to do."""


@transaction.atomic
def ask(assessment: Assessment, *, until: date, reason: str, by: User) -> ExtensionRequest:
    """申请延期. Raises PermissionDenied, NotAllowed."""
    locked = _locked(assessment)
    if not access.is_preparer_or_head(by, locked):
        raise PermissionDenied
    _refuse(locked, until, reason)
    asked = ExtensionRequest.objects.create(
        assessment=locked, until=until, reason=reason.strip(), asked_by=by
    )
    _record("ask_extension", asked, by=by, reason=asked.reason)
    people = access.people_in(locked.fiscal_year.authority, access.Role.MANAGER)
    managers = [person for person in people if access.may_extend(person, locked)]
    _tell(asked, managers, f"{locked.department_name}申请延期至{until}，等待您答复。", asked.reason)
    return asked


def _refuse(assessment: Assessment, until: date, reason: str) -> None:
    closes = last_days([assessment])[0]
    if not assessment.is_editable:
        raise NotAllowed(f"自评{assessment.get_status_display()}，不需要延期。")
    if until <= max(closes, timezone.localdate()):
        raise NotAllowed(f"现在可以送审到{closes}；申请的日期{until}应晚于这一天和今天。")
    if not reason.strip():
        raise NotAllowed("请填写申请延期的理由。")
    if assessment.extension_requests.filter(status=Status.ASKED).exists():
        raise NotAllowed("已经有一个申请在等待答复，请勿重复申请。")


@transaction.atomic
def answer(asked: ExtensionRequest, *, granted: bool, text: str, by: User) -> None:
    """批准, which extends, or 不批准 with a reason. Raises PermissionDenied, NotAllowed."""
    assessment = _locked(asked.assessment)
    row = ExtensionRequest.objects.select_related("assessment").get(pk=asked.pk)
    if not access.may_extend(by, assessment):
        raise PermissionDenied
    if row.status != Status.ASKED:
        raise NotAllowed(f"这个申请{row.get_status_display()}，请勿重复操作。")
    if not granted and not text.strip():
        raise NotAllowed("请写明不批准的理由。")
    if granted:
        _refuse_past(assessment, row.until)
    row.status, row.answer = Status.GRANTED if granted else Status.DECLINED, text.strip()
    row.answered_by, row.answered_at = by, timezone.now()
    row.save()
    if granted:
        year, reason = assessment.fiscal_year, f"按申请：{row.reason}"[:500]
        extending.extend(year, [assessment.department_id], closes=row.until, reason=reason, by=by)
    _record("grant_extension" if granted else "decline_extension", row, by=by, reason=row.answer)
    _told(assessment, row)


def _refuse_past(assessment: Assessment, until: date) -> None:
    """Days have gone by since it was asked, and somebody may have extended already."""
    closes = last_days([assessment])[0]
    if until <= max(closes, timezone.localdate()):
        raise NotAllowed(
            f"现在可以送审到{closes}；申请的日期{until}不晚于这一天或今天，不能批准。"
            "请不批准并写明理由，部门可以重新申请。"
        )


def _told(assessment: Assessment, row: ExtensionRequest) -> None:
    """A granted one is told by the extension itself."""
    Notice.objects.filter(assessment=assessment, address=_address(row), read_at=None).update(
        read_at=timezone.now()
    )
    if row.status == Status.DECLINED:
        own = access.own_people([assessment]).get(assessment.department_id, [])
        authority = assessment.fiscal_year.authority
        _tell(row, own, f"{authority}没有批准延期至{row.until}的申请。", row.answer)


def _locked(assessment: Assessment) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",))
    return rows.select_related("department", "fiscal_year__authority").get(pk=assessment.pk)


def _record(verb: str, asked: ExtensionRequest, *, by: User, reason: str) -> None:
    change = audit.change(asked, "延期申请", None, asked.get_status_display())
    audit.record(verb, by=by, target=asked, assessment=asked.assessment, changes=[change], reason=reason)


def _address(asked: ExtensionRequest) -> str:
    return f"{asked.assessment.get_absolute_url()}extension/"


def _tell(asked: ExtensionRequest, people: list[User], text: str, detail: str) -> None:
    notices.tell(
        people,
        Notice.Kind.EXTENDED,
        text,
        assessment=asked.assessment,
        address=_address(asked),
        detail=detail,
    )
