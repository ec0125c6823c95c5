from dataclasses import replace
from decimal import Decimal

import pytest

from departments.scoring.comparison import is_target_met
from departments.scoring.facts import BudgetFacts
from departments.scoring.methods import METHODS, Unscored, score_indicator
from departments.scoring.scored_line import score_line
from departments.scoring.trace import Trace, replay

from .builders import HUBEI, NATIONAL, NO_BUDGET, budget, indicator

SATISFACTION = {"tiers": [{"at_least": "90", "score": "10"}, {"at_least": "85", "score": "9"}]}
ADJUSTMENT = {
    "figure": "budget_adjustment_rate",
    "then": "tiers",
    "tiers": [
        {"at_most": "0", "score": "3"},
        {"at_most": "10", "score": "2"},
        {"at_most": "20", "score": "1"},
    ],
}
CONTROL = {"allowance": "100", "step": "1", "points": "0.5"}
SATISFACTION_STEPS = {"allowance": "90", "step": "5", "points": "1", "direction": "below"}


def scored(row, scheme=HUBEI, budget=NO_BUDGET):
    outcome = score_indicator(row, scheme, budget)
    return str(outcome.result) if isinstance(outcome, Trace) else None


@pytest.mark.parametrize(
    ("target", "actual", "weight", "score"),
    [
        ("20000", "23333.56", "10", "10.00"),
        ("100", "98", "10", "9.80"),
        ("8755", "8676", "15", "14.86"),
        ("100", "0", "10", "0.00"),
        ("100", "-5", "10", "0.00"),
        ("3", "1", "10", "3.33"),
        ("3", "2", "10", "6.67"),
        ("200", "199.9", "10", "10.00"),
        ("2000", "1999", "10", "10.00"),
        ("2000", "1998.9", "10", "9.99"),
        ("16", "15.992", "10", "10.00"),
        ("1", "2", "6.6667", "6.66"),
        ("1亿元", "24亿", "9.00", "9.00"),
        ("1亿元", "5000万元", "9", "4.50"),
    ],
)
def test_at_least_is_proportional_and_capped(target, actual, weight, score):
    assert scored(indicator(target, actual, weight=weight)) == score


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("33万元", "32.9999", "10.00"),
        ("33", "33", "10.00"),
        ("33", "66", "5.00"),
        ("33", "0", "10.00"),
        ("0", "0", "10.00"),
        ("33", "-1", "10.00"),
    ],
)
def test_at_most_is_inverse_and_full_at_zero(target, actual, score):
    assert scored(indicator(target, actual, method="at_most")) == score


@pytest.mark.parametrize(
    ("rule", "actual", "score"),
    [
        ("proportional", "100%", "10.00"), ("proportional", "98%", "9.80"), ("proportional", "125%", "8.00"),
        ("proportional", "0%", "0.00"), ("proportional", "-1%", "0.00"),
        ("strict", "100%", "10.00"), ("strict", "98%", "0.00"), ("strict", "100.01%", "0.00"),
    ],
)  # fmt: skip
def test_equal_follows_the_rule_of_the_scheme(rule, actual, score):
    scheme = replace(HUBEI, equal_rule=rule)

    assert scored(indicator("100%", actual, method="equal"), scheme) == score


@pytest.mark.parametrize(
    ("tier", "entered", "score"),
    [
        ("full", None, "10.00"), ("full", "8", "8.00"), ("partial", "7.999", "8.00"), ("none", "0", "0.00"),
        (None, "9", "9.00"), ("full", "11", "10.00"), ("partial", None, None), ("none", None, None),
        (None, None, None),
    ],
)  # fmt: skip
def test_qualitative_takes_the_tier_and_the_entered_score(tier, entered, score):
    row = indicator("效果明显", "效果明显", method="qualitative", tier=tier, entered_score=entered)

    assert scored(row) == score


@pytest.mark.parametrize(
    ("actual", "score"),
    [("95", "10.00"), ("90", "10.00"), ("89.99", "9.00"), ("85", "9.00"), ("84.99", "0.00")],
)
def test_tiers_take_the_first_bound_kept(actual, score):
    assert scored(indicator("90", actual, method="tiers", parameters=SATISFACTION)) == score


@pytest.mark.parametrize(
    ("actual", "score"),
    [
        ("99", "10.00"),
        ("100", "10.00"),
        ("100.01", "9.50"),
        ("101", "9.50"),
        ("101.5", "9.00"),
        ("200", "0.00"),
    ],
)
def test_deduction_counts_started_steps_above(actual, score):
    assert scored(indicator("100", actual, method="deduction", parameters=CONTROL)) == score


@pytest.mark.parametrize(
    ("actual", "score"), [("90", "10.00"), ("89.9", "9.00"), ("85", "9.00"), ("84", "8.00")]
)
def test_deduction_counts_started_steps_below(actual, score):
    assert scored(indicator("90", actual, method="deduction", parameters=SATISFACTION_STEPS)) == score


@pytest.mark.parametrize(
    ("adjustment", "score"),
    [("0", "3.00"), ("10.00", "2.00"), ("-10.00", "2.00"), ("10.01", "1.00"), ("30", "0.00")],
)
def test_derived_takes_the_figure_of_the_budget(adjustment, score):
    row = indicator(None, None, method="derived", weight="3", parameters=ADJUSTMENT)

    assert scored(row, budget=budget("100.00", "95.00", adjustment)) == score


