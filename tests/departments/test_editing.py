"""Saving an entry: all rows or none, one event, and nobody's work is lost."""

import time
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import modelform_factory

from departments import editing, explaining, queries, workflow
from departments.editing import RowForm, Stale, fingerprint
from departments.models import Assessment, AuditEvent, BudgetLine, Explanation, Goal, Indicator, Project, User
from departments.validation import findings_in
from tests import factories

from .racing import at_once


def edited(row, **values):
    """A valid form over the row as it is now."""
    fields = [name for name in values if name != "DELETE"]
    present = type(row).objects.get(pk=row.pk) if row.pk else row
    base = fingerprint(present)
    form = modelform_factory(type(row), fields=fields)(values, instance=present)
    assert form.is_valid(), form.errors
    if "DELETE" in values:
        form.cleaned_data["DELETE"] = True
        form.has_changed = lambda: True
    return RowForm(form, base)


@pytest.fixture
def lines(assessment):
    return list(assessment.budget_lines.all())


def spent():
    return list(BudgetLine.objects.order_by("order").values_list("spent", flat=True))


def test_what_changed_is_saved_and_written_down(preparer, assessment, lines):
    rows = [edited(lines[0], spent="5900000.5"), edited(lines[1], spent="1500000.00")]

    changes = editing.save_rows(assessment, "budget", rows, by=preparer)

    assert spent()[:2] == [Decimal("5900000.50"), Decimal(1500000)]
    assert changes == [
        {
            "row": "人员经费（财政拨款）",
            "field": "全年执行数（元）",
            "old": "6000000.00",
            "new": "5900000.5",
        }
    ]
    event = AuditEvent.objects.get()
    assert (event.verb, event.target, event.actor, event.changes) == ("edit", "预算执行", preparer, changes)
    assessment.refresh_from_db()
    assert assessment.version == 2


def test_nothing_changed_is_nothing_written(preparer, assessment, lines):
    assert editing.save_rows(assessment, "budget", [edited(lines[0], spent="6000000")], by=preparer) == []

    assessment.refresh_from_db()
    assert (assessment.version, AuditEvent.objects.count()) == (1, 0)


def test_blank_and_zero_are_two_changes(preparer, assessment, lines):
    editing.save_rows(assessment, "budget", [edited(lines[0], spent="")], by=preparer)
    editing.save_rows(assessment, "budget", [edited(lines[0], spent="0")], by=preparer)

    assert [event.changes[0]["new"] for event in AuditEvent.objects.all()] == [None, "0"]
    assert spent()[0] == 0


def test_new_rows_come_last_and_deleted_rows_go(preparer, assessment, lines):
    new = edited(BudgetLine(), category="operating", spent="7")
    gone = edited(lines[1], DELETE=True)

    editing.save_rows(assessment, "budget", [new, gone], by=preparer)

    assert spent() == [Decimal(6000000), Decimal(1000000), Decimal(7)]
    assert BudgetLine.objects.last().assessment == assessment
    removed = {"row": "公用经费（财政拨款）", "field": "整行", "new": None}
    values = (
        "支出类别：公用经费；资金来源：财政拨款；年初预算数（元）：2000000.00；调整数（元）：0.00；"
        "全年执行数（元）：1500000.00"
    )
    assert removed | {"old": values} in AuditEvent.objects.get().changes


def test_deleting_a_project_records_everything_that_goes_with_it(preparer, assessment):
    project = Project.objects.get()
    promise = factories.goal(assessment, "办好展会", project=project)
    factories.indicator(promise, "展会场次", actual="7")

    editing.save_rows(assessment, "projects", [edited(project, DELETE=True)], by=preparer)

    changes = AuditEvent.objects.get().changes
    assert [x["row"] for x in changes] == ["招商引资专项", "项目支出（财政拨款）", "办好展会", "展会场次"]
    assert "全年执行数（元）：1000000.00" in changes[1]["old"]
    assert "实际完成值：7" in changes[3]["old"]
    assert (BudgetLine.objects.count(), Indicator.objects.filter(name="展会场次").exists()) == (2, False)


def test_a_new_indicator_comes_last_in_its_goal(preparer, assessment):
    goal = Goal.objects.get()

    editing.save_rows(assessment, "indicators", [edited(Indicator(goal=goal), name="新指标")], by=preparer)

    assert [x.name for x in goal.indicators.all()] == ["引进重点企业数", "招商活动场次", "新指标"]


def test_only_the_basics_of_the_own_row_are_written(preparer, assessment):
    form = edited(assessment, contact="李四", status="approved")

    editing.save_rows(assessment, "basics", [form], by=preparer)

    row = Assessment.objects.get()
    assert (row.contact, row.status) == ("李四", "draft")


@pytest.mark.parametrize("who", ["stranger", "reviewer", "manager"])
def test_others_do_not_write(request, assessment, lines, who):
    with pytest.raises(PermissionDenied):
        editing.save_rows(
            assessment, "budget", [edited(lines[0], spent="1")], by=request.getfixturevalue(who)
        )

    assert spent()[0] == 6000000


def test_nobody_writes_in_what_is_submitted(preparer, submission):
    line = BudgetLine.objects.first()

    with pytest.raises(PermissionDenied):
        editing.save_rows(submission.assessment, "budget", [edited(line, spent="1")], by=preparer)


