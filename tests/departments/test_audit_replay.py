"""From the audit record alone every business row is rebuilt, and equals the database."""

import io
import os
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from departments import audit, causes, editing, evidence, explaining, library, queries, workflow
from departments import carry_over as carrying
from departments.audit import capture, images, recording, replaying, requests
from departments.forms.budget_line import BudgetLineForm
from departments.forms.carry_over import Choice
from departments.forms.filling import filled, scope_of
from departments.forms.goal import GoalForm
from departments.forms.indicator import IndicatorForm
from departments.forms.project import ProjectForm
from departments.forms.section import SectionForm
from departments.importing import import_facts
from departments.models import (
    Assessment,
    AuditEvent,
    BudgetLine,
    Department,
    Goal,
    Indicator,
    Project,
    Section,
    User,
)
from departments.scoring.scorecard import score
from departments.validation import findings_in
from departments.years import issuing
from reports.workbook import importing, writing
from tests import factories

from . import evidence_files as files

SEED = int(os.environ.get("AUDIT_SEED", "20260331"))
KINDS = {
    Project: ("projects", ProjectForm, {"name": "项目{}", "office": "科室{}", "purpose": "用途{}"}),
    BudgetLine: ("budget", BudgetLineForm, {"spent": "{}.05", "initial": "{}"}),
    Goal: ("indicators", GoalForm, {"title": "目标{}", "expected": "预期{}"}),
    Indicator: ("indicators", IndicatorForm, {"name": "指标{}", "actual_measure": "{}.5", "unit": "家"}),
    Section: ("texts", SectionForm, {"text": "第{}次修改的文字，完成了工作。"}),
}
NEW = {
    Project: {},
    BudgetLine: {"category": "operating", "source": "appropriation", "adjustment": "0"},
    Goal: {},
    Indicator: {"level1": "产出指标", "level2": "数量指标", "method": "at_least", "target_measure": "9"},
}
REFUSED = (
    PermissionDenied, workflow.NotAllowed, workflow.NotReady, editing.Stale, evidence.Refused,
    carrying.Outdated, carrying.Refused, ValueError, Indicator.DoesNotExist,
)  # fmt: skip


