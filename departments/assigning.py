"""分派: the authority gives departments of a year to 审核人 or firms, and takes them back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from . import access, audit, notices
from .models import Assessment, Assignment, Firm, FiscalYear, Notice, User


class CannotAssign(Exception):
    """Nothing is assigned or taken back; the message says why and what to do."""


@dataclass(frozen=True)
class Assignee:
    """One 审核人 or one firm."""

    reviewer: User | None = None
    firm: Firm | None = None

    @property
    def key(self) -> tuple[int | None, int | None]:
        """Who it is, as the columns of an assignment say it."""
        return self.reviewer.pk if self.reviewer else None, self.firm.pk if self.firm else None

    @property
    def token(self) -> str:
        """How a form names it."""
        reviewer, firm = self.key
        return f"firm-{firm}" if firm else f"reviewer-{reviewer}"

    def __str__(self) -> str:
        return str(self.firm or self.reviewer)


@dataclass(frozen=True)
class Terms:
    """To whom, through which day, why; `replaces` takes the departments back from everybody else."""

    to: Assignee
    ends: date
    reason: str
    replaces: bool = False


def assignees(year: FiscalYear) -> list[Assignee]:
    """The authority's own 审核人, then its firms."""
    people = access.own_reviewers(year.authority)
    firms = Firm.objects.filter(authority=year.authority)
    return [*(Assignee(reviewer=x) for x in people), *(Assignee(firm=x) for x in firms)]


def open_ones(year: FiscalYear) -> QuerySet[Assignment]:
    """What was not taken back, those whose last day is over too."""
    rows = Assignment.objects.filter(assessment__fiscal_year=year, ended_at=None)
    return rows.select_related("reviewer", "firm")


@transaction.atomic
def assign(year: FiscalYear, numbers: Iterable[int], terms: Terms, *, by: User) -> int:
    """分派 these self-assessments; says how many. Raises PermissionDenied, CannotAssign."""
    rows = _locked(year, numbers, by=by)
    _refuse(rows, terms)
    before = _open_by_assessment(rows)
    given = [_given(row, terms, by=by) for row in rows]
    gone = {held.pk: held for some in before.values() for held in some if _goes(held, terms)}
    _end(gone, f"改派：{terms.reason}", by=by)
    Assignment.objects.bulk_create(given, batch_size=500)
    changes = []
    for row, new in zip(rows, given, strict=True):
        held = before.get(row.pk, [])
        changes.append(_change(row, held, [*(x for x in held if x.pk not in gone), new]))
    _record("assign", rows, changes, reason=terms.reason, by=by)
    _tell(year, len(rows), terms)
    return len(rows)


def _tell(year: FiscalYear, number: int, terms: Terms) -> None:
    """Whoever is to review learns of it in one notice, whatever the number."""
    to = terms.to
    people = [to.reviewer] if to.reviewer else access.people_in_firm(to.firm)
    text = f"{year.authority}已将{year.year}年度{number}个部门分派给您审核，至{terms.ends}。"
    address = reverse("departments:review_list")
    notices.tell(people, Notice.Kind.ASSIGNED, text, address=address, detail=terms.reason)


def _given(row: Assessment, terms: Terms, *, by: User) -> Assignment:
    to = terms.to
    return Assignment(
        assessment=row,
        reviewer=to.reviewer,
        firm=to.firm,
        ends=terms.ends,
        reason=terms.reason,
        assigned_by=by,
    )


def _goes(held: Assignment, terms: Terms) -> bool:
    """Whether the new one takes its place."""
    return terms.replaces or Assignee(held.reviewer, held.firm).key == terms.to.key


@transaction.atomic
def take_back(year: FiscalYear, numbers: Iterable[int], *, reason: str, by: User) -> int:
    """收回 before the last day; says of how many. Raises PermissionDenied, CannotAssign."""
    rows = _locked(year, numbers, by=by)
    if not reason:
        raise CannotAssign("请填写收回的理由。")
    before = _open_by_assessment(rows)
    if not before:
        raise CannotAssign("所选部门没有可以收回的分派。")
    held = [row for row in rows if row.pk in before]
    _end((x.pk for some in before.values() for x in some), reason, by=by)
    changes = [_change(row, before[row.pk], []) for row in held]
    _record("take_back_assignment", held, changes, reason=reason, by=by)
    return len(held)


def _locked(year: FiscalYear, numbers: Iterable[int], *, by: User) -> list[Assessment]:
    if not access.may_assign(by, year):
        raise PermissionDenied
    rows = Assessment.objects.select_for_update(of=("self",)).select_related(
        "department", "fiscal_year__authority", "fiscal_year__scheme", "fiscal_year__project_scheme"
    )
    found = list(rows.filter(fiscal_year=year, pk__in=list(numbers)).order_by("pk"))
    if not found:
        raise CannotAssign("请先勾选部门。")
    return found


def _refuse(rows: list[Assessment], terms: Terms) -> None:
    """Nobody reviews what they prepared, nor does a firm what one of its people prepared."""
    if not terms.reason:
        raise CannotAssign("请填写分派的理由。")
    if terms.ends < timezone.localdate():
        raise CannotAssign(f"截止日期{terms.ends}已过，应为今天或以后的日期。")
    to = terms.to
    if to.key not in {one.key for one in assignees(rows[0].fiscal_year)}:
        raise CannotAssign(f"{to}已不是本单位的审核人，请改选他人。")
    people = [to.reviewer.pk] if to.reviewer else list(access.people_of(to.firm))
    if prepared := access.prepared_by(people, rows):
        names = "、".join(str(row.department) for row in prepared)
        raise CannotAssign(f"{to}的人员填报或送审过{names}的自评，不能再审核，请改选他人或取消勾选。")


def _open_by_assessment(rows: list[Assessment]) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = {}
    held = Assignment.objects.filter(assessment__in=rows, ended_at=None).select_related("reviewer", "firm")
    for row in held:
        found.setdefault(row.assessment_id, []).append(row)
    return found


def _end(numbers: Iterable[int], reason: str, *, by: User) -> None:
    rows = Assignment.objects.filter(pk__in=list(numbers), ended_at=None)
    rows.update(ended_at=timezone.now(), ended_by=by, end_reason=reason[:500])


def _change(row: Assessment, old: list[Assignment], new: list[Assignment]) -> audit.Change:
    return audit.change(row.department, "分派审核", _said(old), _said(new))


def _said(rows: Iterable[Assignment]) -> str | None:
    return "、".join(f"{row.assignee}（至{row.ends}）" for row in rows) or None


def _record(verb: str, rows: list[Assessment], changes: list[audit.Change], *, reason: str, by: User) -> None:
    """One event, in which every department is one change; that of a single one is in its own log too."""
    single = rows[0] if len(rows) == 1 else None
    target = single or f"{rows[0].fiscal_year}：{len(rows)}个部门"
    audit.record(verb, by=by, target=target, assessment=single, changes=changes, reason=reason)
