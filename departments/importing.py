"""An assessment file into the database: the whole self-assessment of one department and year, or nothing."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Manager

from . import audit, replacing, retying
from .assessment_file import AssessmentFileError, Problem
from .assessment_file.problems import shown
from .audit import Change
from .models import Assessment, BudgetLine, Department, FiscalYear, Goal, Indicator, Project, Section, User
from .scoring.facts import AssessmentFacts, BudgetLineFacts, GoalFacts, IndicatorFacts, ProjectFacts


@transaction.atomic
def import_facts(facts: AssessmentFacts, *, by: User | None) -> Assessment:
    """Make or replace the self-assessment described. Raises AssessmentFileError with all problems at once."""
    department = _department(facts)
    year = _fiscal_year(department, facts.year)
    problems = _problems(facts, department, year)
    if problems or department is None or year is None:
        raise AssessmentFileError(problems)
    assessment = (
        Assessment.objects.select_for_update().filter(department=department, fiscal_year=year).first()
    )
    if assessment and not assessment.is_editable:
        state = assessment.get_status_display()
        raise AssessmentFileError(
            [Problem("year", f"{facts.year}年度自评为“{state}”状态", "未送审或被退回才能导入")]
        )
    assessment = assessment or Assessment(department=department, fiscal_year=year)
    changes = _replace(assessment, facts)
    audit.record("import", by=by, target=assessment, assessment=assessment, changes=changes)
    return assessment


def _department(facts: AssessmentFacts) -> Department | None:
    """By code; by name where the file states no code."""
    named = {"code": facts.department_code} if facts.department_code else {"name": facts.department_name}
    return Department.objects.filter(**named).first()


def _fiscal_year(department: Department | None, year: int) -> FiscalYear | None:
    """The year opened by the nearest authority above the department."""
    if department is None:
        return None
    years = FiscalYear.objects.filter(authority__code__in=department.ancestor_codes, year=year)
    nearest = years.select_related("authority", "scheme", "project_scheme", "outline")
    return max(nearest, key=lambda row: len(row.authority.path), default=None)


def _problems(
    facts: AssessmentFacts, department: Department | None, year: FiscalYear | None
) -> list[Problem]:
    return _registration_problems(facts, department, year) + _project_problems(facts)


def _registration_problems(
    facts: AssessmentFacts, department: Department | None, year: FiscalYear | None
) -> list[Problem]:
    """Where the file differs from what the department and its year are registered with."""
    if department is None:
        key = "code" if facts.department_code else "name"
        return [Problem(f"department.{key}", getattr(facts, f"department_{key}"), "已登记的部门")]
    if year is None:
        return [Problem("year", str(facts.year), "财政部门已开设的预算年度")]
    stated = [("department.name", facts.department_name, Assessment.name_of(department, year))]
    stated += [("scheme", facts.scheme.key, year.scheme.key)]
    stated += [("outline", facts.outline or year.outline.key, year.outline.key)]
    if facts.project_scheme:
        stated.append(("project_scheme", facts.project_scheme.key, year.project_scheme.key))
    known = {block["section"] for block in year.outline.text_blocks()}
    expected = f"提纲“{year.outline.title}”中的文字"
    stated += [(f"sections.{key}", key, expected) for key in facts.sections if key not in known]
    return [Problem(*row) for row in stated if row[1] != row[2]]


def _project_problems(facts: AssessmentFacts) -> list[Problem]:
    """Names that stand twice, that stand nowhere, and money of a project booked as basic spending."""
    names = [project.name for project in facts.projects]
    named = [(f"budget[{i}].project", x.project) for i, x in enumerate(facts.budget)]
    named += [(f"goals[{i}].project", x.project) for i, x in enumerate(facts.goals)]
    unknown = [(place, name) for place, name in named if name is not None and name not in names]
    twice = [(f"projects[{i}].name", name) for i, name in enumerate(names) if name in names[:i]]
    return [
        Problem(place, found, expected)
        for places, expected in (
            (twice, "不重复的项目名称"),
            (unknown, "项目清单（projects）中列出的项目名称"),
            (_booked_as_basic(facts), "project（写明项目的支出）"),
        )
        for place, found in places
    ]


def _booked_as_basic(facts: AssessmentFacts) -> list[tuple[str, str]]:
    return [
        (f"budget[{i}].category", x.category)
        for i, x in enumerate(facts.budget)
        if x.project is not None and x.category != "project"
    ]


def _replace(assessment: Assessment, facts: AssessmentFacts) -> list[Change]:
    """Put the facts in the place of what was there. Raises AssessmentFileError for values that do not fit."""
    note = assessment.note
    assessment.reported, assessment.note = dict(facts.reported), facts.note
    assessment.version += 1 if assessment.pk else 0
    rows = _rows(assessment, facts)
    if problems := [problem for place, row in rows.items() for problem in _misfits(place, row)]:
        raise AssessmentFileError(problems)
    before, places = replacing.rows_of(assessment), replacing.paths(assessment)
    tied = retying.names_tied(assessment)
    assessment.save()
    for model in (Goal, BudgetLine, Project, Section):
        model._default_manager.filter(assessment=assessment).delete()
    for kind in (Project, BudgetLine, Goal, Indicator, Section):
        manager: Manager[Any] = kind._default_manager
        manager.bulk_create([row for row in rows.values() if type(row) is kind])
    replacing.carry_explanations(assessment, places)
    retying.tie_again(assessment, tied)
    changes = [audit.change("自评", "备注", note, facts.note)] if note != facts.note else []
    return changes + (replacing.replaced(before, list(rows.values())) if before else [])


def _misfits(place: str, row: Any) -> list[Problem]:
    """Values that the columns cannot hold (too long, out of bounds)."""
    relations = [field.name for field in row._meta.fields if field.is_relation]
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        return [
            Problem(f"{place}.{name}", shown(getattr(row, name)), "".join(messages))
            for name, messages in error.message_dict.items()
        ]
    return []


def _rows(assessment: Assessment, facts: AssessmentFacts) -> dict[str, Any]:
    """Every row to be made, unsaved, by its place in the file."""
    rows: dict[str, Any] = {}
    projects: dict[str | None, Project] = {}
    for i, project in enumerate(facts.projects):
        rows[f"projects[{i}]"] = projects[project.name] = _project(assessment, project, i)
    for i, line in enumerate(facts.budget):
        rows[f"budget[{i}]"] = _budget_line(assessment, line, i, projects)
    for i, goal in enumerate(facts.goals):
        rows[f"goals[{i}]"] = parent = _goal(assessment, goal, i, projects)
        for j, indicator in enumerate(goal.indicators):
            rows[f"goals[{i}].indicators[{j}]"] = _indicator(parent, indicator, j)
    for key, text in facts.sections.items():
        rows[f"sections.{key}"] = Section(assessment=assessment, key=key, text=text)
    return rows


def _project(assessment: Assessment, facts: ProjectFacts, order: int) -> Project:
    return Project(
        assessment=assessment, order=order, name=facts.name, office=facts.office, purpose=facts.purpose,
        reason=facts.reason, reported=dict(facts.reported),
    )  # fmt: skip


def _budget_line(
    assessment: Assessment, facts: BudgetLineFacts, order: int, projects: Mapping[str | None, Project]
) -> BudgetLine:
    return BudgetLine(
        assessment=assessment, order=order, category=facts.category, project=projects.get(facts.project),
        source=facts.source, initial=facts.initial, adjustment=facts.adjustment, spent=facts.spent,
    )  # fmt: skip


def _goal(
    assessment: Assessment, goal: GoalFacts, order: int, projects: Mapping[str | None, Project]
) -> Goal:
    return Goal(
        assessment=assessment, project=projects.get(goal.project), order=order, title=goal.title,
        weight=goal.weight, expected=goal.expected, actual=goal.actual,
    )  # fmt: skip


_AS_THEY_ARE = (
    "name", "method", "level1", "level2", "adjustment_reason", "unit", "weight", "entered_score",
    "reported_score", "accumulation", "deviation_reason", "improvement",
)  # fmt: skip


def _indicator(goal: Goal, facts: IndicatorFacts, order: int) -> Indicator:
    values: dict[str, Any] = {name: getattr(facts, name) for name in _AS_THEY_ARE}
    row = Indicator(
        goal=goal, order=order, tier=facts.tier or "", parameters=dict(facts.parameters), **values
    )
    row.target_measure = facts.target
    row.adjusted_target_measure = facts.adjusted_target
    row.actual_measure = facts.actual
    return row
