"""历年数据: the right row, the right year, the right change, in a fixed number of queries."""

from decimal import Decimal

import pytest

from departments import earlier, queries, workflow
from departments.models import Indicator
from departments.scoring.measures import Measure
from tests import factories

pytestmark = pytest.mark.slow


@pytest.fixture
def last_year(department, authority):
    """The self-assessment of 2024, complete."""
    return factories.complete_assessment(department, factories.fiscal_year(authority, year=2024))


def histories(assessment):
    return earlier.histories(queries.facts_for(assessment), earlier.filed_before(assessment))


def row(assessment, name):
    return Indicator.objects.get(goal__assessment=assessment, name=name)


def test_a_row_is_known_by_its_name(assessment, last_year):
    before = row(last_year, "招商活动场次")
    before.actual_measure = Measure.read("25")
    before.save()
    found = histories(assessment)[f"indicator:{row(assessment, '招商活动场次').pk}"]

    assert [(year, str(values["actual_measure"])) for year, values in found.past] == [(2024, "25")]
    assert found.change("actual_measure") == Decimal("20.0")
    assert found.change("target_measure") == Decimal("0.0")


def test_years_and_marks_in_a_name_do_not_part_it(assessment, last_year):
    Indicator.objects.filter(pk=row(last_year, "招商活动场次").pk).update(name="2024年招商活动（场次）")
    Indicator.objects.filter(pk=row(assessment, "招商活动场次").pk).update(name="2025年招商活动场次")
    assert f"indicator:{row(assessment, '2025年招商活动场次').pk}" in histories(assessment)


def test_a_name_that_stands_twice_says_nothing(assessment, last_year):
    promise = last_year.goals.get()
    factories.indicator(promise, "招商活动场次", level2="质量指标")
    assert f"indicator:{row(assessment, '招商活动场次').pk}" not in histories(assessment)


def test_money_is_compared_line_by_line_and_project_by_project(assessment, last_year):
    last_year.budget_lines.filter(category="operating").update(spent=Decimal(1_000_000))
    last_year.budget_lines.filter(category="project").update(spent=0)
    found = histories(assessment)

    line = assessment.budget_lines.get(category="operating")
    assert found[f"budget_line:{line.pk}"].change("spent") == Decimal("50.0")
    project = found[f"project:{assessment.projects.get().pk}"]
    assert (project.past[0][1]["spent"], project.change("spent")) == (Decimal(0), None)


@pytest.mark.parametrize(
    ("then", "now", "change"),
    [("1亿元", "12000万元", "20.0"), ("6个", "7家", None), ("9月前", "8月", None), ("0", "5", None),
     ("3", "", None),
     ("100", "99.95", "-0.1")],
)  # fmt: skip
def test_only_what_can_be_compared_is(then, now, change):
    known = earlier.History({"x": Measure.read(now)}, ((2024, {"x": Measure.read(then)}),))
    assert known.change("x") == (Decimal(change) if change else None)


def test_what_was_approved_counts_before_what_was_typed_later(
    assessment, last_year, preparer, reviewer, manager
):
    workflow.submit(last_year, by=preparer)
    last_year.refresh_from_db()
    workflow.approve(last_year, by=reviewer)
    last_year.refresh_from_db()
    workflow.reopen(last_year, by=manager, reason="更正", cause="figures")
    last_year.refresh_from_db()
    last_year.budget_lines.filter(category="operating").update(spent=Decimal(1_400_000))

    filed = earlier.filed_before(assessment)[0]

    assert (filed.year, filed.source) == (2024, "第1稿")
    assert filed.facts.budget_of(None).only("operating").spent == Decimal(1_500_000)


def test_three_years_at_most_latest_first(assessment, department, authority):
    for year in (2021, 2022, 2023, 2024, 2026):
        factories.assessment(department, factories.fiscal_year(authority, year=year))
    assert [x.year for x in earlier.filed_before(assessment)] == [2024, 2023, 2022]


def test_never_of_another_department(assessment, other_department, authority):
    factories.complete_assessment(other_department, factories.fiscal_year(authority, year=2024))
    assert earlier.filed_before(assessment) == []


@pytest.mark.parametrize("section", ["budget", "projects", "indicators"])
def test_it_stands_beside_the_cell(section, signed_in, preparer, assessment, last_year):
    page = signed_in(preparer).get(f"/assessments/{assessment.pk}/{section}/").content.decode()
    assert 'class="earlier"' in page
    assert "2024年" in page
    assert "<template data-history>" in page


@pytest.mark.parametrize("section", ["budget", "projects", "indicators"])
def test_rows_cost_no_queries(
    section,
    signed_in,
    preparer,
    assessment,
    last_year,
    django_assert_max_num_queries,
    django_assert_num_queries,
):
    client, url = signed_in(preparer), f"/assessments/{assessment.pk}/{section}/"
    with django_assert_max_num_queries(35) as first:
        client.get(url)
    for filed in (assessment, last_year):
        for number in range(15):
            factories.indicator(filed.goals.get(), f"指标甲{number}", weight=Decimal(1))
            factories.budget_line(
                filed, project=factories.project(filed, f"项目{number}"), category="project"
            )
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(url)
