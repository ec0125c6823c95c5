"""整改: issue, plan, progress, evidence, closure; each one transaction with its audit event and notices."""

from datetime import date
from functools import partial
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from . import access, audit, evidence, notices, remark_places, scanning
from .filing import Filed
from .models import (
    Assessment,
    Evidence,
    Monitoring,
    Notice,
    Rectification,
    RectificationStep,
    Submission,
    User,
)
from .monitoring import places as monitored_places
from .rectification_steps import ENDED, STEPS

Status = Rectification.Status
OWING = (Status.ISSUED, Status.UNDERWAY)
"""States in which the department has something to do."""


class NotAllowed(Exception):
    """The step is not possible now; the message says why and what to do."""


def may_issue(source: Submission | Monitoring, by: User) -> bool:
    """Who may issue an item about what was submitted, or reported in the course of the year."""
    if isinstance(source, Monitoring):
        return access.may_rectify_monitoring(by, source)
    return access.may_issue_rectification(by, source.assessment)


def places_of(source: Submission | Monitoring) -> dict[str, str]:
    """Key → place of every row that an item may be tied to; the blank key is the whole."""
    if isinstance(source, Monitoring):
        return monitored_places.places_of(source)
    return remark_places.places_of(source)


def _held(source: Submission | Monitoring) -> Submission | Monitoring:
    """As it stands now: a submission never changes, a reported table is not withdrawn meanwhile."""
    if isinstance(source, Submission):
        return source
    return Monitoring.objects.select_for_update(of=("self",)).select_related("round").get(pk=source.pk)


def _tied(source: Submission | Monitoring) -> dict[str, Any]:
    return {"monitoring" if isinstance(source, Monitoring) else "submission": source}


@transaction.atomic
def issue(
    source: Submission | Monitoring, *, key: str, problem: str, requirement: str, due: date, by: User
) -> Rectification:
    """下达整改, tied to a row of what was reviewed or to the whole. Raises PermissionDenied, NotAllowed."""
    source, assessment = _held(source), source.assessment
    body = access.rectifying_body(by, assessment)
    if body is None or not may_issue(source, by):
        raise PermissionDenied
    place = places_of(source).get(key)
    if place is None:
        raise NotAllowed("这里没有这一行，请重新选择。")
    if due < timezone.localdate():
        raise NotAllowed(f"整改期限{due}已过，应为今天或以后的日期。")
    item = Rectification.objects.create(
        assessment=assessment, body=body, issued_by=by, key=key, place=place,
        problem=problem, requirement=requirement, due=due, **_tied(source),
    )  # fmt: skip
    _note(item, "issue", requirement, by=by)
    _tell(item, f"{body}下达整改事项，期限{due}：{place}。", access.own_people([assessment]), problem)
    return item


@transaction.atomic
def step(item: Rectification, verb: str, *, text: str, by: User) -> None:
    """One step of the table. Raises PermissionDenied, NotAllowed."""
    locked, rule = _locked(item), STEPS[verb]
    if locked.status not in rule.sources:
        raise NotAllowed(f"现在是“{locked.get_status_display()}”状态，不能{rule.label}，请刷新页面。")
    if not rule.may(by, locked):
        raise PermissionDenied
    if rule.asks and not text.strip():
        raise NotAllowed(f"请写明{rule.asks}。")
    before, locked.status = locked.get_status_display(), rule.target
    locked.plan = text.strip() if verb == "plan" else locked.plan
    locked.ended_at = timezone.now() if rule.target in ENDED else None
    locked.save()
    _note(locked, verb, text.strip(), by=by, before=before)
    _settle(locked)
    people = access.own_people([locked.assessment]) if rule.tells_department else {0: _issuers(locked)}
    if verb != "progress":
        _tell(locked, f"{by}已{rule.label}：{locked.place}。", people, text.strip())


def _locked(item: Rectification) -> Rectification:
    rows = Rectification.objects.select_for_update(of=("self",)).select_related(
        "assessment__department", "assessment__fiscal_year__authority", "body", "issued_by"
    )
    return rows.get(pk=item.pk)


def _note(item: Rectification, verb: str, text: str, *, by: User, before: str | None = None) -> None:
    """The step for people to read, and the audit event."""
    own = verb in STEPS and STEPS[verb].may is access.may_answer_rectification
    called = access.called(by, f"rectify_{verb}", item.assessment.department if own else item.body)
    RectificationStep.objects.create(rectification=item, verb=verb, text=text, by=by, by_name=called[:150])
    change = audit.change(item, "状态", before, item.get_status_display())
    audit.record(
        f"rectify_{verb}", by=by, target=item, assessment=item.assessment, changes=[change], reason=text
    )


def _issuers(item: Rectification) -> list[User]:
    """Who issued it, while still of that body; else everybody there who may strike it off."""
    people = access.people_in(item.body, *access.REVIEWING)
    may = [x for x in people if access.may_close_rectification(x, item)]
    return [item.issued_by] if item.issued_by in may else may


def _tell(item: Rectification, text: str, people: dict[int, list[User]], detail: str) -> None:
    told = [person for several in people.values() for person in several]
    notices.tell(
        told, Notice.Kind.RECTIFY, text[:300], assessment=item.assessment, detail=detail,
        address=item.get_absolute_url(),
    )  # fmt: skip


def _settle(item: Rectification) -> None:
    """What the notices asked for before is done with."""
    asked = Notice.objects.filter(assessment=item.assessment_id, address=item.get_absolute_url())
    notices.read(asked)


def add_file(item: Rectification, file: BinaryIO, name: str, *, by: User) -> Evidence:
    """佐证材料 of an item, kept, checked and scanned as any other. Raises PermissionDenied, Refused."""
    if not _may_add(item, by):
        raise PermissionDenied
    return evidence.kept(item.assessment, file, name, partial(_attach, item, by=by))


def _may_add(item: Rectification, by: User) -> bool:
    return item.status in OWING and access.may_answer_rectification(by, item)


@transaction.atomic
def _attach(item: Rectification, filed: Filed, stored: str, *, by: User) -> Evidence:
    locked = _locked(item)
    if not _may_add(locked, by):
        raise PermissionDenied
    row = Evidence.objects.filter(assessment=locked.assessment, sha256=filed.sha256).first()
    if row is None:
        row = Evidence.objects.create(
            assessment=locked.assessment, file=stored, sha256=filed.sha256, size=filed.size,
            name=filed.name, uploaded_by=by, removed_at=timezone.now(),
        )  # fmt: skip
        scanning.later(row.pk)
    locked.evidence.add(row)
    changes = [audit.change(locked, "佐证材料", None, f"{filed.name}，SHA-256 {filed.sha256}")]
    audit.record("rectify_file", by=by, target=locked, assessment=locked.assessment, changes=changes)
    return row


def open_before(assessment: Assessment) -> QuerySet[Rectification]:
    """整改 of the department's earlier years that still has to be done or struck off."""
    return Rectification.objects.filter(
        assessment__department=assessment.department_id,
        assessment__fiscal_year__year__lt=assessment.fiscal_year.year,
        ended_at=None,
    ).select_related("assessment__fiscal_year", "body")
