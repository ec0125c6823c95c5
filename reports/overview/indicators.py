"""指标汇总: one indicator that several departments file becomes one value, as the form's remarks ask.

Only what cannot change is added up: the rows of self-assessments that are submitted, approved or published,
which are those of their latest submission.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from departments.models import Assessment, Indicator
from departments.row_facts import indicator_facts
from departments.scoring.aggregation import KINDS, Part, kind_of, score_aggregated
from departments.scoring.facts import BudgetFacts, IndicatorFacts
from departments.scoring.measures import Measure
from departments.scoring.methods import Outcome, Unscored, score_indicator
from departments.scoring.rounding import percent
from departments.scoring.schemes import FULL_MARKS, Scheme
from departments.scoring.units import in_unit_of

from .measures import sent

METHODS = ("at_least", "at_most", "equal", "qualitative")
"""Whose values can be put together; scores by tiers, deductions and by hand cannot."""
MOST = 500
"""Shared indicators on the list."""
FROZEN = (Assessment.Status.SUBMITTED, Assessment.Status.APPROVED, Assessment.Status.PUBLISHED)


def filed_indicators(rows: QuerySet[Assessment]) -> QuerySet[Indicator]:
    """The departments' own indicators, not those of single projects."""
    settled = rows.filter(status__in=FROZEN).order_by().values("pk")
    return Indicator.objects.filter(
        goal__assessment__in=settled, goal__project__isnull=True, method__in=METHODS
    ).order_by()


def common(rows: QuerySet[Assessment], name: str = "") -> list[Any]:
    """Indicators with the same name, unit and method in two rows or more, the most frequent first.

    One query, and no more than `MOST`: whoever looks for a rarer one asks by its name.
    """
    found = filed_indicators(rows).filter(Q(name__icontains=name) if name else Q())
    grouped = found.values("name", "unit", "method").annotate(number=Count("pk")).filter(number__gte=2)
    return list(grouped.order_by("-number", "name", "unit", "method")[:MOST])


@dataclass(frozen=True)
class Row:
    """One department's value in the unit of the column, with its funds; `problem` says why it has none."""

    indicator: Indicator
    facts: IndicatorFacts
    funds: Decimal
    target: Decimal | None
    actual: Decimal | None
    problem: str = ""

    @property
    def counts(self) -> bool:
        return not self.problem


@dataclass(frozen=True)
class Whole:
    """All departments' rows of one indicator and the one value they make."""

    kind: str
    rows: Sequence[Row]
    scheme: Scheme

    @cached_property
    def counted(self) -> list[Row]:
        return [row for row in self.rows if row.counts]

    def _together(self, column: str) -> Decimal | None:
        values = [(getattr(row, column), row.funds) for row in self.counted]
        return KINDS[self.kind]([Part(value, funds) for value, funds in values if value is not None])

    @cached_property
    def target(self) -> Decimal | None:
        """Aggregated like the actual value; qualitative indicators have none."""
        return None if self.kind == "qualitative" else self._together("target")

    @cached_property
    def actual(self) -> Decimal | None:
        """Sum, or mean weighted by funds; of qualitative ones the share of the weight in per cent."""
        return self._together("actual")

    @cached_property
    def outcome(self) -> Outcome:
        """先汇总完成数，再计算得分: scored once, with a weight of 100, so the score is a per cent."""
        if not self.counted or self.actual is None:
            return Unscored("没有可汇总的完成值或资金额度")
        target = Measure.of(self.target) if self.target is not None else None
        whole = IndicatorFacts(
            self.rows[0].facts.name, self.rows[0].facts.method, target=target, weight=FULL_MARKS
        )
        parts = [Part(row.actual, row.funds) for row in self.counted if row.actual is not None]
        return score_aggregated(whole, self.kind, parts, self.scheme, BudgetFacts())


def whole(rows: QuerySet[Assessment], name: str, unit: str, method: str) -> Whole | None:
    """One indicator of all departments, by code; None where nobody files it."""
    funds = dict(sent(rows).values_list("pk", "filed__budget"))
    found = filed_indicators(rows).filter(name=name, unit=unit, method=method)
    ordered = found.select_related("goal__assessment__department", "goal__assessment__fiscal_year__scheme")
    indicators = list(ordered.order_by("goal__assessment__department__code", "pk"))
    if not indicators:
        return None
    kind, scheme = kind_of(method, unit), indicators[0].goal.assessment.fiscal_year.scheme.scheme
    read = [_row(x, kind, scheme, funds.get(x.goal.assessment_id, Decimal(0))) for x in indicators]
    return Whole(kind, read, scheme)


def _row(indicator: Indicator, kind: str, scheme: Scheme, funds: Decimal) -> Row:
    facts = indicator_facts(indicator)
    if kind == "qualitative":
        share = _share(facts, scheme)
        return Row(indicator, facts, funds, None, share, "" if share is not None else "没有得分")
    column = Measure("", unit=facts.unit)
    target, actual = (
        in_unit_of(column, value) if value else None for value in (facts.effective_target, facts.actual)
    )
    missing = [said for value, said in ((target, "目标值"), (actual, "完成值")) if value is None]
    return Row(
        indicator, facts, funds, target, actual, f"{'、'.join(missing)}不是可换算的数字" if missing else ""
    )


def _share(facts: IndicatorFacts, scheme: Scheme) -> Decimal | None:
    """What a qualitative indicator reached, in per cent of its weight."""
    outcome = score_indicator(facts, scheme, BudgetFacts())
    return None if isinstance(outcome, Unscored) else percent(outcome.result, facts.weight or FULL_MARKS)