class Office:
    """Everybody who works on one self-assessment, doing what comes to mind."""

    def __init__(self, seed, assessments, people, client):
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.assessment, self.filed = assessments
        self.people, self.client, self.count = people, client, 0

    def row(self, kind):
        owner = "goal__assessment" if kind is Indicator else "assessment"
        rows = list(kind.objects.filter(**{owner: self.assessment}).order_by("pk"))
        return self.random.choice(rows) if rows else kind()

    def save(self, kind, instance, values):
        section, form_class, _ = KINDS[kind]
        base = editing.fingerprint(instance)
        form = filled(form_class, instance, scope_of(self.assessment), values)
        if form.is_valid():
            editing.save_rows(
                self.assessment, section, [editing.RowForm(form=form, base=base)], by=self.people["preparer"]
            )

    def values(self, kind):
        cells = KINDS[kind][2]
        chosen = self.random.sample(sorted(cells), self.random.randint(1, len(cells)))
        return {name: cells[name].format(self.random.randint(0, 99_999)) for name in chosen}

    def edit(self):
        kind = self.random.choice(list(KINDS))
        if (row := self.row(kind)).pk:
            self.save(kind, row, self.values(kind))

    def add(self):
        kind = self.random.choice(list(NEW))
        values = {name: text.format(self.count) for name, text in KINDS[kind][2].items()} | NEW[kind]
        if kind is Indicator:
            values["goal"] = str(self.row(Goal).pk)
        self.save(kind, kind(), values)

    def delete(self):
        kind = self.random.choice(list(NEW))
        if (row := self.row(kind)).pk and self.random.random() < 0.5:
            self.save(kind, row, {"DELETE": "on"})

    def move(self):
        kind = self.random.choice([Project, BudgetLine, Goal, Indicator])
        if (row := self.row(kind)).pk:
            by = self.random.choice([-1, 1])
            editing.move(self.assessment, KINDS[kind][0], row, by, user=self.people["preparer"])

    def explain(self):
        facts = queries.facts_for(self.assessment)
        findings = [x for x in findings_in(facts, score(facts)) if x.severity == "warning"]
        if findings:
            text = self.random.choice(["情况属实。", "已核实。", ""])
            finding, by = self.random.choice(findings), self.people["preparer"]
            explaining.explain(self.assessment, finding, text, by=by)

    def add_file(self):
        tokens = frozenset(
            {evidence.token_of(row) for kind in (Indicator, Project) if (row := self.row(kind)).pk}
        )
        content = io.BytesIO(files.png(salt=str(self.random.randint(0, 30)).encode()))
        evidence.add(self.assessment, content, f"照片{self.count}.png", tokens, by=self.people["preparer"])

    def remove_file(self):
        if file := self.assessment.evidence.filter(removed_at=None).order_by("?").first():
            evidence.remove(self.assessment, file.pk, by=self.people["preparer"])

    def tie_file(self):
        if file := self.assessment.evidence.filter(removed_at=None).first():
            token = evidence.token_of(self.row(Indicator))
            both = [frozenset({token}), frozenset()]
            self.random.shuffle(both)
            evidence.tie(self.assessment, file.pk, add=both[0], remove=both[1], by=self.people["preparer"])

    def pick(self):
        if (goal := self.row(Goal)).pk:
            row = self.random.choice(library.library())
            library.pick(self.assessment, goal, row, by=self.people["preparer"])

    def import_file(self):
        facts = replace(queries.facts_for(self.assessment), note=f"第{self.count}次导入")
        import_facts(facts, by=self.people["preparer"])

    def carry(self):
        plan = carrying.planned(self.assessment, Choice())
        carrying.carry_over(self.assessment, Choice(), plan.digest, by=self.people["preparer"])

    def verb(self):
        """One step of last year's, which is complete, by somebody who may."""
        self.filed.refresh_from_db()
        may = [(verb, x) for x in self.people.values() for verb in workflow.available(self.filed, x)]
        verb, person = self.random.choice(may)
        reason = {"reason": "请更正"} if workflow.TRANSITIONS[verb].needs_reason else {}
        reason |= {"cause": "other"} if verb in causes.CAUSES else {}
        getattr(workflow, verb)(self.filed, by=person, **reason)

    def set_up(self):
        """A department with a person, below the authority; then the year is issued."""
        self.client.force_login(self.people["manager"])
        where = self.assessment.fiscal_year.authority
        code = f"{where.code}9{self.count:04d}"
        data = {"code": code, "name": f"第{code}局", "kind": "department", "parent": where.pk}
        data["is_active"] = "on"
        assert self.client.post(reverse("admin:departments_department_add"), data).status_code == 302
        added = Department.objects.get(code=code)
        change = data | {"name": f"第{code}委"}
        self.client.post(reverse("admin:departments_department_change", args=[added.pk]), change)
        if self.random.random() < 0.5:
            self.client.post(reverse("admin:departments_department_delete", args=[added.pk]), {"post": "yes"})
        issuing.issue(self.assessment.fiscal_year, by=self.people["manager"])

    WEIGHTS = {
        "edit": 60, "add": 12, "delete": 8, "move": 8, "explain": 2, "add_file": 3, "remove_file": 1,
        "tie_file": 2, "pick": 2, "import_file": 1, "carry": 0.3, "verb": 8, "set_up": 1,
    }  # fmt: skip

    def act(self):
        """Do one thing; what is refused leaves no trace."""
        self.count += 1
        self.assessment.refresh_from_db()
        (name,) = self.random.choices(list(self.WEIGHTS), list(self.WEIGHTS.values()))
        try:
            with transaction.atomic():
                getattr(self, name)()
        except REFUSED:
            return ""
        return name


@pytest.fixture
def office(assessment, preparer, head, reviewer, manager, other_manager, authority, client):
    """The self-assessment of this year and that of the year before."""
    filed = factories.complete_assessment(assessment.department, factories.fiscal_year(authority, year=2024))
    people = {"preparer": preparer, "head": head, "reviewer": reviewer, "manager": manager}
    with transaction.atomic():
        audit.record("edit", by=None, target="已有的数据")
    return Office(SEED, (assessment, filed), people | {"other": other_manager}, client)


def unlike():
    return [str(x) for x in replaying.differences()]


@pytest.mark.slow
def test_the_audit_of_1000_random_operations_rebuilds_every_row(office):
    done = [office.act() for _ in range(1000)]

    print(f"AUDIT_SEED={SEED}: { ({name: done.count(name) for name in office.WEIGHTS}) }")  # noqa: T201
    assert not images.are_pending()
    assert unlike() == []
    assert set(done) >= set(office.WEIGHTS) - {"carry"}
    assert done.count("") < 400


@pytest.mark.slow
def test_30_random_operations_rebuild_every_row(office):
    for _ in range(30):
        office.act()

    assert unlike() == []


