"""问题 across departments: the findings of the latest submissions, counted by rule and by department.

A reviewer reads those of the departments they review, a manager all of the year. Drafts are nobody's
business: what was not submitted is not counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Sum

from . import access
from .models import Assessment, FiledFigures, FiscalYear, Submission, SubmittedFinding, User
from .models.place import placed_as
from .rulebook import Rule, of_family, rule
from .submitted import Told, findings_of

Filed = TypeVar("Filed", bound=Model)
"""Rows that name their self-assessment and its year."""


@dataclass(frozen=True)
class Narrowed:
    """What is asked for; "" and None ask for everything."""

    year: int | None = None
    severity: str = ""
    family: str = ""
    handled: str = ""
    status: str = ""
    name: str = ""
    check: str = ""
    department: int | None = None
    """Primary key of the self-assessment."""


@dataclass(frozen=True)
class OfRule:
    """How often a rule was found, in how many departments, and how much of it is waived."""

    rule: Rule
    severity: str
    departments: int
    findings: int
    waived: int


class Counted(NamedTuple):
    """How much was found in a self-assessment, by primary keys."""

    assessment: int
    submission: int
    errors: int
    warnings: int
    waived: int
    findings: int


@dataclass(frozen=True)
class OfDepartment:
    """What was found in one self-assessment."""

    assessment: Assessment
    submission: Submission
    counted: Counted


@dataclass(frozen=True)
class Row:
    """One finding with what it says."""

    finding: SubmittedFinding
    rule: Rule
    told: Told


def years(user: User) -> list[int]:
    """The years of which the person sees anything, the newest first."""
    seen = access.visible_assessments(user).filter(fiscal_year=OuterRef("pk")).select_related(None)
    rows = FiscalYear.objects.filter(Exists(seen)).order_by("-year").values_list("year", flat=True)
    return list(dict.fromkeys(rows))


def findings(user: User, asked: Narrowed) -> QuerySet[SubmittedFinding]:
    """The rows the person may see and asks for."""
    return _visible(user, asked, SubmittedFinding.objects.filter(_of_finding(asked)))


def _visible(user: User, asked: Narrowed, rows: QuerySet[Filed]) -> QuerySet[Filed]:
    """Those of the self-assessments that the person may see and asks for."""
    visible = access.visible_assessments(user).select_related(None).filter(_of_assessment(asked))
    if asked.year:  # in both tables: neither is read of other years
        years = list(FiscalYear.objects.filter(year=asked.year).values_list("pk", flat=True))
        rows, visible = rows.filter(fiscal_year__in=years), visible.filter(fiscal_year__in=years)
    return rows.filter(assessment__in=visible.values("pk"))


def _of_assessment(asked: Narrowed) -> Q:
    wanted = Q(status=asked.status) if asked.status else Q()
    if asked.name:
        wanted &= placed_as(asked.name)
    return wanted & (Q(pk=asked.department) if asked.department else Q())


def _of_finding(asked: Narrowed) -> Q:
    same = {"severity": asked.severity, "handled": asked.handled, "check_name": asked.check}
    wanted = Q(**{column: value for column, value in same.items() if value})
    return wanted & (Q(check_name__in=of_family(asked.family)) if asked.family else Q())


_ALL = Count("assessment")
_WAIVED = Count("assessment", filter=Q(handled=SubmittedFinding.Handled.WAIVED))


def _of(severity: str) -> Count:
    return Count("assessment", filter=Q(severity=severity))


def by_rule(rows: QuerySet[SubmittedFinding]) -> list[OfRule]:
    """Each rule that was found, the one in most departments first. One query, of what the index holds."""
    counts = {"departments": Count("assessment", distinct=True), "findings": _ALL, "waived": _WAIVED}
    found = rows.order_by().values_list("check_name", "severity").annotate(**counts)
    told = [OfRule(rule(check), *counts) for check, *counts in found]
    return sorted(told, key=lambda x: (-x.departments, -x.findings, x.rule.name))


def by_department(user: User, asked: Narrowed) -> tuple[QuerySet[Any, Any], int]:
    """What was found in each self-assessment, the one with most findings first; each a `Counted`; how many.

    Where all findings are asked for, they were counted when they were filed.
    """
    if _of_finding(asked):
        rows = findings(user, asked)
        return _counted(rows), int(rows.aggregate(number=Count("assessment", distinct=True))["number"])
    kept = _visible(user, asked, FiledFigures.objects.filter(found__gt=0))
    columns = ("assessment", "submission", "errors", "warnings", "waived", "found")
    return kept.order_by("-found", "assessment").values_list(*columns), kept.count()


def _counted(rows: QuerySet[SubmittedFinding]) -> QuerySet[Any, Any]:
    counts = {"errors": _of("error"), "warnings": _of("warning"), "waived": _WAIVED, "findings": _ALL}
    columns = ("assessment", "submission", *counts)
    found: QuerySet[Any, Any] = rows.order_by().values("assessment", "submission").annotate(**counts)
    return found.order_by("-findings", "assessment").values_list(*columns)


KEPT = {
    (): "found",
    (("severity", "error"),): "errors",
    (("severity", "warning"),): "warnings",
    (("handled", "waived"),): "waived",
}
"""What is asked of findings → the column that counted them when they were filed."""


def number_of(user: User, asked: Narrowed) -> int | None:
    """How many findings are asked for, added up of the departments; None where they were not counted."""
    said = ((name, getattr(asked, name)) for name in ("severity", "family", "handled", "check"))
    column = KEPT.get(tuple(x for x in said if x[1]))
    if column is None:
        return None
    kept = _visible(user, asked, FiledFigures.objects.all())
    return int(kept.aggregate(number=Sum(column))["number"] or 0)


def with_departments(found: Iterable[tuple[int, ...]]) -> list[OfDepartment]:
    """One page of `by_department` with its rows: three queries."""
    counts = [Counted(*x) for x in found]
    places = ("department", "fiscal_year")
    assessments = Assessment.objects.select_related(*places).in_bulk([x.assessment for x in counts])
    submissions = Submission.objects.only("number", "submitted_at").in_bulk([x.submission for x in counts])
    return [OfDepartment(assessments[x.assessment], submissions[x.submission], x) for x in counts]


def with_text(rows: Sequence[SubmittedFinding]) -> list[Row]:
    """What each finding of a page says, read from the submissions that hold them: one query."""
    columns = ("findings", "explanations", "waivers", "likenesses")
    frozen = Submission.objects.only(*columns).in_bulk({row.submission_id for row in rows})
    told = {pk: list(findings_of(submission)) for pk, submission in frozen.items()}
    return [Row(row, rule(row.check_name), told[row.submission_id][row.number]) for row in rows]


def in_order(rows: QuerySet[SubmittedFinding], asked: Narrowed) -> QuerySet[SubmittedFinding]:
    """By department and place in its submission, with what a list shows of each; the newest year first."""
    places = ("assessment__department", "assessment__fiscal_year")
    kept = rows.select_related(*places).defer("assessment__reported", "assessment__note")
    years = () if asked.year else ("-assessment__fiscal_year__year",)
    return kept.order_by(*years, "assessment__department__code", "number", "pk")
