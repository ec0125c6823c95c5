"""What stands for neighbours: in one run what is built once saves most, and nobody notices the others."""

from types import SimpleNamespace

import pytest

from departments.models import Assessment, Department
from tests import standing

ALL = frozenset({"authority", "department", "fiscal_year", "assessment"})
FEW = frozenset({"authority", "department"})


def test_neighbours_stand_on_what_they_have_in_common():
    assert standing._runs([ALL, ALL, ALL, FEW, FEW, frozenset()]) == [(0, 3), (3, 5), (5, 6)]


def test_one_who_asks_for_less_among_many_stands_alone():
    assert standing._runs([ALL, ALL, FEW, ALL, ALL]) == [(0, 2), (2, 3), (3, 5)]


def test_what_another_fixture_writes_upon_is_all_that_stands():
    fixtures = {"hook": SimpleNamespace(argnames=("authority",)), "client": SimpleNamespace(argnames=())}
    fixtures |= {
        "authority": SimpleNamespace(argnames=("standing", "db")),
        "department": SimpleNamespace(argnames=("standing", "db", "authority")),
    }

    assert standing._made_first(["client", "hook", "department"], fixtures) == {"authority"}
    assert standing._made_first(["client", "department", "hook"], fixtures) == FEW


@pytest.mark.parametrize("turn", range(3))
def test_each_finds_it_as_it_was(turn, assessment):
    assert (assessment.contact, Assessment.objects.get().contact) == ("张三", "张三")

    assessment.contact = assessment.department.name = "李四"
    assessment.save()
    assessment.department.save()


def test_rows_nobody_here_asked_for_are_not_there(authority):
    assert [*Department.objects.all()] == [authority]
    assert not Assessment.objects.exists()
