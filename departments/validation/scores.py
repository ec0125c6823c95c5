"""Checks of 得分 as computed or entered: every line scored, within its weight and band, losses explained."""

from collections.abc import Iterator
from decimal import Decimal

from departments.scoring.comparison import BLANK_ACTUAL, is_target_met, way_of
from departments.scoring.facts import TIERS
from departments.scoring.measures import Measure
from departments.scoring.rounding import EXACT, HUNDRED, ZERO, plain, printed, quotient

from .findings import Finding, error, warning
from .forms import Form, Row, of_each_form
from .wording import says_nothing


@of_each_form
def check_every_indicator_is_scored(form: Form) -> Iterator[Finding]:
    """每个指标都应有得分；完成率无法计算的，录入得分并说明原因。"""
    for row in form.rows:
        blank = row.line.reason == BLANK_ACTUAL
        if row.line.score is None and not blank and row.weight is not None and row.weight > ZERO:
            yield error(
                f"{row.place}／得分",
                f"{row.line.reason}，没有得分；请更正，或录入得分并说明原因。",
                found="空白",
                expected="得分",
                key=row.key,
            )


@of_each_form
def check_entered_score_not_above_weight(form: Form) -> Iterator[Finding]:
    """录入得分不得超过分值。"""
    for row in form.rows:
        entered, weight = row.indicator.entered_score, row.weight
        if entered is not None and weight is not None and entered > weight:
            yield error(
                f"{row.place}／录入得分",
                "录入得分超过分值。",
                found=plain(entered),
                expected=f"不超过{plain(weight)}",
                key=row.key,
            )


@of_each_form
def check_tier_scores_not_above_weight(form: Form) -> Iterator[Finding]:
    """分档计分的各档得分不得超过分值；超过的只按分值计。"""
    for row in form.rows:
        tiers = row.indicator.parameters.get("tiers") if way_of(row.indicator) == "tiers" else None
        for number, tier in enumerate(tiers if isinstance(tiers, list | tuple) else (), 1):
            score = Measure.read(tier.get("score")) if isinstance(tier, dict) else None
            if score and score.number is not None and row.weight is not None and score.number > row.weight:
                yield error(
                    f"{row.place}／分档或扣分规则／第{number}档得分",
                    f"第{number}档得{score}分，超过分值{plain(row.weight)}分。",
                    found=score,
                    expected=f"不超过{plain(row.weight)}",
                    key=row.key,
                )


@of_each_form
def check_entered_score_in_tier_band(form: Form) -> Iterator[Finding]:
    """定性指标的录入得分应在所选档次的分值区间内。"""
    for row in form.rows:
        band = row.form.scheme.tier_band(row.indicator.tier)
        entered, weight = row.indicator.entered_score, row.weight
        if row.indicator.method != "qualitative" or band is None or entered is None or not weight:
            continue
        if entered <= weight and not band.holds(quotient(entered * HUNDRED, weight)):
            low, high = (EXACT.multiply(weight, edge) / HUNDRED for edge in (band.lower, band.upper))
            yield error(
                f"{row.place}／录入得分",
                f"“{TIERS[band.tier]}”得分应为分值的{plain(band.lower)}%至{plain(band.upper)}%。",
                found=plain(entered),
                expected=f"{plain(low)}至{plain(high)}{'' if band.upper == HUNDRED else '（不含）'}",
                key=row.key,
            )


@of_each_form
def check_entered_score_is_used(form: Form) -> Iterator[Finding]:
    """按公式计分的指标以计算结果为准，录入的不同得分不采用。"""
    for row in form.rows:
        entered, trace = row.indicator.entered_score, row.line.trace
        if entered is not None and trace and trace.rule != "entered" and entered != trace.result:
            yield warning(
                f"{row.place}／录入得分",
                f"该指标按公式计分，得{trace.result}分，录入得分不采用。",
                found=plain(entered),
                expected=printed(trace.result),
                key=row.key,
            )


@of_each_form
def check_manual_score_has_reason(form: Form) -> Iterator[Finding]:
    """人工判定的得分应说明原因；“无”不是原因。"""
    for row in form.rows:
        if _is_judged(row) and says_nothing(row.indicator.deviation_reason):
            yield error(
                f"{row.place}／偏差原因",
                "得分由人工判定，没有说明原因。",
                found=row.indicator.deviation_reason.strip() or "空白",
                expected="判定原因",
                key=row.key,
            )


@of_each_form
def check_unmet_target_has_reason(form: Form) -> Iterator[Finding]:
    """未完成目标或未得满分的指标，应说明偏差原因；“无”不是原因。"""
    for row in form.rows:
        if not _is_judged(row) and _is_unmet(row) and says_nothing(row.indicator.deviation_reason):
            yield error(
                f"{row.place}／偏差原因",
                f"{_shortfall(row)}，没有说明偏差原因。",
                found=row.indicator.deviation_reason.strip() or "空白",
                expected="偏差原因",
                key=row.key,
            )


@of_each_form
def check_unmet_target_has_improvement(form: Form) -> Iterator[Finding]:
    """未完成目标或未得满分的指标，应写明改进措施。"""
    for row in form.rows:
        if _is_unmet(row) and says_nothing(row.indicator.improvement):
            yield warning(
                f"{row.place}／改进措施",
                f"{_shortfall(row)}，没有写明改进措施。",
                found=row.indicator.improvement.strip() or "空白",
                expected="改进措施",
                key=row.key,
            )


def _is_judged(row: Row) -> bool:
    """The score was entered where no formula or tier gives one."""
    has_tier = row.indicator.method == "qualitative" and row.indicator.tier is not None
    return row.line.trace is not None and row.line.trace.rule == "entered" and not has_tier


def _is_unmet(row: Row) -> bool:
    """The target was missed, or the line lost marks without a target to compare with."""
    if row.line.score is None:
        return False
    met = is_target_met(row.indicator, row.form.budget)
    return not row.line.is_full if met is None else not met


def _shortfall(row: Row) -> str:
    lost = _points(row.weight) - _points(row.line.score)
    actual, target = row.indicator.actual, row.indicator.effective_target
    values = f"目标值{target}、实际完成值{actual}" if actual and target else "未得满分"
    return f"{values}，失{plain(lost)}分" if lost > ZERO else values


def _points(value: Decimal | None) -> Decimal:
    return value or ZERO
