from decimal import Decimal

import pytest

from departments.scoring.execution import DERIVED, execution_percent, execution_rate, execution_score
from departments.scoring.facts import BudgetFacts

from .builders import HUBEI, NATIONAL, NO_BUDGET, budget, budget_line


@pytest.mark.parametrize(
    ("initial", "adjustment", "spent", "rate", "score"),
    [
        ("21614800.00", "0", "21230400.00", "98.22", "19.64"),  # Dongxihu 2020: 19.6443
        ("8319100.00", "0", "7961700.00", "95.70", "19.14"),
        ("100.00", "0", "100.00", "100.00", "20.00"),
        ("3297700.00", "0", "3383100.00", "102.59", "20.00"),  # Jinzhai 2023: capped
        ("50.00", "50.00", "95.00", "95.00", "19.00"),
        ("100.00", "0", "0", "0.00", "0.00"),
        ("100.00", "-100.00", "50.00", "0.00", "0.00"),
        ("100.00", "0", "-5.00", "-5.00", "0.00"),
    ],
)
def test_execution_is_spent_of_adjusted(initial, adjustment, spent, rate, score):
    lines = budget(initial, spent, adjustment)

    assert str(execution_percent(lines)) == rate
    assert str(execution_score(lines, HUBEI).result) == score


def test_the_score_uses_the_unrounded_rate():
    lines = budget("65.66", "65.07")

    assert execution_rate(lines) * 10 != execution_percent(lines) / 10
    assert str(execution_score(lines, NATIONAL).result) == "9.91"


def test_no_budget_has_rate_0():
    assert execution_rate(NO_BUDGET) == 0
    assert str(execution_score(NO_BUDGET, HUBEI).result) == "0.00"
    assert "无预算" in str(execution_score(NO_BUDGET, HUBEI))


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("execution_rate", "95.00"),
        ("budget_adjustment_rate", "25.00"),
        ("carryover_rate", "5.00"),
        ("carryover_rate_of_spent", "5.26"),
        ("basic_execution_rate", "90.00"),
        ("project_execution_rate", "100.00"),
        ("operating_control_rate", "80.00"),
        ("basic_share", "47.37"),
        ("project_share", "52.63"),
    ],
)
def test_derived_figures(figure, value):
    lines = BudgetFacts(
        (
            budget_line("30.00", "29.00"),
            budget_line("20.00", "16.00", category="operating"),
            budget_line("30.00", "50.00", category="project", adjustment="20.00"),
        )
    )

    assert DERIVED[figure].ratio(lines).percent == Decimal(value)
    assert all(x.ratio(NO_BUDGET).percent is None for x in DERIVED.values())
