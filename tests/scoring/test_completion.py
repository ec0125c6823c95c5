from dataclasses import replace

import pytest

from departments.scoring.completion import completion_of
from departments.scoring.scored_line import ScoredLine, score_line

from .builders import HUBEI, NO_BUDGET, budget, indicator

STRICT = replace(HUBEI, equal_rule="strict")
DERIVED = {"figure": "execution_rate", "then": "at_least"}


@pytest.mark.parametrize(
    ("changes", "rate"),
    [
        ({"target": "720", "actual": "722.8"}, "100.39"),
        ({"target": "3", "actual": "2"}, "66.67"),
        ({"target": "33", "actual": "66", "method": "at_most"}, "50.00"),
        ({"target": "33", "actual": "22", "method": "at_most"}, "150.00"),
        ({"target": "100", "actual": "125", "method": "equal"}, "80.00"),
        ({"target": "100", "actual": "98", "method": "equal"}, "98.00"),
        ({"target": "1亿元", "actual": "5000万元"}, "50.00"),
        ({"target": "100", "actual": None, "method": "derived", "parameters": DERIVED}, "95.00"),
    ],
)
def test_completion_is_the_share_in_the_formula(changes, rate):
    found = completion_of(indicator(**changes), HUBEI, budget("100.00", "95.00"))

    assert (str(found.percent), found.reason) == (rate, "")


@pytest.mark.parametrize(
    ("changes", "scheme", "reason"),
    [
        ({"actual": "0", "method": "at_most"}, HUBEI, "实际完成值不大于0，得满分"),
        ({"target": "0", "actual": "0", "method": "at_most"}, HUBEI, "实际完成值不大于0，得满分"),
        ({"method": "equal"}, STRICT, "等于目标值才得分，不按完成率计分"),
        ({"method": "tiers"}, HUBEI, "该评分方法不按完成率计分"),
        ({"method": "manual"}, HUBEI, "该评分方法不按完成率计分"),
        ({"target": None}, HUBEI, "目标值未填写"),
        ({"target": "0", "actual": "3"}, HUBEI, "目标值为0，完成率无法计算"),
    ],
)
def test_without_such_a_share_there_is_a_reason(changes, scheme, reason):
    assert completion_of(indicator(**changes), scheme, NO_BUDGET) == (None, reason)


def test_a_scored_line_keeps_the_rate_or_the_reason():
    line = score_line("目标", indicator("100", "100", method="tiers"), HUBEI, NO_BUDGET)
    kept = line.to_dict(full=True)

    assert ScoredLine.from_dict(kept) == line
    del kept["completion_reason"]
    assert ScoredLine.from_dict(kept).completion_reason == ""
