"""Checks of 分值: within (0, 100], adding up to 100, to the goal's weight and to the scheme's split."""

from collections.abc import Iterator
from decimal import Decimal

from departments.scoring.rounding import HUNDRED, ZERO, plain, round_down
from departments.scoring.schemes import FULL_MARKS

from .findings import Finding, error, warning
from .forms import Form, of_each_form

LEVEL1_WORDS = {"效益指标": ("效益", "效果")}
"""Level 1 of the scheme → the words that forms use for it, where it has more than one."""


@of_each_form
def check_weights_filled(form: Form) -> Iterator[Finding]:
    """每个指标都应填写分值。"""
    for row in form.rows:
        if row.weight is None:
            yield error(f"{row.place}／分值", "分值未填写。", found="空白", expected="分值", key=row.key)


@of_each_form
def check_weights_in_range(form: Form) -> Iterator[Finding]:
    """指标分值应大于0且不超过100。"""
    for row in form.rows:
        if row.weight is not None and not ZERO < row.weight <= HUNDRED:
            yield error(
                f"{row.place}／分值",
                "分值应大于0且不超过100。",
                found=plain(row.weight),
                expected="大于0且不超过100",
                key=row.key,
            )


@of_each_form
def check_weights_have_two_decimals(form: Form) -> Iterator[Finding]:
    """分值最多两位小数；多出的小数部分无法得到，因为得分保留两位小数且不超过分值。"""
    for row in form.rows:
        if row.weight is not None and row.weight != round_down(row.weight):
            yield warning(
                f"{row.place}／分值",
                "分值超过两位小数，满分也得不到全部分值。",
                found=plain(row.weight),
                expected="最多两位小数",
                key=row.key,
            )


@of_each_form
def check_weights_sum_to_100(form: Form) -> Iterator[Finding]:
    """预算执行率分值与各指标分值合计应为100分。"""
    total = _total(form)
    if total is not None and total != FULL_MARKS:
        own = plain(form.scheme.execution_weight)
        rest = plain(total - form.scheme.execution_weight)
        yield error(
            f"{form.place}绩效指标／分值合计",
            f"预算执行率{own}分与各指标{rest}分合计为{plain(total)}分，应为100分。",
            found=plain(total),
            expected=plain(FULL_MARKS),
            key=form.key,
        )


@of_each_form
def check_goal_weight_is_sum_of_indicators(form: Form) -> Iterator[Finding]:
    """绩效目标的分值应等于其下各指标分值之和。"""
    for place, goal in form.goals:
        weights = [indicator.weight for indicator in goal.indicators]
        total = sum((weight for weight in weights if weight is not None), ZERO)
        if goal.weight is not None and None not in weights and goal.indicators and total != goal.weight:
            yield error(
                f"{place}／分值",
                f"目标分值{plain(goal.weight)}分，其下各指标合计{plain(total)}分。",
                found=plain(goal.weight),
                expected=plain(total),
                key=goal.key,
            )


@of_each_form
def check_level1_weights(form: Form) -> Iterator[Finding]:
    """一级指标分值应符合评分方案的规定；方案未规定的不检查。"""
    for name, expected in form.scheme.level1_weights.items():
        total = _level1_total(form, name)
        if total is not None and total != expected:
            yield warning(
                f"{form.place}绩效指标／{name}／分值合计",
                f"{name}合计{plain(total)}分，评分方案规定{plain(expected)}分。",
                found=plain(total),
                expected=plain(expected),
                key=form.key,
            )


def _total(form: Form) -> Decimal | None:
    """Execution weight plus all indicators; None while a weight is blank (that is another finding)."""
    weights = [row.weight for row in form.rows]
    if not weights or None in weights:
        return None
    return sum((weight for weight in weights if weight is not None), form.scheme.execution_weight)


def _level1_total(form: Form, name: str) -> Decimal | None:
    if _total(form) is None:
        return None
    words = LEVEL1_WORDS.get(name, (name.removesuffix("指标"),))
    rows = (row for row in form.rows if any(word in row.indicator.level1 for word in words))
    return sum((row.weight for row in rows if row.weight is not None), ZERO)
