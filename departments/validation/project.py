"""Checks of 项目清单."""

from collections.abc import Iterator

from .findings import Finding, error, warning
from .forms import Assessed


def check_projects_have_names(assessed: Assessed) -> Iterator[Finding]:
    """每个项目都应有名称。"""
    for number, project in enumerate(assessed.facts.projects, 1):
        if not project.name.strip():
            place = f"项目清单／第{number}行／项目名称"
            yield error(place, "项目名称未填写。", found="空白", expected="名称", key=project.key)


def check_project_names_unique(assessed: Assessed) -> Iterator[Finding]:
    """项目名称不得重复。"""
    first: dict[str, int] = {}
    for number, project in enumerate(assessed.facts.projects, 1):
        before = first.setdefault(project.name, number)
        if before != number:
            yield error(
                f"项目清单／第{number}行／项目名称",
                f"项目“{project.name}”与第{before}行重复。",
                found=project.name,
                expected="不重复的名称",
                key=project.key,
            )


def check_projects_have_budget(assessed: Assessed) -> Iterator[Finding]:
    """项目清单中的每个项目都应有预算明细。"""
    with_budget = {line.project for line in assessed.facts.budget}
    for number, project in enumerate(assessed.facts.projects, 1):
        if project.name not in with_budget:
            yield warning(
                f"项目清单／第{number}行／预算明细",
                f"项目“{project.name}”没有预算明细。",
                found="0行",
                expected="至少1行",
                key=project.key,
            )
