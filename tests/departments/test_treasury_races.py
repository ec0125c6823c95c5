"""A row is renamed, moved or deleted while the treasury's table is confirmed: one after the other.

SQLite lets one writer in at a time, so what meets there meets by its order; on PostgreSQL in threads.
"""

import threading
from contextlib import suppress

import pytest

from departments import editing
from departments.forms.budget_line import BudgetLineForm
from departments.forms.project import ProjectForm
from departments.models import BudgetLine, Project, SourcedLine, User
from departments.treasury import guarding, taking
from departments.treasury.taking import SourceRow
from departments.views.kinds import scope_of
from tests import factories

from .racing import at_once

MEETING = 3
"""Seconds one waits for the other; where the lock holds, they never meet."""


@pytest.fixture
def rows(assessment):
    """A project with a line, as the department wrote it: no figures yet."""
    project = factories.project(assessment, "校舍维修")
    line = factories.budget_line(
        assessment, project=project, category="project", initial=None, adjustment=None, spent=None
    )
    return project, line


def posted(form, row, assessment, base="", **changed):
    """A form of the entry page, checked before the lock."""
    scope = scope_of(type(assessment).objects.get(pk=assessment.pk))
    shown = form(instance=type(row).objects.get(pk=row.pk), scope=scope)
    data = {name: shown[name].value() or "" for name in shown.fields if name != "DELETE"} | changed
    bound = form(data, instance=type(row).objects.get(pk=row.pk), scope=scope)
    bound.is_valid()
    return editing.RowForm(bound, base or editing.fingerprint(row))


def take(assessment, manager, figure="0"):
    """The treasury says nothing that the department's line does not say: its fingerprint stays."""
    row = SourceRow(assessment.department_id, "project", "校舍维修", "appropriation", {})
    year = assessment.fiscal_year
    return taking.take(year, [row], source="国库", by=User.objects.get(pk=manager.pk), tell=lambda *_: None)


CHANGES = {
    "rename": (ProjectForm, 0, "projects", {"name": "改了名"}),
    "delete project": (ProjectForm, 0, "projects", {"DELETE": "on"}),
    "delete line": (BudgetLineForm, 1, "budget", {"DELETE": "on"}),
    "move line": (BudgetLineForm, 1, "budget", {"source": "other"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_checked_before_the_import_is_not_saved_after_it(assessment, preparer, manager, rows, name):
    form, at, section, changed = CHANGES[name]
    late = posted(form, rows[at], assessment, **changed)
    assert late.form.is_valid()
    take(assessment, manager)

    with pytest.raises(editing.Stale):
        editing.save_rows(assessment, section, [late], by=preparer)

    assert (Project.objects.filter(name="校舍维修").count(), SourcedLine.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", CHANGES)
def test_without_the_guard_it_would_be(assessment, preparer, manager, rows, name, monkeypatch):
    """The negative control: the row itself did not change, so its fingerprint says nothing."""
    monkeypatch.setattr(guarding, "is_barred", lambda form: False)
    form, at, section, changed = CHANGES[name]
    late = posted(form, rows[at], assessment, **changed)
    take(assessment, manager)

    editing.save_rows(assessment, section, [late], by=preparer)


def test_what_the_treasury_does_not_say_is_still_written(assessment, preparer, manager, rows):
    late = posted(ProjectForm, rows[0], assessment, office="基建科")
    take(assessment, manager)

    editing.save_rows(assessment, "projects", [late], by=preparer)

    assert Project.objects.get(name="校舍维修").office == "基建科"


# --- in threads -------------------------------------------------------------------------------


@pytest.fixture
def meeting(monkeypatch):
    """The import waits in the middle of its department, the writer before its last look; who came there."""
    came, both, into, is_barred = [], threading.Barrier(2), taking._into, guarding.is_barred

    def meet(who):
        came.append(who)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=MEETING)

    def slow_into(*args):
        meet("import")
        return into(*args)

    def slow_barred(form):
        found = is_barred(form)
        meet("writer")
        return found

    monkeypatch.setattr(taking, "_into", slow_into)
    monkeypatch.setattr(guarding, "is_barred", slow_barred)
    return both


def race(assessment, preparer, manager, rows, name):
    form, at, section, changed = CHANGES[name]
    late = posted(form, rows[at], assessment, **changed)
    person = User.objects.get(pk=preparer.pk)
    save = lambda: editing.save_rows(assessment, section, [late], by=person)  # noqa: E731
    return at_once(save, lambda: take(assessment, manager))


def are_sound() -> bool:
    """Every figure of the treasury hangs on a line of the project that it named."""
    found = SourcedLine.objects.select_related("line__project")
    return [x.line.project.name for x in found] == ["校舍维修"] and {
        x.source for x in BudgetLine.objects.filter(sourced__isnull=False)
    } == {"appropriation"}


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CHANGES)
def test_whoever_is_first_the_other_sees_it(assessment, preparer, manager, rows, name, meeting):
    saved, taken = race(assessment, preparer, manager, rows, name)

    assert not isinstance(taken, Exception), taken
    assert saved is None or isinstance(saved, list | editing.Stale), saved
    assert are_sound()
    assert meeting.broken  # they were never inside together
