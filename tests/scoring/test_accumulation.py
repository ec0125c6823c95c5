"""全年累计方式: the value of a year from its periods, and what part of a year foretells."""

from decimal import Decimal as D

import pytest

from departments.scoring.accumulation import (
    ACCUMULATIONS,
    accumulation_of,
    expected_for_year,
    of_year,
    usual,
)
from departments.scoring.facts import IndicatorFacts
from departments.scoring.rounding import round_half_up

QUARTERS = [D(30), D(20), D(25), D(15)]


@pytest.mark.parametrize(
    ("how", "year"), [("sum", D(90)), ("average", D("22.5")), ("max", D(30)), ("latest", D(15))]
)
def test_the_year_is_made_of_its_periods(how, year):
    assert of_year(how, QUARTERS) == year


def test_a_ratio_is_made_of_parts_and_wholes_and_not_of_ratios():
    assert round_half_up(of_year("ratio", [D(9), D(50)], [D(10), D(100)])) == D("53.64")


@pytest.mark.parametrize(("values", "wholes"), [([], []), ([D(1)], [D(0)]), ([D(0)], [])])
def test_a_ratio_without_a_base_is_none(values, wholes):
    assert of_year("ratio", values, wholes) is None


@pytest.mark.parametrize("how", ACCUMULATIONS)
def test_no_periods_are_no_value(how):
    assert of_year(how, []) is None


@pytest.mark.parametrize(
    ("how", "months", "expected"),
    [
        ("sum", 7, "120"), ("sum", 1, "840"), ("sum", 12, "70"), ("average", 7, "70"), ("max", 1, "70"),
        ("latest", 7, "70"), ("ratio", 7, "70"),
    ],
)  # fmt: skip
def test_only_a_sum_is_extrapolated(how, months, expected):
    assert expected_for_year(how, D(70), months) == D(expected)


def test_nothing_and_less_than_nothing_are_extrapolated_too():
    assert expected_for_year("sum", D(0), 7) == 0
    assert expected_for_year("sum", D(-7), 7) == D(-12)


@pytest.mark.parametrize(("how", "months"), [("sum", 0), ("sum", 13), ("latest", 0), ("mean", 7), ("", 7)])
def test_what_is_no_part_of_a_year_is_refused(how, months):
    with pytest.raises(ValueError, match=r"months|accumulation"):
        expected_for_year(how, D(1), months)


@pytest.mark.parametrize(
    ("method", "unit", "how"),
    [
        ("at_least", "场", "sum"), ("at_least", "", "sum"), ("at_most", "%", "ratio"),
        ("equal", "‰", "ratio"),
        ("at_least", "元/人", "ratio"), ("at_most", "个百分点", "ratio"), ("qualitative", "", "latest"),
        ("manual", "%", "latest"), ("derived", "", "ratio"), ("tiers", "次", "sum"),
    ],
)  # fmt: skip
def test_where_nobody_chose_method_and_unit_say_how(method, unit, how):
    assert usual(method, unit) == how
    assert accumulation_of(IndicatorFacts("指标", method, unit=unit)) == how


def test_what_was_chosen_wins():
    assert accumulation_of(IndicatorFacts("满意度", "at_least", unit="%", accumulation="latest")) == "latest"
