import json
from decimal import Decimal

import pytest

from departments.scoring.facts import AssessmentFacts
from departments.scoring.scorecard import Scorecard, score

from .builders import assessment, budget_line, goal, indicator, project


def test_a_total_adds_the_printed_lines():
    thirds = [indicator("3", "2", name=f"指标{n}", weight="10") for n in range(3)]

    card = score(assessment(*thirds))[0]

    assert [str(line.score) for line in card.lines] == ["6.67", "6.67", "6.67"]
    assert (str(card.indicator_score), str(card.total)) == ("20.01", "39.01")


def test_the_seed_forms_agree_with_themselves():
    rows = [indicator(name="甲", weight="40"), indicator("10", "9", name="乙", weight="40")]

    card = score(assessment(*rows, budget=(budget_line("21614800.00", "21230400.00"),)))[0]

    assert card.to_dict() == {
        "project": None,
        "scheme": "hubei-department-2020",
        "execution_rate": "98.22",
        "execution_score": "19.64",
        "indicator_score": "76.00",
        "total": "95.64",
        "grade": "优",
        "lines": [line.to_dict() for line in card.lines],
    }
    assert list(card.lines[0].to_dict()) == ["goal", "name", "weight", "score", "reported", "trace"]


@pytest.mark.parametrize(
    ("lost", "total", "grade"), [("10", "90.00", "优"), ("10.01", "89.99", "良"), ("20.01", "79.99", "中")]
)
def test_the_grade_follows_the_total(lost, total, grade):
    entered = Decimal(80) - Decimal(lost)
    row = indicator("好", "好", method="manual", weight="80", entered_score=str(entered))

    card = score(assessment(row, budget=(budget_line("1.00", "1.00"),)))[0]

    assert (str(card.total), card.grade) == (total, grade)


def test_an_unscored_line_counts_0_and_leaves_the_grade_open():
    card = score(assessment(indicator(weight="40"), indicator("9月前", "7月", name="时间", weight="40")))[0]

    assert not card.is_complete
    assert (str(card.total), card.grade) == ("59.00", None)
    assert card.lines[1].to_dict()["score"] is None
    assert card.lines[1].to_dict()["trace"] is None
    assert "9月前" in card.lines[1].reason


def test_a_form_without_indicators_has_no_grade():
    card = score(assessment(goals=()))[0]

    assert (card.is_complete, card.grade, str(card.total)) == (False, None, "19.00")


def test_the_department_comes_first_then_projects_with_goals():
    facts = assessment(
        projects=(project("有目标"), project("无目标")),
        budget=(budget_line(), budget_line("10.00", "10.00", category="project", project="有目标")),
        goals=(goal(indicator(weight="80")), goal(indicator("2", "1", weight="80"), project="有目标")),
    )

    own, other = score(facts)

    assert (own.project, other.project) == (None, "有目标")
    assert (own.scheme, other.scheme) == ("hubei-department-2020", "hubei-project-2020")
    assert str(own.execution_rate) == "95.45"
    assert (str(other.execution_score), str(other.total)) == ("20.00", "60.00")


def test_a_scorecard_survives_json():
    rows = [
        indicator(weight="40", reported_score="39.5"),
        indicator("9月前", "7月", name="时间", weight="40"),
    ]
    card = score(assessment(*rows))[0]

    again = Scorecard.from_dict(json.loads(json.dumps(card.to_dict(full=True))))

    assert again == card
    assert again.to_dict(full=True) == card.to_dict(full=True)


def test_scoring_changes_nothing():
    facts = assessment()

    assert score(facts) == score(facts)
    assert isinstance(facts, AssessmentFacts)
