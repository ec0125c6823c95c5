"""A table is written while its task is taken back, on PostgreSQL: what is written stays, and the task too.

SQLite lets one writer in at a time; there is nothing to race.
"""

import threading

import pytest
from django.db import transaction
from django.http import QueryDict

from departments.models import Monitoring
from departments.monitoring import verbs
from departments.monitoring.rows import rows_of
from departments.views.monitoring_rows import all_forms, row_forms
from departments.years import issuing
from tests import factories

from .racing import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MEETING = 2
"""Seconds the writer waits for the other to come past the guard; where the guard holds, they never meet."""


@pytest.fixture
def table(fiscal_year, manager):
    place = factories.department("东湖区档案馆", parent=fiscal_year.authority)
    factories.assessment(place, fiscal_year)
    made = factories.monitoring_round(fiscal_year, by=manager)
    return made.monitorings.get(assessment__department=place)


def test_what_is_written_while_the_task_is_taken_back_stays(table, manager, monkeypatch):
    writer = factories.member(table.assessment.department, "preparer")
    written, past, judged = threading.Event(), threading.Event(), issuing.with_data

    def write():
        forms = all_forms(*row_forms(rows_of(table), QueryDict("budget-0-spent=123.45")))
        assert all(form.is_valid() for form in forms)
        with transaction.atomic():
            verbs.save(table, forms, version=table.version, by=writer)
            written.set()
            past.wait(timeout=MEETING)

    def judge(rows):
        found = judged(rows)
        list(found)
        past.set()
        return found

    def take_back():
        written.wait(timeout=20)
        year, department = table.round.fiscal_year, table.assessment.department_id
        return issuing.recall(year, [department], by=manager, reason="不再填报").taken

    monkeypatch.setattr(issuing, "with_data", judge)

    assert at_once(write, take_back) == [None, 0]
    assert Monitoring.objects.get(pk=table.pk).budgets.get().spent is not None
