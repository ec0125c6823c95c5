"""The forms of the indicators page: 部门整体 and every project, one at a time or all together."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import reverse

from departments.forms.entry import Scope
from departments.models import Goal, Project
from departments.scoring.scorecard import Scorecard

from .panel import FindingView, Panel

ALL, OWN = "all", "department"
_AT = re.compile(r"(goal|indicator)-([0-9]{1,18})")


@dataclass(frozen=True)
class FormTab:
    """One form: its live score, how much of it is scored, what is open in it."""

    key: str
    label: str
    url: str
    card: Scorecard | None
    found: tuple[FindingView, ...]
    is_current: bool

    @property
    def is_blank(self) -> bool:
        """A form without goals."""
        return self.card is None and self.key != ALL

    @property
    def lines(self) -> int:
        return len(self.card.lines) if self.card else 0

    @property
    def scored(self) -> int:
        return sum(1 for line in self.card.lines if line.score is not None) if self.card else 0

    @property
    def errors(self) -> int:
        return sum(1 for x in self.found if x.is_error)

    @property
    def warnings(self) -> int:
        return sum(1 for x in self.found if x.is_open and not x.is_error)


def chosen(request: HttpRequest, scope: Scope) -> str:
    """The form that the page shows: as its address asks, else the department's once projects have goals."""
    asked = _asked(request)
    of = asked.get("of", "")
    if at := _AT.fullmatch(asked.get("at", "")):
        of = _form_at(at[1], at[2], scope)
    if of in {ALL, OWN, *(form_key(pk) for pk in scope.projects)}:
        return of
    return OWN if any(goal.project_id for goal in scope.goals.values()) else ALL


def _asked(request: HttpRequest) -> dict[str, str]:
    """`of` and `at` of the address; of the page's address when a row is saved by itself."""
    here = urlsplit(request.headers.get("HX-Current-URL", "")).query
    query = {name: values[-1] for name, values in parse_qs(here).items()}
    return query | request.GET.dict() | ({"of": request.POST["of"]} if "of" in request.POST else {})


def _form_at(kind: str, pk: str, scope: Scope) -> str:
    """The form in which a row stands."""
    goal = scope.goals.get(pk)
    if kind == "indicator":
        goal = Goal.objects.filter(assessment=scope.assessment, indicators=int(pk)).first()
    return form_key(goal.project_id if goal else None)


def form_key(project: int | str | None) -> str:
    """`project-12`, or the department's own."""
    return f"project-{project}" if project else OWN


def narrowed(scope: Scope, key: str) -> Scope:
    """Only the goals of one form: its rows are the only ones on the page."""
    if key == ALL:
        return scope
    return replace(
        scope, goals={pk: goal for pk, goal in scope.goals.items() if form_key(goal.project_id) == key}
    )


def tabs_of(panel: Panel, projects: Mapping[str, Project], current: str) -> list[FormTab]:
    """部门整体 and every project, then 全部; nothing where there are no projects."""
    if not projects:
        return []
    found = by_form(panel)
    cards = {card.project: card for card in panel.scorecards}
    page = reverse("departments:indicators", args=[panel.assessment.pk])

    def tab(key: str, label: str, name: str | None) -> FormTab:
        return FormTab(
            key, label, f"{page}?of={key}", cards.get(name), tuple(found.get(name, ())), key == current
        )

    of_projects = [tab(form_key(pk), project.name, project.name) for pk, project in projects.items()]
    everything = FormTab(ALL, "全部", f"{page}?of={ALL}", None, (), current == ALL)
    return [tab(OWN, "部门整体", None), *of_projects, everything]


def by_form(panel: Panel) -> dict[str | None, list[FindingView]]:
    """The findings of the section under the project they belong to (None: the department)."""
    owner = {project.key: project.name for project in panel.facts.projects}
    for goal in panel.facts.goals:
        if goal.project is not None:
            owner |= dict.fromkeys((goal.key, *(x.key for x in goal.indicators)), goal.project)
    grouped: dict[str | None, list[FindingView]] = {}
    for view in panel.findings_of("indicators"):
        grouped.setdefault(owner.get(view.finding.key), []).append(view)
    return grouped
