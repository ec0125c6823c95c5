"""从上年带入: rows and texts of the latest earlier year into blank places; what was typed is never changed.

`planned` lists every row with what will happen to it; `carry_over` does exactly that, or nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction

from . import audit, earlier, editing, queries
from .carried import KEPT, Item, items
from .earlier import plain_name
from .forms.budget_line import BudgetLineForm
from .forms.carry_over import Choice
from .forms.entry import EntryForm, Scope
from .forms.filling import filled, scope_of
from .forms.goal import GoalForm
from .forms.indicator import IndicatorForm
from .forms.project import ProjectForm
from .forms.section import SectionForm
from .models import Assessment, BudgetLine, Goal, Indicator, Project, Section, User

__all__ = ["Item", "Outdated", "Plan", "Refused", "carry_over", "planned"]


class Outdated(Exception):
    """What would be done is no longer what the person saw; nothing was done."""


class Refused(Exception):
    """Some row of last year does not fit this year's forms; nothing was done. `problems` say which."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problems))


@dataclass(frozen=True)
class Plan:
    """What carrying over will do, row by row, and from where."""

    year: int
    source: str
    items: tuple[Item, ...]

    @property
    def to_do(self) -> list[Item]:
        return [item for item in self.items if item.state != KEPT]

    @cached_property
    def digest(self) -> str:
        """Names exactly this list, so that what is confirmed is what was shown."""
        rows = [[x.kind, x.label, x.state, dict(x.values), x.key] for x in self.to_do]
        return audit.canonical_sha256([self.year, self.source, rows])


def planned(assessment: Assessment, choice: Choice) -> Plan | None:
    """The list for this choice; None when there is no earlier year."""
    filed = earlier.filed_before(assessment, years=1)
    if not filed:
        return None
    titles = {b["section"]: b["title"] for b in assessment.fiscal_year.outline.text_blocks()}
    found = items(filed[0].facts, queries.facts_for(assessment), choice, titles)
    return Plan(filed[0].year, filed[0].source, tuple(found))


@dataclass(frozen=True)
class Step:
    """One kind of rows: where they are edited, by which form, and how a new one begins."""

    section: str
    form: type[EntryForm[Any]]
    model: Any


STEPS = {
    "project": Step("projects", ProjectForm, Project),
    "budget_line": Step("budget", BudgetLineForm, BudgetLine),
    "goal": Step("indicators", GoalForm, Goal),
    "indicator": Step("indicators", IndicatorForm, Indicator),
    "section": Step("texts", SectionForm, Section),
}
"""Kind → step, in the order in which rows may point to each other."""


@transaction.atomic
def carry_over(assessment: Assessment, choice: Choice, digest: str, *, by: User) -> Plan:
    """Do what the list says. Raises Outdated when it is another list by now, Refused when a row misfits."""
    locked = editing.lock(assessment, by=by)
    plan = planned(locked, choice)
    if plan is None or plan.digest != digest:
        raise Outdated
    for kind, step in STEPS.items():
        rows = list(_rows([x for x in plan.to_do if x.kind == kind], step, scope_of(locked)))
        if problems := [text for row in rows for text in _problems(row.form)]:
            raise Refused(problems)
        editing.save_rows(locked, step.section, rows, by=by)
    reason = f"从{plan.year}年度自评（{plan.source}）带入{len(plan.to_do)}处"
    audit.record("edit", by=by, target=assessment, assessment=assessment, reason=reason)
    return plan


def _rows(chosen: Sequence[Item], step: Step, scope: Scope) -> Iterator[editing.RowForm]:
    for item in chosen:
        instance = _instance(item, step, scope)
        form = filled(step.form, instance, scope, _pointing(item, scope))
        yield editing.RowForm(form=form, base=editing.fingerprint(instance))


def _instance(item: Item, step: Step, scope: Scope) -> Any:
    pk = item.key.partition(":")[2]
    if item.kind == "section":
        present = Section.objects.filter(assessment=scope.assessment, key=pk).first()
        return present or Section(assessment=scope.assessment, key=pk)
    if pk:
        return step.model.objects.get(pk=pk)
    return step.model(parameters=dict(item.parameters)) if item.parameters else step.model()


def _pointing(item: Item, scope: Scope) -> Mapping[str, Any]:
    """The values, with the project or goal they name as the row that has this name by now."""
    values = dict(item.values)
    if "goal" in values:
        wanted = tuple(map(plain_name, item.goal))
        names = {
            pk: (goal.project.name if goal.project else None, goal.title) for pk, goal in scope.goals.items()
        }
        values["goal"] = next(pk for pk, name in names.items() if tuple(map(plain_name, name)) == wanted)
    if values.get("project"):
        named = plain_name(values["project"])
        values["project"] = next(pk for pk, row in scope.projects.items() if plain_name(row.name) == named)
    return values


def _problems(form: Any) -> Iterator[str]:
    if not form.is_valid():
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            yield f"{form.instance}／{label}：{''.join(map(str, errors))}"
