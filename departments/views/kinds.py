"""The kinds of rows the entry pages edit. Every row is looked up in its own self-assessment only."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model

from departments.forms.basics import BasicsForm
from departments.forms.budget_line import BudgetLineForm
from departments.forms.entry import Scope
from departments.forms.filling import scope_of as scope_of
from departments.forms.goal import GoalForm
from departments.forms.indicator import IndicatorForm
from departments.forms.project import ProjectForm
from departments.forms.section import SectionForm
from departments.models import BudgetLine, Goal, Indicator, Project, Section, stored

from .rows import NEW, RowKind

_NEW_IDENT = re.compile(r"n[0-9]{1,6}")


def by_pk(rows: Iterable[Model]) -> dict[str, Any]:
    """Rows by primary key as it stands in tokens."""
    return {str(row.pk): row for row in rows}


def _begins(model: Callable[[], Model]) -> Callable[[Scope, str], Model | None]:
    return lambda scope, ident: model() if ident == NEW or _NEW_IDENT.fullmatch(ident) else None


def _indicators(scope: Scope) -> Mapping[str, Model]:
    return by_pk(
        Indicator.objects.filter(
            goal__assessment=scope.assessment, goal__in=[x.pk for x in scope.goals.values() if x.pk]
        ).order_by("goal__order", "goal_id", "order", "pk")
    )


def _indicator(scope: Scope, ident: str) -> Model | None:
    found = stored.rows(Indicator, pk=int(ident))
    return next((row for row in found if str(row.goal_id) in scope.goals), None)


def _sections(scope: Scope) -> Mapping[str, Model]:
    """One row for each text of the outline, in its order, written or not."""
    written = {row.key: row for row in scope.assessment.sections.all()}
    return {key: written.get(key) or _section(scope, key) for key in scope.section_titles}


def _section(scope: Scope, key: str) -> Section:
    return Section(assessment=scope.assessment, key=key)


BASICS = RowKind(
    "assessment",
    BasicsForm,
    lambda scope: {str(scope.assessment.pk): scope.assessment},
    lambda scope, ident: None,
    can_add=False,
)
BUDGET_LINES = RowKind(
    "budget_line",
    BudgetLineForm,
    lambda scope: by_pk(scope.assessment.budget_lines.select_related("sourced")),
    _begins(BudgetLine),
)
PROJECTS = RowKind("project", ProjectForm, lambda scope: scope.projects, _begins(Project))
GOALS = RowKind("goal", GoalForm, lambda scope: scope.goals, _begins(Goal))
INDICATORS = RowKind("indicator", IndicatorForm, _indicators, _begins(Indicator), one=_indicator)
SECTIONS = RowKind("section", SectionForm, _sections, lambda scope, ident: None, can_add=False)
