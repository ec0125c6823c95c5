"""More of the demo: two made-up departments beside a published one, a monitoring begun, a job that waits.

Their names say that they are made up; their figures are the published ones, changed by a factor.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from . import batches, copied, precheck, queries, workflow
from .drafting import Drafter
from .importing import import_facts
from .models import Assessment, Batch, Department, Explanation, FiscalYear, Indicator, Membership, User
from .models.monitoring import MonitoredIndicator
from .monitoring import rounds
from .scoring.facts import AssessmentFacts, IndicatorFacts
from .scoring.naming import figures_of
from .scoring.scorecard import score
from .validation.findings import Finding

OTHERS = (("901", "演示一局（虚构）", Decimal("0.6")), ("902", "演示二局（虚构）", Decimal("0.35")))
"""End of the code, name, size against the published department."""
MONTHS, WATCHED = 7, 3
"""Months of the monitoring, and how many of its rows are begun."""
_CENT = Decimal("0.01")


def load(published: Assessment, facts: AssessmentFacts, reviewer: User, manager: User) -> None:
    """What is there already stays as it is."""
    year, preparer = published.fiscal_year, _preparer()
    for ending, name, size in OTHERS:
        department = _department(year.authority, ending, name, preparer)
        preparer = User.objects.get(pk=preparer.pk)  # roles are kept on the object
        if not Assessment.objects.filter(department=department, fiscal_year=year).exists():
            _approved(department, year, _sized(facts, department, size), preparer, reviewer)
    if not year.rounds.exists():
        _watch(published, manager)
    if not batches.visible(manager).exists():
        _job(year, manager)


def _preparer() -> User:
    """Nobody signs in as this one: the desks of the others stay as short as they are."""
    made = {"name": "填报人（虚构部门）", "password": make_password(None)}
    return User.objects.get_or_create(username="dxh-xugou", defaults=made)[0]


def _department(authority: Department, ending: str, name: str, preparer: User) -> Department:
    code = f"{authority.code}{ending}"
    row, _ = Department.objects.get_or_create(code=code, defaults={"name": name, "parent": authority})
    Membership.objects.get_or_create(user=preparer, role=Membership.Role.PREPARER, department=row)
    return row


def _sized(facts: AssessmentFacts, department: Department, size: Decimal) -> AssessmentFacts:
    """The same forms, smaller; each text is its draft, so nothing contradicts the figures."""
    budget = tuple(
        replace(
            x,
            initial=_part(x.initial, size),
            adjustment=_part(x.adjustment, size),
            spent=_part(x.spent, size),
        )
        for x in facts.budget
    )
    goals = tuple(replace(x, indicators=tuple(map(_without_files, x.indicators))) for x in facts.goals)
    return replace(
        facts, department_code=department.code, department_name=department.name, budget=budget, goals=goals,
        projects=tuple(replace(x, reported={}) for x in facts.projects), reported={}, sections={},
        note="虚构数据，仅供演示。",
    )  # fmt: skip


def _part(figure: Decimal | None, size: Decimal) -> Decimal | None:
    return None if figure is None else (figure * size).quantize(_CENT, ROUND_HALF_UP)


def _without_files(row: IndicatorFacts) -> IndicatorFacts:
    return replace(row, reported_score=None)


def _approved(
    department: Department, year: FiscalYear, facts: AssessmentFacts, preparer: User, reviewer: User
) -> None:
    cards = score(facts)
    drafter = Drafter.of(facts, cards, figures_of(facts, cards))
    drafts = {x["section"]: drafter.draft(x.get("draft", "")) for x in year.outline.text_blocks()}
    assessment = import_facts(replace(facts, sections=drafts), by=preparer)
    for finding in _findings(assessment):
        said = queries.explained(finding) | {"text": "已核实，情况属实（演示说明）。"}
        Explanation.objects.update_or_create(
            assessment=assessment, ident=queries.explains(finding), defaults=said
        )
    workflow.submit(assessment, by=preparer)
    assessment.refresh_from_db()
    workflow.approve(assessment, by=reviewer)


def _findings(assessment: Assessment) -> Iterator[Finding]:
    facts = queries.facts_for(assessment)
    alikes = copied.find(assessment, facts)
    found = precheck.findings_of(facts, score(facts), tuple(x.likeness for x in alikes))
    return (x for x in found if x.severity == "warning")


def _watch(published: Assessment, manager: User) -> None:
    """A monitoring for the whole year's departments; the published one has begun a few rows."""
    today = timezone.localdate()
    made = rounds.open_round(
        published.fiscal_year, months=MONTHS, opens=today, due=today + timedelta(days=30), by=manager
    )
    monitoring = made.monitorings.get(assessment=published)
    watched = Indicator.objects.filter(
        goal__assessment=published, goal__project=None, method="at_least", target__isnull=False
    )
    for row, share in zip(watched.order_by("pk")[:WATCHED], ("0.62", "0.4", "0.9"), strict=False):
        value = (row.target * Decimal(share)).quantize(_CENT, ROUND_HALF_UP)
        MonitoredIndicator.objects.create(
            monitoring=monitoring, indicator=row, value=value, expected=row.target
        )


def _job(year: FiscalYear, manager: User) -> None:
    """Tables of the approved departments; whoever starts the workers sees it being made."""
    approved = year.assessments.filter(status=Assessment.Status.APPROVED).order_by("pk")
    parts = list(approved.values_list("pk", "submissions__pk"))
    options = {"formats": ["xlsx"], "states": ["approved"], "summary": False}
    selection = f"{year.year}年度，已审核"
    batches.start(Batch.Kind.DOCUMENTS, parts, selection=selection, options=options, by=manager)
