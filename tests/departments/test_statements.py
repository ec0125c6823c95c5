"""A statement is written once for the same rows; what it finds is asked every time."""

import pytest

from departments import statements
from departments.models import Assessment
from tests import factories


def states(rows, order):
    return rows.order_by(order).values_list("pk", "status")


@pytest.fixture
def two(assessment, fiscal_year, authority):
    return assessment, factories.assessment(factories.department("乙局", parent=authority), fiscal_year)


def test_the_answer_follows_the_rows(two):
    first, second = two
    assert statements.answers(Assessment.objects.all(), states, "pk") == [
        (first.pk, "draft"), (second.pk, "draft"),
    ]  # fmt: skip

    Assessment.objects.filter(pk=first.pk).update(status="returned")
    assert statements.answers(Assessment.objects.all(), states, "-pk") == [
        (second.pk, "draft"), (first.pk, "returned"),
    ]  # fmt: skip


def test_the_same_rows_are_written_once(two):
    first, second = two
    statements._written.cache_clear()
    for row in (first, second, first):
        rows = Assessment.objects.filter(pk=row.pk)
        assert statements.answers(rows, states, "pk") == [(row.pk, "draft")]

    kept = statements._written.cache_info()
    assert (kept.misses, kept.hits) == (2, 1)


def test_no_rows_are_not_asked_for(two, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert statements.answers(Assessment.objects.none(), states, "pk") == []


def states_of(department):
    return Assessment.objects.filter(department=department).values_list("status")


def test_what_is_told_leads_to_another_answer_and_is_written_once(two):
    first, second = two
    statements._written_for.cache_clear()
    Assessment.objects.filter(pk=second.pk).update(status="returned")

    for row, state in ((first, "draft"), (second, "returned"), (first, "draft")):
        assert statements.answers_to(states_of, row.department_id) == [(state,)]

    kept = statements._written_for.cache_info()
    assert (kept.misses, kept.hits) == (2, 1)