@pytest.mark.slow
def test_an_import_and_its_undoing_are_rebuilt(office):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(writing.workbook_of(office.assessment)))
    sheet = book["预算明细"]
    title = next(cell.column for cell in sheet[1] if cell.value == "全年执行数（元）")
    sheet.cell(2, title).value = 1234.56
    content = io.BytesIO()
    book.save(content)
    upload = importing.upload(
        office.assessment, "工作簿.xlsx", content.getvalue(), by=office.people["preparer"]
    )
    upload.save()

    done = importing.confirm(upload, by=office.people["preparer"])
    assert BudgetLine.objects.filter(spent=Decimal("1234.56")).exists()
    assert unlike() == []
    importing.undo(done, by=office.people["preparer"])

    assert not BudgetLine.objects.filter(spent=Decimal("1234.56")).exists()
    assert unlike() == []


def past_the_application(office):
    """Somebody at the console of the database; answers the key of the row."""
    pk = office.assessment.projects.get().pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE departments_project SET office = '别处' WHERE id = %s", [pk])
    return pk


def test_a_row_changed_past_the_application_is_found(office):
    pk = past_the_application(office)

    assert unlike() == [f"审计记录：项目{pk}的实施科室/单位：为“别处”，应为“办公室”。"]
    assert images.are_pending()


def test_what_was_written_past_the_application_is_taken_into_the_record(office):
    pk = past_the_application(office)
    recording.seal(by=None)

    event = AuditEvent.objects.last()

    assert (event.verb, event.actor_name) == ("outside", "系统")
    assert images.read(event.rows) == [
        {"model": "project", "pk": pk, "old": {"office": "办公室"}, "new": {"office": "别处"}}
    ]
    assert unlike() == []


def test_rows_that_a_request_leaves_without_an_event_are_the_persons(office, preparer, monkeypatch):
    """A verb that forgot its event; what was there before the request is nobody's."""
    past_the_application(office)
    monkeypatch.setattr(requests, "seal", recording.seal)

    def forgetful(request):
        office.assessment.projects.update(name="改名")
        return HttpResponse()

    request = RequestFactory().post("/")
    request.user = preparer
    requests.audited(forgetful)(request)

    *_, before, after = AuditEvent.objects.order_by("pk")

    assert (before.verb, before.actor) == ("outside", None)
    assert (after.verb, after.actor) == ("outside", preparer)
    assert '"name":"改名"' in after.rows


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_asks_nothing_of_the_record(client, db, monkeypatch, address):
    monkeypatch.setattr(requests, "seal", lambda by: pytest.fail("asked"))

    assert client.get(address).status_code == 200


def test_nothing_written_is_nothing_sealed(office):
    before = AuditEvent.objects.count()
    recording.seal(by=None)

    assert AuditEvent.objects.count() == before


def test_an_edit_carries_exact_values(preparer, assessment):
    line = BudgetLine.objects.filter(assessment=assessment).first()
    with transaction.atomic():
        audit.record("edit", by=None, target="已有的数据")
    form = filled(BudgetLineForm, line, scope_of(assessment), {"spent": "123456789.05"})
    rows = [editing.RowForm(form=form, base=editing.fingerprint(BudgetLine.objects.get(pk=line.pk)))]
    assert form.is_valid()
    editing.save_rows(assessment, "budget", rows, by=preparer)

    changed = {(x["model"], *x["new"].items()) for x in images.read(AuditEvent.objects.last().rows)}

    assert ("budgetline", ("spent", "123456789.05")) in changed


def test_secrets_are_never_noted(office):
    person = User.objects.create_user("xin", name="新人", password="Perfeval-2026")
    person.set_password("Perfeval-2027")
    person.save()
    recording.seal(by=None)

    rows = AuditEvent.objects.last().rows

    assert '"username":"xin"' in rows
    assert "password" not in rows
    assert rows.count('"model":"user"') == 1


def test_every_table_is_noted_or_left_out_for_a_reason(db):
    tables = {f"departments_{name}" for name in capture.NOT_BUSINESS} | set(capture.business_models())
    there = {x for x in connection.introspection.table_names() if x.startswith("departments_")}

    assert there == tables
    assert capture.missing(connection) == []
    assert {x._meta.pk.column for x in capture.business_models().values()} == {"id"}


def test_a_new_self_assessment_is_noted_from_its_first_value(preparer, department, fiscal_year):
    row = Assessment.objects.create(department=department, fiscal_year=fiscal_year, contact="张三")
    recording.seal(by=preparer)

    image = next(x for x in images.read(AuditEvent.objects.get().rows) if x["model"] == "assessment")

    assert (image["pk"], image["old"], image["new"]["contact"]) == (row.pk, None, "张三")
