"""Lights at their boundaries, without a database."""

from decimal import Decimal

import pytest

from departments.scoring.measures import Measure
from departments.scoring.monitoring import (
    USUAL,
    Light,
    budget_light,
    expected_completion,
    foretold,
    indicator_light,
    thresholds_of,
)

from .builders import HUBEI, NO_BUDGET, indicator


@pytest.mark.parametrize(
    ("completion", "light"),
    [
        ("100", "green"),
        ("130", "green"),
        ("99.99", "yellow"),
        ("80", "yellow"),
        ("79.99", "red"),
        ("0", "red"),
    ],
)
def test_an_indicator_is_judged_by_its_expected_completion(completion, light):
    assert indicator_light(Decimal(completion), "", USUAL) == light


@pytest.mark.parametrize(
    ("completion", "likelihood", "light"),
    [
        ("100", "certain", "green"), ("100", "possible", "yellow"), ("100", "impossible", "red"),
        ("90", "certain", "yellow"), ("10", "certain", "red"), (None, "certain", "green"),
        (None, "impossible", "red"), (None, "", None),
    ],
)  # fmt: skip
def test_the_worse_of_figure_and_judgement_counts(completion, likelihood, light):
    known = Decimal(completion) if completion else None

    assert indicator_light(known, likelihood, USUAL) == light


@pytest.mark.parametrize(
    ("months", "asked"), [(1, 0), (3, 0), (4, 25), (5, 25), (6, 40), (7, 40), (8, 60), (10, 80), (12, 80)]
)
def test_the_pace_is_that_of_the_last_step_reached(months, asked):
    assert USUAL.asked_by(months) == asked


@pytest.mark.parametrize(
    ("spent", "light", "rate"),
    [
        ("40", "green", "40.00"),
        ("39.99", "yellow", "39.99"),
        ("30", "yellow", "30.00"),
        ("29.99", "red", "29.99"),
    ],
)
def test_a_budget_is_judged_by_its_pace(spent, light, rate):
    assert budget_light(Decimal(spent), Decimal(100), 7, USUAL) == (light, Decimal(rate))


@pytest.mark.parametrize(("spent", "adjusted"), [(None, "100"), ("0", "0"), ("5", "0")])
def test_nothing_to_spend_is_nothing_to_watch(spent, adjusted):
    assert budget_light(Decimal(spent) if spent else None, Decimal(adjusted), 7, USUAL) == (None, None)


def test_a_sum_goes_on_at_its_pace_and_a_rate_stays():
    assert foretold(indicator("120个", None), Measure.read("70"), 7) == Decimal("120.00")
    assert foretold(indicator("95%", None, unit="%"), Measure.read("90%"), 7) == Decimal("90.00")
    assert foretold(indicator("好", None, method="qualitative"), Measure.read("较好"), 7) is None


def test_the_expected_value_is_compared_as_at_the_end_of_the_year():
    assert expected_completion(indicator("100个", None), Measure.read("80"), HUBEI, NO_BUDGET) == Decimal(
        "80.00"
    )
    assert expected_completion(indicator("100个", None), None, HUBEI, NO_BUDGET) is None


def test_a_scheme_may_state_its_own_thresholds():
    stated = {"green": "95", "yellow": "70", "gap": "5", "pace": [{"months": "7", "rate": "58"}]}
    own = HUBEI.load({**HUBEI.data, "monitoring": stated})
    limits = thresholds_of(own)

    assert thresholds_of(HUBEI) is USUAL
    assert indicator_light(Decimal(95), "", limits) == Light.GREEN
    assert budget_light(Decimal("53"), Decimal(100), 7, limits)[0] == Light.YELLOW
    assert budget_light(Decimal("52.99"), Decimal(100), 7, limits)[0] == Light.RED


@pytest.mark.parametrize(
    "stated",
    [
        {"green": "95"}, {"green": "70", "yellow": "95", "gap": "5", "pace": []}, "95",
        {"green": "95", "yellow": "70", "gap": "5", "pace": [{"months": "13", "rate": "58"}]},
        {"green": "95", "yellow": "x", "gap": "5", "pace": [{"months": "7", "rate": "58"}]},
    ],
)  # fmt: skip
def test_wrong_thresholds_are_refused_by_name(stated):
    from departments.scoring.schemes import Scheme, SchemeError

    with pytest.raises(SchemeError, match="monitoring"):
        Scheme.load({**HUBEI.data, "monitoring": stated})
