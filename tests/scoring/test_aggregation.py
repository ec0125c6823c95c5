from decimal import Decimal

import pytest

from departments.scoring.aggregation import Part, kind_of, score_aggregated, summed, weighted_by_funds
from departments.scoring.methods import Unscored

from .builders import HUBEI, NO_BUDGET, indicator


def part(value, funds="0"):
    return Part(Decimal(value), Decimal(funds))


def test_absolute_values_are_added_up_and_scored_once():
    parts = [part("40"), part("35.5")]

    trace = score_aggregated(indicator("100个", None), "absolute", parts, HUBEI, NO_BUDGET)

    assert summed(parts) == Decimal("75.5")
    assert str(trace.result) == "7.55"


def test_relative_values_are_weighted_by_funds():
    parts = [part("100", "1"), part("50", "2")]

    trace = score_aggregated(indicator("100%", None), "relative", parts, HUBEI, NO_BUDGET)

    assert weighted_by_funds(parts) != Decimal(75)
    assert str(trace.result) == "6.67"


def test_qualitative_shares_are_weighted_by_funds():
    row = indicator("好", "好", method="qualitative", weight="20")

    trace = score_aggregated(row, "qualitative", [part("100", "3"), part("60", "1")], HUBEI, NO_BUDGET)

    assert str(trace.result) == "18.00"


def test_nothing_to_weigh_gives_a_reason():
    assert isinstance(score_aggregated(indicator(), "relative", [part("1")], HUBEI, NO_BUDGET), Unscored)
    assert isinstance(score_aggregated(indicator(), "absolute", [], HUBEI, NO_BUDGET), Unscored)


@pytest.mark.parametrize(
    ("method", "unit", "kind"),
    [
        ("at_least", "个", "absolute"), ("at_most", "万元", "absolute"), ("at_least", "", "absolute"),
        ("at_least", "%", "relative"), ("equal", "百分比", "relative"), ("at_least", "％", "relative"),
        ("at_least", "分", "relative"), ("at_most", "元/人", "relative"), ("at_most", "每件天数", "relative"),
        ("qualitative", "", "qualitative"),
        ("qualitative", "%", "qualitative"),
    ],
)  # fmt: skip
def test_the_unit_says_whether_values_can_be_added_up(method, unit, kind):
    assert kind_of(method, unit) == kind
