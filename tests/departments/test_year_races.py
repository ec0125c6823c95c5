"""A year is deleted in the very moment in which something is begun in it: one of the two sees the other.

SQLite lets one writer in at a time; there is nothing to race.
"""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from departments.gone import Gone
from departments.models import Extension, FiscalYear, MonitoringRound, TreasuryImport
from departments.monitoring import rounds
from departments.years import deleting, extending, held, opening
from reports.treasury import uploading
from tests import factories

from .racing import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MEETING = 2
"""Seconds one waits for the other; where the lock holds, they never meet."""
TABLE = "部门编码,支出类别,年初预算数（元）\n420111301,公用经费,100\n".encode()


@pytest.fixture
def mistaken(authority):
    return factories.fiscal_year(authority, year=2052)


def open_round(year, by):
    today = timezone.localdate()
    return rounds.open_round(year, months=7, opens=today, due=today, by=by)


def upload(year, by):
    return uploading.keep(year, "国库.csv", TABLE, by=by)


def extend(year, by):
    department = factories.department("东湖区档案馆", parent=year.authority)
    day = year.closes + timedelta(days=3)
    return extending.extend(year, [department.pk], closes=day, reason="汛期", by=by)


BEGUN = {
    "a round of monitoring": (open_round, MonitoringRound),
    "a table of the treasury": (upload, TreasuryImport),
    "an extension": (extend, Extension),
}


@pytest.fixture
def meeting(monkeypatch):
    """Who deletes has counted what hangs on the year and waits; who begins has looked for the year."""
    both, hanging, find = threading.Barrier(2), deleting.hanging, held.held

    def meet(found):
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=MEETING)
        return found

    monkeypatch.setattr(deleting, "hanging", lambda year: meet(hanging(year)))
    for module in (rounds, uploading, extending):
        monkeypatch.setattr(module, "held", lambda year: meet(find(year)))
    return both


@pytest.mark.parametrize("name", BEGUN)
def test_a_year_that_goes_takes_nothing_that_is_begun_in_it(mistaken, manager, meeting, name):
    begin, model = BEGUN[name]
    seen = opening.fingerprint(mistaken)

    def delete():
        deleting.delete(FiscalYear.objects.get(pk=mistaken.pk), seen=seen, reason="填错", by=manager)

    deleted, begun = at_once(delete, lambda: begin(mistaken, manager))

    is_there = FiscalYear.objects.filter(pk=mistaken.pk).exists()
    assert isinstance(deleted, deleting.InUse) if is_there else deleted is None, deleted
    assert not isinstance(begun, Exception) if is_there else isinstance(begun, Gone), begun
    assert model.objects.filter(fiscal_year=mistaken.pk).exists() == is_there
    assert meeting.broken  # they were never inside together