def test_derived_rate_is_not_rounded_before_the_score():
    row = indicator(
        "100",
        None,
        method="derived",
        weight="80",
        parameters={"figure": "execution_rate", "then": "at_least"},
    )

    assert scored(row, budget=budget("2161.48", "2123.04")) == "78.58"


def test_manual_takes_the_entered_score():
    assert scored(indicator("9月前", "7月", method="manual", entered_score="5")) == "5.00"
    assert scored(indicator("9月前", "7月", method="manual")) is None


UNDEFINED = [
    ({"target": "0", "actual": "0"}, "目标值为0"),
    ({"target": "0", "actual": "3", "method": "at_most"}, "目标值为0"),
    ({"target": "0", "actual": "0", "method": "equal"}, "目标值为0"),
    ({"target": "-5", "actual": "3"}, "目标值为-5"),
    ({"target": None}, "目标值未填写"),
    ({"actual": None}, "实际完成值未填写"),
    ({"target": "9月前", "actual": "7月"}, "9月前"),
    ({"target": "效果明显", "actual": "100"}, "效果明显"),
    ({"actual": "不适用"}, "不适用"),
    ({"target": "6个", "actual": "6家"}, "单位不一致"),
    ({"method": "tiers"}, "分档"),
    ({"method": "tiers", "parameters": {"tiers": [{"score": "5"}]}}, "第1档"),
    ({"method": "tiers", "parameters": {"tiers": [{"at_least": "x", "score": "5"}]}}, "第1档下限应为数字"),
    ({"method": "deduction", "parameters": {"allowance": "1", "step": "0", "points": "1"}}, "步长应大于0"),
    ({"method": "deduction", "parameters": {"allowance": "1", "step": "1"}}, "每步扣分应为数字"),
    ({"method": "deduction", "parameters": CONTROL | {"direction": "up"}}, "超过或低于"),
    ({"method": "derived", "parameters": {"figure": "nothing", "then": "at_least"}}, "取自预算的数据”未"),
    ({"method": "derived", "parameters": {"figure": "execution_rate"}}, "“取数后按”未选择"),
    ({"method": "derived", "parameters": {"figure": "execution_rate", "then": "at_least"}}, "分母为0"),
    ({"method": "guess"}, "评分方法未选择"),
    ({"weight": None}, "分值未填写"),
    ({"weight": "0"}, "分值应大于0"),
    ({"weight": "-1"}, "分值应大于0"),
]


@pytest.mark.parametrize(("changes", "words"), UNDEFINED)
def test_says_why_there_is_no_score(changes, words):
    outcome = score_indicator(indicator(**changes), HUBEI, NO_BUDGET)

    assert isinstance(outcome, Unscored)
    assert words in outcome.reason


@pytest.mark.parametrize("changes", [changes for changes, _ in UNDEFINED[:-4]])
def test_an_undefined_ratio_takes_the_entered_score(changes):
    assert scored(indicator(entered_score="7", **changes)) == "7.00"


def test_a_computed_score_is_not_replaced_by_an_entered_one():
    assert scored(indicator("100", "98", entered_score="10")) == "9.80"


def test_the_scheme_may_deduct_for_far_exceeding_the_target():
    scheme = replace(HUBEI, overachievement_deduction=Decimal(20))

    assert scored(indicator("100", "130"), scheme) == "10.00"
    assert scored(indicator("100", "130.01"), scheme) == "8.00"
    assert score_line("目标", indicator("100", "200"), scheme, NO_BUDGET).is_met


@pytest.mark.parametrize(
    ("method", "actual", "met"),
    [("at_least", "100", True), ("at_least", "99.9999", False), ("at_most", "100", True),
     ("at_most", "100.0001", False), ("equal", "100", True), ("equal", "101", False), ("manual", "1", None)],
)  # fmt: skip
def test_a_target_is_met_exactly(method, actual, met):
    assert is_target_met(indicator("100", actual, method=method), NO_BUDGET) is met


def test_every_trace_explains_and_replays_itself():
    rows = [
        indicator("3", "2"), indicator("3", "4", method="at_most"), indicator("100", "98", method="equal"),
        indicator("好", "好", method="qualitative", tier="full"),
        indicator("好", "好", method="manual", entered_score="7"),
        indicator("90", "85", method="tiers", parameters=SATISFACTION),
        indicator("90", "101", method="deduction", parameters=CONTROL),
        indicator(None, None, method="derived", parameters=ADJUSTMENT),
    ]  # fmt: skip
    for row in rows:
        trace = score_indicator(row, NATIONAL, budget("100.00", "95.00", "7.00"))
        assert isinstance(trace, Trace), row.method
        assert replay(trace) == trace.result
        assert Trace.from_dict(trace.to_dict()) == trace
        assert "财预" in str(trace)
        assert NATIONAL.title in str(trace)
        assert str(trace.result) in str(trace)
    assert {row.method for row in rows} == set(METHODS)


def test_a_trace_reads_as_one_line():
    trace = score_indicator(indicator("20000", "23333.56"), HUBEI, BudgetFacts())

    assert str(trace).startswith("10 × min(1, 23333.56 ÷ 20000) = 10 × min(1, 约116.67%) = 10.00；四舍五入")
