"""复核: the reviewer's score, and the total that follows."""

from decimal import Decimal

import pytest

from departments.scoring.deductions import DEDUCTIONS, Disagrees, deducted, deviation
from departments.scoring.reviewed import Entered, reviewed_card
from departments.scoring.scorecard import score
from tests.scoring import builders


def reviewed(**entered):
    lines = (builders.indicator(key=f"indicator:{x}", weight=w) for x, w in ((1, "10"), (2, "70")))
    facts = builders.assessment(*lines)
    (card,) = score(facts)
    given = {"indicator:1": Entered(**entered)} if entered else {}
    return reviewed_card(card, tuple(facts.indicators_of(None)), given, facts.scheme, facts.budget_of(None))


def test_what_was_not_looked_at_counts_as_the_self_score():
    card = reviewed()
    assert card.total == card.card.total
    assert card.reviewed == 0
    assert card.lines[0].deviation is None


def test_the_reviewed_value_is_scored_by_the_method_of_the_line():
    card = reviewed(value="80")
    assert card.lines[0].score == Decimal("8.00")
    assert card.lines[0].deviation == Decimal("20.00")
    assert card.total == card.card.total - 2
    assert card.grade == "优"


def test_an_entered_score_goes_before_the_value():
    assert reviewed(value="80", score=Decimal(5)).lines[0].score == Decimal("5.00")


@pytest.mark.parametrize("key", [key for key, reason in DEDUCTIONS.items() if reason.share is not None])
def test_a_deduction_takes_its_share_of_the_weight(key):
    share = DEDUCTIONS[key].share
    assert reviewed(deduction=key).lines[0].score == 10 - share / 10


def test_a_score_that_is_not_what_the_deduction_takes_is_refused():
    with pytest.raises(Disagrees, match=r"扣30%应得7\.00分"):
        reviewed(deduction="partly_late", score=Decimal(8))
    assert reviewed(deduction="partly_late", score=Decimal(7)).lines[0].score == 7


def test_confirmed_as_it_is():
    card = reviewed(note="已核对原始单据")
    assert card.reviewed == 1
    assert card.lines[0].score == card.lines[0].line.score


def test_deviation_of_nothing_is_unknown():
    assert deviation(Decimal(0), Decimal(0)) is None


def test_a_deduction_is_rounded_half_up():
    assert deducted(Decimal("3.33"), Decimal(60)) == Decimal("1.33")
    assert deducted(Decimal("0.05"), Decimal(30)) == Decimal("0.04")
