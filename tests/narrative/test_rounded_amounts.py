"""Amounts in 万元 are rounded ones: a rate worked out in yuan is right where their rounding explains it."""

import pytest

from departments.validation.narrative import examine


def wrong(text):
    return [x.mention.quantity.text for x in examine([("", "", text)]).faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 118,942 of 119,085 yuan
        ("项目预算11.91万元，全年执行11.89万元，执行率99.88%。", []),
        # the ends of what the two amounts can stand for: 118,850 of 119,150 and 118,950 of 119,050
        ("项目预算11.91万元，全年执行11.89万元，执行率99.75%。", []),
        ("项目预算11.91万元，全年执行11.89万元，执行率99.92%。", []),
        ("项目预算11.91万元，全年执行11.89万元，执行率99.74%。", ["99.74%"]),
        ("项目预算11.91万元，全年执行11.89万元，执行率99.93%。", ["99.93%"]),
        # what was decided in round figures is exact
        ("项目预算800万元，全年执行760.00万元，执行率95.06%。", ["95.06%"]),
        # large amounts leave no room
        ("项目预算831.91万元，全年执行796.17万元，执行率95.72%。", ["95.72%"]),
    ],
)
def test_a_rate_is_judged_by_what_the_amounts_can_stand_for(text, expected):
    assert wrong(text) == expected
