"""The rows of one monitoring: every indicator and every budget, with what was reported and its light."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from departments import queries
from departments.models import Indicator, MonitoredBudget, MonitoredIndicator, Monitoring, Project
from departments.scoring.facts import AssessmentFacts, BudgetFacts, IndicatorFacts
from departments.scoring.monitoring import (
    Light,
    Thresholds,
    budget_light,
    expected_completion,
    foretold,
    indicator_light,
    thresholds_of,
)
from departments.scoring.schemes import Scheme

WHOLE = "部门整体"


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator; `project` is "" for the department's own."""

    project: str
    facts: IndicatorFacts
    scheme: Scheme
    budget: BudgetFacts
    entry: MonitoredIndicator
    months: int
    limits: Thresholds

    @property
    def proposal(self) -> Decimal | None:
        """预计全年完成值 at the pace so far."""
        return foretold(self.facts, self.entry.value_measure, self.months)

    @cached_property
    def completion(self) -> Decimal | None:
        """预计全年完成率."""
        return expected_completion(self.facts, self.entry.expected_measure, self.scheme, self.budget)

    @property
    def light(self) -> Light | None:
        return indicator_light(self.completion, self.entry.likelihood, self.limits)


@dataclass(frozen=True)
class BudgetRow:
    """The money of the department or of one project."""

    name: str
    budget: BudgetFacts
    entry: MonitoredBudget
    months: int
    limits: Thresholds

    @property
    def light(self) -> Light | None:
        return budget_light(self.entry.spent, self.budget.adjusted, self.months, self.limits)[0]

    @property
    def rate(self) -> Decimal | None:
        """执行率 so far."""
        return budget_light(self.entry.spent, self.budget.adjusted, self.months, self.limits)[1]


@dataclass(frozen=True)
class Rows:
    """All rows of a monitoring, in the order of the entry pages."""

    indicators: Sequence[IndicatorRow] = ()
    budgets: Sequence[BudgetRow] = ()
    limits: Thresholds | None = field(default=None)

    @property
    def lights(self) -> Mapping[Light, int]:
        """How many rows show each light."""
        shown = [row.light for row in self.indicators] + [row.light for row in self.budgets]
        return {light: shown.count(light) for light in Light}


def rows_of(monitoring: Monitoring) -> Rows:
    """The rows as they stand now, in a fixed number of queries."""
    facts = queries.facts_for(monitoring.assessment)
    limits, months = thresholds_of(facts.scheme), monitoring.round.months
    return Rows(
        tuple(_indicators(monitoring, facts, months, limits)),
        tuple(_budgets(monitoring, facts, months, limits)),
        limits,
    )


def _indicators(
    monitoring: Monitoring, facts: AssessmentFacts, months: int, limits: Thresholds
) -> Iterator[IndicatorRow]:
    kept = {x.indicator_id: x for x in monitoring.indicators.all()}
    known = Indicator.objects.in_bulk([_pk(x.key) for goal in facts.goals for x in goal.indicators])
    for goal in facts.goals:
        scheme = facts.project_scheme if goal.project and facts.project_scheme else facts.scheme
        for found in goal.indicators:
            indicator = known[_pk(found.key)]
            entry = kept.get(indicator.pk) or MonitoredIndicator(monitoring=monitoring, indicator=indicator)
            entry.indicator = indicator  # known already, and asked for by each form
            budget = facts.budget_of(goal.project)
            yield IndicatorRow(goal.project or "", found, scheme, budget, entry, months, limits)


def _budgets(
    monitoring: Monitoring, facts: AssessmentFacts, months: int, limits: Thresholds
) -> Iterator[BudgetRow]:
    kept: dict[int | None, MonitoredBudget] = {x.project_id: x for x in monitoring.budgets.all()}
    known = Project.objects.in_bulk([_pk(x.key) for x in facts.projects])
    whole = kept.get(None) or MonitoredBudget(monitoring=monitoring)
    yield BudgetRow(WHOLE, facts.budget_of(None), whole, months, limits)
    for found in facts.projects:
        project = known[_pk(found.key)]
        entry = kept.get(project.pk) or MonitoredBudget(monitoring=monitoring, project=project)
        entry.project = project
        yield BudgetRow(found.name, facts.budget_of(found.name), entry, months, limits)


def _pk(key: str) -> int:
    return int(key.partition(":")[2])