@pytest.mark.parametrize(
    "kind", ["their row", "my row into theirs", "new row into theirs", "their assessment"]
)
def test_rows_of_another_self_assessment_are_out_of_reach(
    preparer, assessment, lines, other_department, fiscal_year, kind
):
    theirs = factories.complete_assessment(other_department, fiscal_year)
    project = theirs.projects.get()
    row = {
        "their row": lambda: edited(theirs.budget_lines.first(), spent="1"),
        "my row into theirs": lambda: edited(lines[2], project=project.pk, category="project"),
        "new row into theirs": lambda: edited(Indicator(goal=theirs.goals.get()), name="新指标"),
        "their assessment": lambda: edited(theirs, contact="李四"),
    }[kind]()

    with pytest.raises(PermissionDenied):
        editing.save_rows(assessment, "budget", [row], by=preparer)

    assert AuditEvent.objects.count() == 0


# --- two people at once -----------------------------------------------------------------------


def test_the_second_writer_of_a_row_is_told_and_nothing_is_saved(preparer, head, assessment, lines):
    mine, theirs = edited(lines[0], spent="1"), edited(lines[0], spent="2")
    also_mine = edited(lines[1], spent="3")
    editing.save_rows(assessment, "budget", [theirs], by=head)

    with pytest.raises(Stale) as stale:
        editing.save_rows(assessment, "budget", [mine, also_mine], by=preparer)

    assert [(form is mine.form, row.spent) for form, row in stale.value.rows] == [(True, Decimal(2))]
    assert spent()[:2] == [Decimal(2), Decimal(1500000)]


def test_a_row_deleted_meanwhile_is_told(preparer, assessment, lines):
    mine = edited(lines[0], spent="1")
    lines[0].delete()

    with pytest.raises(Stale) as stale:
        editing.save_rows(assessment, "budget", [mine], by=preparer)

    assert stale.value.rows == [(mine.form, None)]


def test_two_rows_changed_by_two_people_both_survive(preparer, head, assessment, lines):
    mine, theirs = edited(lines[0], spent="1"), edited(lines[1], spent="2")

    editing.save_rows(assessment, "budget", [theirs], by=head)
    editing.save_rows(assessment, "budget", [mine], by=preparer)

    assert spent()[:2] == [Decimal(1), Decimal(2)]


def test_a_fingerprint_sees_every_column_and_of_the_own_row_the_basics(assessment, lines):
    before = fingerprint(lines[0])
    lines[0].adjustment = Decimal("0.01")
    own = fingerprint(assessment)
    assessment.version, assessment.status = 99, "returned"

    assert fingerprint(lines[0]) != before
    assert fingerprint(assessment) == own
    assert fingerprint(BudgetLine()) == fingerprint(None) == ""


@pytest.fixture
def slow_check(monkeypatch):
    """Everybody has looked before anybody saves, if nothing holds them back."""
    look = editing._stale

    def slowly(row):
        found = look(row)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(editing, "_stale", slowly)


def save_at_once(assessment, people, rows):
    return at_once(
        *[
            lambda person=person, row=row: editing.save_rows(
                assessment, "budget", [row], by=User.objects.get(pk=person.pk)
            )
            for person, row in zip(people, rows, strict=True)
        ]
    )


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_once_one_is_told(preparer, head, assessment, lines, slow_check):
    answers = save_at_once(
        assessment, [preparer, head], [edited(lines[0], spent="1"), edited(lines[0], spent="2")]
    )

    assert [type(x) for x in answers].count(Stale) == 1
    assert AuditEvent.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_an_edit_would_be_lost(preparer, head, assessment, lines, slow_check, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    answers = save_at_once(
        assessment, [preparer, head], [edited(lines[0], spent="1"), edited(lines[0], spent="2")]
    )

    assert [type(x) for x in answers].count(Stale) == 0


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_rows_at_once_both_survive(preparer, head, assessment, lines, slow_check):
    answers = save_at_once(
        assessment, [preparer, head], [edited(lines[0], spent="1"), edited(lines[1], spent="2")]
    )

    assert [type(x) for x in answers] == [list, list]
    assert spent()[:2] == [Decimal(1), Decimal(2)]
    assessment.refresh_from_db()
    assert assessment.version == 3


# --- explanations -----------------------------------------------------------------------------


def warning_of(assessment):
    facts = queries.facts_for(assessment)
    return next(f for f in findings_in(facts) if f.check == "check_low_execution_has_reason")


def test_the_same_explanation_again_is_no_edit(preparer, head, assessment):
    explaining.explain(assessment, warning_of(assessment), "活动推迟", by=preparer)
    explaining.explain(assessment, warning_of(assessment), " 活动推迟 ", by=head)

    assert [event.actor for event in AuditEvent.objects.all()] == [preparer]


def test_an_explanation_is_kept_with_the_figures_it_explains(preparer, assessment):
    assessment.explanations.all().delete()

    explaining.explain(assessment, warning_of(assessment), " 活动推迟 ", by=preparer)

    row = Explanation.objects.get()
    assert (row.text, row.found) == ("活动推迟", "85.00%")
    assert AuditEvent.objects.get().changes == [
        {"row": "预算执行／执行率", "field": "说明", "old": None, "new": "活动推迟"}
    ]


def test_an_empty_explanation_takes_it_back(preparer, assessment):
    finding = warning_of(assessment)
    explaining.explain(assessment, finding, "活动推迟", by=preparer)

    explaining.explain(assessment, finding, "  ", by=preparer)

    assert not assessment.explanations.filter(check_name=finding.check).exists()
    with pytest.raises(workflow.NotReady):
        workflow.submit(assessment, by=preparer)


def test_strangers_explain_nothing(stranger, assessment):
    with pytest.raises(PermissionDenied):
        explaining.explain(assessment, warning_of(assessment), "活动推迟", by=stranger)


def test_a_project_deleted_takes_its_money_along(preparer, assessment):
    editing.save_rows(assessment, "projects", [edited(Project.objects.get(), DELETE=True)], by=preparer)

    assert BudgetLine.objects.filter(category="project").count() == 0
