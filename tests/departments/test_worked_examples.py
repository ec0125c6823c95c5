"""Beside each choice of an indicator stands an example, and the rules give what it says."""

from decimal import Decimal as D

import pytest

from departments.forms.worked_examples import ACCUMULATION_HELP, OF_ACCUMULATIONS, OF_METHODS
from departments.models.indicator import METHODS
from departments.scoring.accumulation import ACCUMULATIONS
from departments.scoring.facts import BudgetFacts, BudgetLineFacts, IndicatorFacts
from departments.scoring.measures import Measure
from departments.scoring.methods import score_indicator
from departments.scoring.rounding import printed
from tests.scoring.builders import HUBEI

BUDGET = BudgetFacts((BudgetLineFacts("project", initial=D(100), spent=D(90)),))
TIERS = {"tiers": [{"at_least": "90", "score": "5"}, {"at_least": "80", "score": "4"}]}
DEDUCTION = {"allowance": "100", "step": "1", "points": "0.5", "direction": "above"}
WORKED = [
    ("at_least", "10", "98", {}, "9.80"),
    ("at_most", "10", "125", {}, "8.00"),
    ("equal", "10", "80", {}, "8.00"),
    ("tiers", "5", "85", TIERS, "4.00"),
    ("deduction", "5", "102", DEDUCTION, "4.00"),
    ("derived", "10", "", {"figure": "execution_rate", "then": "at_least"}, "9.00"),
]


def test_every_choice_has_an_example():
    assert list(OF_METHODS) == list(METHODS)
    assert list(OF_ACCUMULATIONS) == list(ACCUMULATIONS)


@pytest.mark.parametrize(("method", "weight", "actual", "parameters", "score"), WORKED)
def test_the_examples_of_methods_are_right(method, weight, actual, parameters, score):
    row = IndicatorFacts(
        "指标", method, target=Measure.read("100"), actual=Measure.read(actual), weight=D(weight),
        parameters=parameters,
    )  # fmt: skip
    scored = score_indicator(row, HUBEI, BUDGET)

    assert printed(scored.result) == score
    assert f"得{score}分" in OF_METHODS[method]


def test_the_examples_of_accumulation_are_worked_out():
    assert OF_ACCUMULATIONS["sum"] == "各期相加，全年90。"
    assert OF_ACCUMULATIONS["average"] == "各期平均，全年22.5。"
    assert OF_ACCUMULATIONS["max"] == "各期最高，全年30。"
    assert OF_ACCUMULATIONS["latest"] == "最后一期，全年15。"
    assert "45÷50和57÷60，全年102÷110＝92.73%。" in OF_ACCUMULATIONS["ratio"]
    assert all(text in ACCUMULATION_HELP for text in OF_ACCUMULATIONS.values())
