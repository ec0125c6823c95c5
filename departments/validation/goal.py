"""Checks of 年度绩效目标 and of which project they belong to."""

from collections.abc import Iterator

from .findings import Finding, error
from .forms import Assessed, Form, of_each_form


def check_goals_exist(assessed: Assessed) -> Iterator[Finding]:
    """部门整体应至少有一个年度绩效目标。"""
    if not assessed.facts.goals_of(None):
        yield error("绩效指标", "没有填写部门整体的年度绩效目标。", found="0个", expected="至少1个")


@of_each_form
def check_goals_have_titles(form: Form) -> Iterator[Finding]:
    """年度绩效目标应有名称。"""
    for place, goal in form.goals:
        if not goal.title.strip():
            yield error(f"{place}／名称", "目标名称未填写。", found="空白", expected="名称", key=goal.key)


@of_each_form
def check_goals_have_indicators(form: Form) -> Iterator[Finding]:
    """每个年度绩效目标下应至少有一个指标。"""
    for place, goal in form.goals:
        if not goal.indicators:
            yield error(place, "目标下没有指标。", found="0个指标", expected="至少1个", key=goal.key)


def check_goals_name_known_projects(assessed: Assessed) -> Iterator[Finding]:
    """绩效目标所属的项目应在项目清单中。"""
    names = {project.name for project in assessed.facts.projects}
    for number, goal in enumerate(assessed.facts.goals, 1):
        if goal.project is not None and goal.project not in names:
            yield error(
                f"绩效目标／第{number}个（{goal.title[:60]}）／项目",
                f"项目清单中没有“{goal.project}”，该目标没有计分。",
                found=goal.project,
                expected="项目清单中的项目",
                key=goal.key,
            )
