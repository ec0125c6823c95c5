"""Checks of 预算明细: complete, not negative, tied to projects, executed or explained."""

from collections.abc import Iterator

from departments.scoring.execution import execution_rate
from departments.scoring.facts import CATEGORIES, BudgetLineFacts
from departments.scoring.numbers import MONEY, RATE, SPENDING
from departments.scoring.rounding import HUNDRED, ZERO, percent, plain, printed

from .findings import Finding, error, warning
from .forms import Assessed, Form, of_each_form
from .wording import says_nothing

COLUMNS = {"initial": "年初预算数", "adjustment": "调整数", "spent": "执行数"}
"""Money columns of a budget line → their headings."""


def check_budget_exists(assessed: Assessed) -> Iterator[Finding]:
    """预算明细至少应有一行，否则无法计算预算执行率。"""
    if not assessed.facts.budget:
        yield error("预算明细", "没有填写预算明细。", found="0行", expected="至少1行")


def check_budget_cells_filled(assessed: Assessed) -> Iterator[Finding]:
    """预算明细的年初预算数、调整数、执行数不得空白；没有金额的填0。"""
    for place, line in _lines(assessed):
        for column, title in COLUMNS.items():
            if getattr(line, column) is None:
                yield error(
                    f"{place}／{title}",
                    f"{title}未填写，没有金额请填0。",
                    found="空白",
                    expected="金额",
                    key=line.key,
                )


def check_adjusted_budget_not_negative(assessed: Assessed) -> Iterator[Finding]:
    """调整后预算数（年初预算数＋调整数）不得为负数。"""
    for place, line in _lines(assessed):
        if line.adjusted < ZERO:
            yield error(
                f"{place}／调整后预算数",
                "调整后预算数为负数，请核对调整数。",
                found=printed(line.adjusted),
                expected="不小于0",
                key=line.key,
            )


def check_spent_not_negative(assessed: Assessed) -> Iterator[Finding]:
    """执行数不得为负数。"""
    for place, line in _lines(assessed):
        if line.spent is not None and line.spent < ZERO:
            found = printed(line.spent)
            yield error(f"{place}／执行数", "执行数为负数。", found=found, expected="不小于0", key=line.key)


@of_each_form
def check_budget_not_zero(form: Form) -> Iterator[Finding]:
    """有指标或有支出的表，预算合计不得为0：没有预算就没有执行率。"""
    has_lines = bool(form.budget.lines) or form.project is not None
    is_used = form.project is None or form.goals or form.budget.spent
    if has_lines and is_used and form.budget.adjusted == ZERO:
        yield error(
            f"{form.place}预算执行／预算数合计",
            "预算数合计为0，执行率按0计，请核对预算明细。",
            found="0.00",
            expected="大于0",
            key=form.key,
        )


@of_each_form
def check_sums_can_be_kept(form: Form) -> Iterator[Finding]:
    """预算数、执行数的合计和执行率应在系统能记录的范围内；超出的，一般是金额单位或位数填错。"""
    sums = (
        ("调整后预算数合计", form.budget.adjusted, MONEY),
        ("执行数合计", form.budget.spent, SPENDING),
        ("执行率", form.execution_rate, RATE),
    )
    for title, value, bounds in sums:
        if not bounds.smallest <= value <= bounds.largest:
            yield error(
                f"{form.place}预算执行／{title}",
                f"{title}{plain(value)}超出范围，请核对各行金额的单位和位数。",
                found=plain(value),
                expected=f"{plain(bounds.smallest)}至{plain(bounds.largest)}",
                key=form.key,
            )


def check_spent_within_budget(assessed: Assessed) -> Iterator[Finding]:
    """执行数超过调整后预算数（执行率超过100%）的，应说明原因；得分不超过分值。"""
    for place, line in _lines(assessed):
        if line.spent is not None and ZERO <= line.adjusted < line.spent:
            rate = f"（执行率{percent(line.spent, line.adjusted)}%）" if line.adjusted else ""
            yield warning(
                f"{place}／执行数",
                f"执行数大于调整后预算数{rate}，请核对调整数或说明原因。",
                found=printed(line.spent),
                expected=f"不超过{printed(line.adjusted)}",
                key=line.key,
            )


@of_each_form
def check_low_execution_has_reason(form: Form) -> Iterator[Finding]:
    """执行率低于评分方案规定比例的，应说明原因。"""
    limit = form.scheme.execution_reason_below
    is_low = form.budget.adjusted > ZERO and execution_rate(form.budget) * HUNDRED < limit
    if is_low and not _is_explained(form):
        yield warning(
            f"{form.place}预算执行／执行率",
            f"执行率{form.execution_rate}%低于{plain(limit)}%，请说明原因。",
            found=f"{form.execution_rate}%",
            expected=f"不低于{plain(limit)}%或说明原因",
            key=form.key,
        )


def check_budget_lines_name_known_projects(assessed: Assessed) -> Iterator[Finding]:
    """预算明细所属的项目应在项目清单中。"""
    names = {project.name for project in assessed.facts.projects}
    for place, line in _lines(assessed):
        if line.project is not None and line.project not in names:
            yield error(
                f"{place}／项目",
                f"项目清单中没有“{line.project}”。",
                found=line.project,
                expected="项目清单中的项目",
                key=line.key,
            )


def check_project_money_names_its_project(assessed: Assessed) -> Iterator[Finding]:
    """项目清单合计应等于项目支出：项目支出逐行落到项目，基本支出不得归入项目。"""
    for place, line in _lines(assessed):
        is_project_money = line.category == "project"
        if is_project_money and line.project is None and assessed.facts.projects:
            message, expected = "这笔项目支出没有指明项目，项目清单合计将不等于项目支出。", "项目名称"
        elif not is_project_money and line.project is not None:
            message, expected = "基本支出不得归入项目。", "空白"
        else:
            continue
        yield error(f"{place}／项目", message, found=line.project or "空白", expected=expected, key=line.key)


def _lines(assessed: Assessed) -> Iterator[tuple[str, BudgetLineFacts]]:
    for number, line in enumerate(assessed.facts.budget, 1):
        whose = f"·{line.project[:60]}" if line.project else ""
        yield f"预算明细／第{number}行（{CATEGORIES.get(line.category, line.category)}{whose}）", line


def _is_explained(form: Form) -> bool:
    return form.project is not None and not says_nothing(form.project.reason)
