"""绩效运行监控 of the demo: all three lights, one table that is only begun, and what is put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from . import rectifying
from .demo_departments import CENT, Bureau
from .models import Assessment, Monitoring
from .models.monitoring import MonitoredBudget, MonitoredIndicator
from .monitoring import rounds, verbs
from .monitoring.rows import BudgetRow, IndicatorRow, rows_of

MONTHS, BEGUN = 7, 3
"""Months of the monitoring, and how many rows the published department has begun."""
EXPECTED = Decimal("0.95")
_SHARES = {"green": ("0.62", "1"), "yellow": ("0.5", "0.88"), "red": ("0.2", "0.5")}
"""Light → how much of a target there is after seven months, and how much is expected of the year."""
_APART = (Decimal(0), Decimal("0.12"), Decimal("-0.06"))
"""How far projects, in turn, are from what the department spent."""
_LIKELY = {"green": "certain", "yellow": "possible", "red": "impossible"}
_WHY = "上半年进度慢于计划；下半年按月调度，10月底前补齐。"


@dataclass(frozen=True)
class Course:
    """How one department's year goes: how many rows are red and yellow, and what it spent of its budget."""

    red: int
    yellow: int
    spent: Decimal
    opinion: str | None = None
    """What the authority says when it closes the table; None while nobody has decided."""


COURSES = (
    Course(0, 0, Decimal("0.58"), opinion=""),
    Course(2, 3, Decimal("0.34")),
    Course(0, 2, Decimal("0.47")),
    Course(5, 3, Decimal("0.18"), opinion="请在9月底前补齐招商进度，并按月报送预算执行情况。"),
)
"""In the order of the made-up departments."""


def load(published: Assessment, others: Sequence[Assessment], bureau: Bureau) -> None:
    """A monitoring for every department of the year; one that is there stays as it is."""
    if bureau.year.rounds.exists():
        return
    today = timezone.localdate()
    due = today + timedelta(days=30)
    made = rounds.open_round(bureau.year, months=MONTHS, opens=today, due=due, by=bureau.manager)
    _begin(made.monitorings.get(assessment=published))
    for assessment, course in zip(others, COURSES, strict=True):
        _report(made.monitorings.get(assessment=assessment), course, bureau)
    _put_right(others, bureau)


def _begin(monitoring: Monitoring) -> None:
    rows = [x for x in rows_of(monitoring).indicators if not x.project and x.facts.method == "at_least"]
    for row, light in zip(rows[:BEGUN], _SHARES, strict=False):
        _fill(row, light)
    MonitoredIndicator.objects.bulk_create([row.entry for row in rows[:BEGUN]])
    Monitoring.objects.filter(pk=monitoring.pk).update(version=2)  # somebody has written


def _report(monitoring: Monitoring, course: Course, bureau: Bureau) -> None:
    rows = rows_of(monitoring)
    lights = ["red"] * course.red + ["yellow"] * course.yellow
    for number, row in enumerate(rows.indicators):
        _fill(row, lights[number] if number < len(lights) else "green")
    for number, budget in enumerate(rows.budgets):
        _spend(budget, course.spent + _APART[number % len(_APART)])
    MonitoredIndicator.objects.bulk_create([row.entry for row in rows.indicators])
    MonitoredBudget.objects.bulk_create([row.entry for row in rows.budgets])
    verbs.submit(monitoring, by=bureau.preparer)
    if course.opinion is not None:
        verbs.close(monitoring, by=bureau.reviewer, words=course.opinion)


def _fill(row: IndicatorRow, light: str) -> None:
    entry, target = row.entry, row.facts.effective_target
    if target is not None and target.number is not None:
        entry.value, entry.expected = (
            (target.number * Decimal(share)).quantize(CENT, ROUND_HALF_UP) for share in _SHARES[light]
        )
    else:
        entry.value_text, entry.expected_text = (
            "正在推进",
            row.facts.target.text if row.facts.target else "完成",
        )
    entry.likelihood = _LIKELY[light]
    if light != "green":
        entry.cause, entry.explanation = "funds", _WHY


def _spend(row: BudgetRow, share: Decimal) -> None:
    adjusted = row.budget.adjusted
    row.entry.spent = (adjusted * share).quantize(CENT, ROUND_HALF_UP)
    row.entry.expected = (adjusted * EXPECTED).quantize(CENT, ROUND_HALF_UP)
    if row.light not in (None, "green"):
        row.entry.explanation = _WHY


def _put_right(others: Sequence[Assessment], bureau: Bureau) -> None:
    """整改: one in progress, one that waits to be struck off, one whose plan is awaited."""
    _, second, _, fourth = others
    problems = (
        (second, "项目资金执行偏慢", "按季度通报执行进度，年底前执行率达到95%以上。", ("plan", "progress")),
        (fourth, "指标目标值定得过高，没有测算依据", "重新测算目标值，附上依据。", ("plan", "request")),
        (fourth, "专项资金没有单独核算", "设立专账，补齐凭证。", ()),
    )
    for number, (assessment, problem, requirement, steps) in enumerate(problems, 1):
        item = rectifying.issue(
            assessment.submissions.latest("number"), key="", problem=f"{problem}。", requirement=requirement,
            due=timezone.localdate() + timedelta(days=20 * number), by=bureau.manager,
        )  # fmt: skip
        for verb in steps:
            rectifying.step(item, verb, text=_SAID[verb], by=bureau.preparer)


_SAID = {
    "plan": "由财务科牵头，分管领导负责，两个月内完成。",
    "progress": "已印发通知，逐个项目定了时间表。",
    "request": "已重新测算并经局务会通过，测算表见附件。",
}
