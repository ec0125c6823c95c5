"""Made-up departments of the demo: the published forms of one department, changed until they differ.

Their names say that they are made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from . import copied, precheck, queries, workflow
from .drafting import Drafter
from .importing import import_facts
from .models import Assessment, Department, Explanation, FiscalYear, Membership, User
from .scoring.facts import AssessmentFacts, BudgetLineFacts, GoalFacts, IndicatorFacts
from .scoring.measures import Measure
from .scoring.naming import figures_of
from .scoring.scorecard import score
from .validation.findings import Finding

Stage = Assessment.Status
CENT = Decimal("0.01")


@dataclass(frozen=True)
class MadeUp:
    """One department: how large against the published one, how well it did, how far its papers are."""

    ending: str
    name: str
    size: Decimal
    spent: Decimal
    """Share of the published spending on projects."""
    missed: int
    """How many indicators stay below their target."""
    reached: Decimal
    """How much of the target these reach."""
    stage: Stage


DEPARTMENTS = (
    MadeUp("901", "演示一局（虚构）", Decimal("0.6"), Decimal(1), 0, Decimal(1), Stage.PUBLISHED),
    MadeUp("902", "演示二局（虚构）", Decimal("0.35"), Decimal("0.9"), 4, Decimal("0.45"), Stage.APPROVED),
    MadeUp("903", "演示三局（虚构）", Decimal("0.8"), Decimal("0.97"), 2, Decimal("0.7"), Stage.SUBMITTED),
    MadeUp("904", "演示四局（虚构）", Decimal("0.2"), Decimal("0.7"), 6, Decimal("0.3"), Stage.APPROVED),
)


@dataclass(frozen=True)
class Bureau:
    """Who does what in the made-up departments; nobody signs in as the preparer."""

    year: FiscalYear
    preparer: User
    reviewer: User
    manager: User


def load(made: MadeUp, facts: AssessmentFacts, bureau: Bureau) -> Assessment:
    """The self-assessment of one department, as far as its stage says; one that is there stays as it is."""
    department = _department(made, bureau)
    present = Assessment.objects.filter(department=department, fiscal_year=bureau.year).first()
    return present or _taken_on(made, _entered(_changed(facts, department, made), bureau), bureau)


def _department(made: MadeUp, bureau: Bureau) -> Department:
    authority = bureau.year.authority
    defaults = {"name": made.name, "parent": authority}
    row, _ = Department.objects.get_or_create(code=f"{authority.code}{made.ending}", defaults=defaults)
    role = Membership.Role.PREPARER
    Membership.objects.get_or_create(user=bureau.preparer, role=role, department=row)
    return row


def _changed(facts: AssessmentFacts, department: Department, made: MadeUp) -> AssessmentFacts:
    """Other figures; each text is its draft, so nothing contradicts them."""
    counted = (x for goal in facts.goals for x in goal.indicators if x.target and x.target.number)
    missed = {x.name for x in list(counted)[: made.missed]}
    return replace(
        facts, department_code=department.code, department_name=department.name,
        budget=tuple(_sized(x, made) for x in facts.budget),
        goals=tuple(_done(x, missed, made) for x in facts.goals),
        projects=tuple(replace(x, reported={}) for x in facts.projects), reported={}, sections={},
        note="虚构数据，仅供演示。",
    )  # fmt: skip


def _sized(line: BudgetLineFacts, made: MadeUp) -> BudgetLineFacts:
    spent = made.size * (made.spent if line.project else 1)
    return replace(
        line, initial=_part(line.initial, made.size), adjustment=_part(line.adjustment, made.size),
        spent=_part(line.spent, spent),
    )  # fmt: skip


def _part(figure: Decimal | None, size: Decimal) -> Decimal | None:
    return None if figure is None else (figure * size).quantize(CENT, ROUND_HALF_UP)


def _done(goal: GoalFacts, missed: set[str], made: MadeUp) -> GoalFacts:
    rows = (replace(x, reported_score=None) for x in goal.indicators)
    return replace(goal, indicators=tuple(_short(x, made) if x.name in missed else x for x in rows))


def _short(row: IndicatorFacts, made: MadeUp) -> IndicatorFacts:
    """The same indicator below its target, and why."""
    target = row.effective_target
    if target is None or target.number is None:
        return row
    reached = (target.number * made.reached).quantize(CENT, ROUND_HALF_UP)
    return replace(
        row, actual=Measure.of(reached), deviation_reason="受市场环境影响，部分工作没有按期完成。",
        improvement="按季调度进度，下一年度补齐。",
    )  # fmt: skip


def _entered(facts: AssessmentFacts, bureau: Bureau) -> Assessment:
    cards = score(facts)
    drafter = Drafter.of(facts, cards, figures_of(facts, cards))
    drafts = {x["section"]: drafter.draft(x.get("draft", "")) for x in bureau.year.outline.text_blocks()}
    assessment = import_facts(replace(facts, sections=drafts), by=bureau.preparer)
    for finding in _warnings(assessment):
        said = queries.explained(finding) | {"text": "已核实，情况属实（演示说明）。"}
        Explanation.objects.update_or_create(
            assessment=assessment, ident=queries.explains(finding), defaults=said
        )
    return assessment


def _warnings(assessment: Assessment) -> Iterator[Finding]:
    facts = queries.facts_for(assessment)
    alikes = copied.find(assessment, facts)
    found = precheck.findings_of(facts, score(facts), tuple(x.likeness for x in alikes))
    return (x for x in found if x.severity == "warning")


def _taken_on(made: MadeUp, assessment: Assessment, bureau: Bureau) -> Assessment:
    """送审, 审核通过 and 公开, as far as it goes."""
    workflow.submit(assessment, by=bureau.preparer)
    assessment.refresh_from_db()
    if made.stage != Stage.SUBMITTED:
        workflow.approve(assessment, by=bureau.reviewer)
        assessment.refresh_from_db()
    if made.stage == Stage.PUBLISHED:
        workflow.publish(assessment, by=bureau.manager)
    return assessment
