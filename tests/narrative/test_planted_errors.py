# ruff: noqa: E501 (a table reads by rows)
"""Generated reports with one planted error each; `./dev bench checker` measures more of them."""

import pytest

from tests.bench.checker import LEAST_RECALL, MOST_ALARMS, measure

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [7, 8])
def test_planted_errors_are_found_and_nothing_else(seed):
    result = measure(100, seed)

    assert result.recall >= LEAST_RECALL, [(x.kind, x.wrong, x.right) for x in result.missed]
    assert result.false_alarms <= MOST_ALARMS, result.alarms


@pytest.mark.slow
def test_every_class_is_planted():
    assert set(measure(300, 9).planted) == {
        "contradiction", "count wrong", "derived wrong", "difference wrong", "growth wrong", "rate wrong", "rounding",
        "score sum wrong", "share wrong", "sum wrong", "target wrong", "truncated",
    }  # fmt: skip
