"""What holds for every form: tried on random forms and by hypothesis."""

import random
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from departments.scoring.execution import execution_score
from departments.scoring.methods import score_indicator
from departments.scoring.rounding import plain, round_half_up
from departments.scoring.scorecard import score
from departments.scoring.trace import Trace, replay

from .builders import HUBEI, NATIONAL, NO_BUDGET, assessment, budget, budget_line, goal, indicator

weights = st.decimals("0.01", "100", places=2).map(plain)
values = st.decimals("0", "999999999999", places=6).map(plain)
targets = st.decimals("0.000001", "999999999999", places=6).map(plain)
moneys = st.decimals("0", "9999999999999", places=2).map(str)
ratios = st.sampled_from(["at_least", "at_most", "equal"])


def points(target, actual, weight, method):
    outcome = score_indicator(indicator(target, actual, weight=weight, method=method), HUBEI, NO_BUDGET)
    assert isinstance(outcome, Trace)
    assert replay(outcome) == outcome.result
    return outcome.result


@given(targets, values, weights, ratios)
def test_a_score_lies_between_0_and_the_weight(target, actual, weight, method):
    assert 0 <= points(target, actual, weight, method) <= Decimal(weight)


@given(targets, values, values, weights)
def test_more_is_never_worse_for_at_least(target, one, other, weight):
    low, high = sorted((one, other), key=Decimal)
    assert points(target, low, weight, "at_least") <= points(target, high, weight, "at_least")


@given(targets, values, values, weights)
def test_less_is_never_worse_for_at_most(target, one, other, weight):
    low, high = sorted((one, other), key=Decimal)
    assert points(target, low, weight, "at_most") >= points(target, high, weight, "at_most")


@given(targets, weights, ratios)
def test_the_target_itself_is_full(target, weight, method):
    assert points(target, target, weight, method) == Decimal(weight)


@given(moneys, moneys)
def test_execution_lies_between_0_and_its_weight(initial, spent):
    trace = execution_score(budget(initial, spent), HUBEI)

    assert 0 <= trace.result <= 20
    assert replay(trace) == trace.result


@given(st.decimals("0", "100", places=4))
def test_every_total_has_a_grade_of_its_own_band(total):
    grade, printed = HUBEI.grade_of(total), round_half_up(total)

    expected = "优" if printed >= 90 else "良" if printed >= 80 else "中" if printed >= 60 else "差"
    assert grade == expected


def random_indicator(chance: random.Random, number: int, weight: str):
    target = plain(Decimal(chance.randint(1, 10**6)).scaleb(-chance.randint(0, 3)))
    actual = plain(Decimal(target) * chance.randint(0, 2000) / 1000)
    method = chance.choice(["at_least", "at_most", "equal", "qualitative", "manual", "deduction"])
    return indicator(
        target,
        chance.choice([actual, actual, actual, "9月前", None]),
        name=f"指标{number}",
        method=method,
        weight=weight,
        tier=chance.choice(["full", "partial", None]) if method == "qualitative" else None,
        entered_score=chance.choice([None, plain(Decimal(chance.randint(0, 1000)).scaleb(-2))]),
        parameters={"allowance": "100", "step": "1", "points": "0.5"} if method == "deduction" else {},
    )


def random_form(chance: random.Random):
    count = chance.randint(1, 8)
    weight = plain(round_half_up(Decimal(80) / count))
    rows = [random_indicator(chance, n, weight) for n in range(count)]
    money = [str(Decimal(chance.randint(0, 10**12)).scaleb(-2)) for _ in range(2)]
    return assessment(
        scheme=chance.choice([HUBEI, NATIONAL]), goals=(goal(*rows),), budget=(budget_line(*money),)
    )


@pytest.mark.slow
def test_ten_thousand_random_forms():
    seed = time.time_ns()
    print(f"seed {seed}")  # noqa: T201
    chance = random.Random(seed)  # noqa: S311
    for _ in range(10_000):
        card = score(random_form(chance))[0]
        scored = [line for line in card.lines if line.score is not None]
        assert card.total == card.execution_score + sum(line.score for line in scored)
        assert all(0 <= line.score <= line.weight for line in scored)
        assert all(replay(line.trace) == line.score for line in scored)
        assert all(bool(line.reason) != (line.trace is not None) for line in card.lines)
        assert (card.grade is not None) == (len(scored) == len(card.lines))
