"""Checks of 绩效指标 as they were set and filled: names, values, signs."""

import re
from collections.abc import Iterator

from departments.scoring.comparison import BLANK_TARGET, Undefined, compared, is_over_achieved, way_of
from departments.scoring.facts import BudgetFacts
from departments.scoring.rounding import plain

from .findings import Finding, error, warning
from .forms import Form, Row, of_each_form
from .wording import says_nothing

SIGN_WORDS = {"at_least": "≥", "at_most": "≤", "equal": "＝"}
_BUDGET_RATE = re.compile(r"(预算|资金|支出|经费).*执行率|^执行率")


@of_each_form
def check_indicators_have_names(form: Form) -> Iterator[Finding]:
    """每个指标都应有三级指标名称。"""
    for row in form.rows:
        if not row.indicator.name.strip():
            yield error(
                f"{row.place}／三级指标", "指标名称未填写。", found="空白", expected="名称", key=row.key
            )


@of_each_form
def check_indicators_have_levels(form: Form) -> Iterator[Finding]:
    """每个指标都应填写一级指标和二级指标。"""
    for row in form.rows:
        for title, text in (("一级指标", row.indicator.level1), ("二级指标", row.indicator.level2)):
            if not text.strip():
                yield warning(
                    f"{row.place}／{title}", f"{title}未填写。", found="空白", expected=title, key=row.key
                )


@of_each_form
def check_indicator_names_unique(form: Form) -> Iterator[Finding]:
    """同一张表中指标不得重复：同一目标下重复为错误，不同目标下同名应说明。"""
    first: dict[str, Row] = {}
    for row in form.rows:
        name = row.indicator.name.strip()
        before = first.setdefault(name, row)
        if name and before is not row:
            yield (error if before.goal == row.goal else warning)(
                f"{row.place}／三级指标",
                f"指标与“{before.place}”重复。",
                found=name,
                expected="不重复的指标",
                key=row.key,
            )


@of_each_form
def check_target_filled(form: Form) -> Iterator[Finding]:
    """目标值不得空白：没有目标值就无从判断是否完成。"""
    for row in form.rows:
        if row.indicator.effective_target is None and row.line.reason != BLANK_TARGET:
            yield warning(
                f"{row.place}／目标值", "目标值未填写。", found="空白", expected="目标值", key=row.key
            )


@of_each_form
def check_actual_filled(form: Form) -> Iterator[Finding]:
    """实际完成值不得空白；不适用的填“不适用”。"""
    for row in form.rows:
        if row.indicator.actual is None and row.indicator.method != "derived":
            yield error(
                f"{row.place}／实际完成值", "实际完成值未填写。", found="空白", expected="完成值", key=row.key
            )


@of_each_form
def check_sign_matches_method(form: Form) -> Iterator[Finding]:
    """目标值所写的符号（≥、≤、＝）应与计分方法一致。"""
    for row in form.rows:
        target, how = row.indicator.effective_target, way_of(row.indicator)
        if target and target.sign and how in SIGN_WORDS and target.sign != how:
            yield warning(
                f"{row.place}／目标值",
                f"目标值写作“{target}”，计分方法为“{SIGN_WORDS[how]}”，方向不一致。",
                found=SIGN_WORDS[target.sign],
                expected=SIGN_WORDS[how],
                key=row.key,
            )


@of_each_form
def check_actual_is_measured(form: Form) -> Iterator[Finding]:
    """实际完成值应为实际测得的数值，不应带≥、≤、“以上”等符号照抄目标值。"""
    for row in form.rows:
        actual, target = row.indicator.actual, row.indicator.effective_target
        if actual and actual.sign in ("at_least", "at_most"):
            copied = "与目标值相同，" if target and target.text == actual.text else ""
            yield warning(
                f"{row.place}／实际完成值",
                f"实际完成值“{actual}”{copied}不是测得的数值，请填写实际数。",
                found=actual,
                expected="实际测得的数值",
                key=row.key,
            )


@of_each_form
def check_adjusted_target_has_reason(form: Form) -> Iterator[Finding]:
    """调整过目标值的，应说明调整依据。"""
    for row in form.rows:
        adjusted = row.indicator.adjusted_target
        if adjusted and says_nothing(row.indicator.adjustment_reason):
            yield error(
                f"{row.place}／调整理由",
                f"目标值由“{row.indicator.target or '空白'}”调整为“{adjusted}”，没有说明依据。",
                found=row.indicator.adjustment_reason or "空白",
                expected="调整依据",
                key=row.key,
            )


@of_each_form
def check_over_achievement_has_reason(form: Form) -> Iterator[Finding]:
    """实际完成值超过目标值规定比例（一般为130%）的，可能目标偏低，应说明原因。"""
    for row in form.rows:
        ratio = row.form.scheme.overachievement_ratio
        rate = _over_achievement(row, row.form.budget)
        if rate and says_nothing(row.indicator.deviation_reason):
            yield warning(
                f"{row.place}／偏差原因",
                f"完成率{rate}%，超过{plain(ratio)}%，目标值可能偏低，请说明原因。",
                found=f"{rate}%",
                expected=f"不超过{plain(ratio)}%或说明原因",
                key=row.key,
            )


@of_each_form
def check_budget_not_repeated(form: Form) -> Iterator[Finding]:
    """预算执行率已单独计分，不应再设为指标重复计分。"""
    for row in form.rows:
        figure = row.indicator.parameters.get("figure")
        repeats = row.indicator.method == "derived" and figure == "execution_rate"
        if repeats or _BUDGET_RATE.search(row.indicator.name):
            yield warning(
                row.place,
                "预算执行率已在预算执行情况中计分，此指标重复。",
                found=row.indicator.name,
                expected="不重复计分的指标",
                key=row.key,
            )


@of_each_form
def check_satisfaction_is_measured(form: Form) -> Iterator[Finding]:
    """自评表一般应有满意度指标。"""
    levels = [row.indicator.level1 + row.indicator.level2 + row.indicator.name for row in form.rows]
    if levels and not any("满意" in level for level in levels):
        yield warning(
            f"{form.place}绩效指标／满意度指标",
            "没有满意度指标。",
            found="0个",
            expected="至少1个",
            key=form.key,
        )


def _over_achievement(row: Row, budget: BudgetFacts) -> str | None:
    """完成率 in per cent when a positive indicator is above the scheme's ratio."""
    if way_of(row.indicator) != "at_least":
        return None
    try:
        inputs = compared(row.indicator, budget)
    except Undefined:
        return None
    is_over = is_over_achieved(inputs, row.form.scheme.overachievement_ratio)
    return str(row.line.completion) if is_over else None
