"""Reads that cross models: a fixed number of queries, and facts that know their rows."""

from decimal import Decimal

import pytest

from departments import queries
from departments.models import Assessment, Indicator
from departments.scoring.measures import Measure
from tests import factories


@pytest.mark.parametrize("count", [1, 40])
def test_facts_take_a_fixed_number_of_queries(assessment, django_assert_num_queries, count):
    for number in range(count):
        goal = factories.goal(assessment, project=factories.project(assessment), order=number)
        factories.indicator(goal)
        factories.budget_line(assessment, order=number)
    row = Assessment.objects.select_related(
        "department", "fiscal_year__scheme", "fiscal_year__project_scheme", "fiscal_year__outline"
    ).get(pk=assessment.pk)

    with django_assert_num_queries(6):
        facts = queries.facts_for(row)

    assert (len(facts.goals), len(facts.budget), len(facts.projects)) == (count + 1, count + 3, count + 1)


def test_facts_name_the_rows_they_come_from(assessment):
    indicator = Indicator.objects.first()

    facts = queries.facts_for(assessment)

    first = facts.goals[0].indicators[0]
    assert first.key == f"indicator:{indicator.pk}"
    assert facts.goals[0].key == f"goal:{indicator.goal_id}"
    assert [x.key for x in facts.budget] == [f"budget_line:{x.pk}" for x in assessment.budget_lines.all()]
    assert facts.projects[0].key == f"project:{assessment.projects.get().pk}"
    assert (first.target, first.actual) == (Measure.of(Decimal(100)), Measure.of(Decimal(75)))


def test_facts_are_what_was_entered(assessment):
    facts = queries.facts_for(assessment)

    assert (facts.department_name, facts.year, facts.outline) == ("东湖区商务局", 2025, "huangshi-2021")
    assert [(x.category, x.project, x.initial, x.spent) for x in facts.budget] == [
        ("personnel", None, 6_000_000, 6_000_000),
        ("operating", None, 2_000_000, 1_500_000),
        ("project", "招商引资专项", 2_000_000, 1_000_000),
    ]
    assert set(facts.required_sections) == set(facts.sections)


def test_blank_money_stays_blank(assessment):
    assessment.budget_lines.update(initial=None, spent=0)

    line = queries.facts_for(assessment).budget[0]

    assert (line.initial, line.spent) == (None, Decimal(0))


def test_schemes_are_known_by_key(assessment):
    assert set(queries.schemes_by_key()) == {
        "hubei-department-2020", "hubei-project-2020", "national-project-2020",
    }  # fmt: skip
