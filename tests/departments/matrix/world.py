"""One department with a self-assessment in every state, and a person for every role."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from departments import batches, evidence, workflow
from departments.models import (
    Assignment,
    Batch,
    CapturedRow,
    ExtensionRequest,
    Monitoring,
    MonitoringRound,
    Notice,
    Rectification,
    Remark,
    ReopenRequest,
    Sample,
    SavedView,
    Waiver,
)
from reports.workbook import importing, writing
from tests import factories

STATES = ("draft", "signing", "submitted", "recommended", "returned", "approved", "published")
"""`draft` was submitted and withdrawn; `signing` waits for the own head, `recommended` for the approval."""
STEPS = ("signing", "recommended")
OWN, AUTHORITY = ("preparer", "head"), ("reviewer", "manager")
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")
ELSEWHERE = (
    "other preparer", "other head", "other reviewer", "foreign reviewer", "foreign manager", "unit head",
)  # fmt: skip
FIRMS = ("firm reviewer", "idle firm reviewer", "former firm reviewer", "outside firm reviewer")
"""Commissioned firms: with everything assigned, with nothing, with assignments over, of another authority."""
SIGNED_IN = (*OWN, *AUTHORITY, *ADMINISTRATORS, *ELSEWHERE, *FIRMS, "nobody")


@dataclass
class World:
    """Everything the matrix is about."""

    clients: dict[str, Client]
    people: dict[str, object]
    papers: dict[str, SimpleNamespace]


def built() -> World:
    """The people and papers, made by the verbs themselves."""
    places = _places()
    people = {role: factories.member(places[role], role.rpartition(" ")[2]) for role in _ROLES}
    people["nobody"] = factories.user()
    _commission(people)
    helpers = SimpleNamespace(
        **{role: factories.member(places[role], role) for role in (*OWN, *AUTHORITY)},
        foreign=_foreign(places),
    )
    papers = {state: _papers(state, 2020 + at, places, people, helpers) for at, state in enumerate(STATES)}
    clients = {role: _signed_in(person) for role, person in people.items()} | {"public": Client()}
    CapturedRow.objects.all().delete()
    return World(clients, people, papers)


_ROLES = tuple(role for role in SIGNED_IN if role != "nobody")


def _places():
    authority = factories.authority("东湖区财政局", code="420111")
    own = factories.department("东湖区商务局", code="420111301", parent=authority)
    other = factories.department("东湖区教育局", code="420111302", parent=authority)
    away = factories.authority("西山区财政局", code="530112")
    unit = factories.department("招商中心", code="420111301.1", kind="unit", parent=own)
    places = dict.fromkeys(OWN, own) | dict.fromkeys((*AUTHORITY, *ADMINISTRATORS), authority)
    places |= {"other preparer": other, "other head": other, "other reviewer": other}
    places |= {"foreign reviewer": away, "foreign manager": away}
    places |= dict.fromkeys(FIRMS, authority) | {"outside firm reviewer": away}
    return places | {"unit head": unit}


def _commission(people):
    """Each of these is of a firm of their own."""
    for role in FIRMS:
        held = people[role].memberships.get()
        held.firm = factories.firm(held.department, role)
        held.save()


def _assign(assessment, people):
    """In force, over, or not at all; put there past the verb, which takes no day that is over."""
    today = timezone.localdate()
    for role, ends in (("firm reviewer", today), ("former firm reviewer", today - timedelta(days=1))):
        Assignment.objects.create(
            assessment=assessment, firm=people[role].memberships.get().firm, ends=ends, reason="委托",
            assigned_by=people["manager"],
        )  # fmt: skip


def _foreign(places):
    """A submitted self-assessment of another authority, in full: where foreign ids come from."""
    authority = places["foreign manager"]
    department = factories.department("西山区商务局", code="530112301", parent=authority)
    year = factories.fiscal_year(authority, year=2025)
    preparer = factories.member(department, "preparer")
    papers = _filed(factories.complete_assessment(department, year), preparer)
    papers.submission = factories.submission(papers.assessment, by=preparer)
    _add_rows(papers, factories.member(authority, "reviewer"))
    add_remark(papers)
    return papers


def _papers(state, year, places, people, helpers):
    authority = places["manager"]
    rules = factories.fiscal_year(authority, year=year, head_signs=True, two_step=True)
    papers = _filed(factories.complete_assessment(places["preparer"], rules), helpers.preparer)
    papers.submission = workflow.submit(papers.assessment, by=helpers.preparer)
    _bring(papers.assessment, state, helpers)
    papers.assessment.refresh_from_db()
    papers.foreign, papers.authority, papers.year = helpers.foreign, authority, rules
    papers.person = helpers.preparer
    papers.reopen = ReopenRequest.objects.create(
        submission=papers.submission, asked_by=helpers.head, asked_called="张三", reason="数据有误"
    )
    papers.lent = (
        people["manager"]
        .memberships.get()
        .deputies.create(
            deputy=helpers.manager, begins=timezone.localdate(), ends=timezone.localdate(), reason="出差"
        )
    )
    papers.firm = people["firm reviewer"].memberships.get().firm
    papers.sample = Sample.objects.create(
        body=authority, fiscal_year=rules, seed="7", population=["420111301"], drawn=["420111301"],
        drawn_by=helpers.manager,
    )  # fmt: skip
    papers.notice = Notice.objects.create(
        person=people["preparer"], kind="urged", text="请尽快报送。", address="/"
    )
    kept = MonitoringRound.objects.create(fiscal_year=rules, months=7, opens=rules.opens, due=rules.due)
    papers.monitoring = Monitoring.objects.create(round=kept, assessment=papers.assessment)
    papers.view = SavedView.objects.create(owner=people["manager"], page="list", name=state)
    papers.batch = _batch(papers, people["manager"])
    papers.longer = ExtensionRequest.objects.create(
        assessment=papers.assessment, until="2100-01-01", reason="搬迁", asked_by=helpers.preparer
    )
    papers.item = _item(papers, people["reviewer"])
    _add_rows(papers, people["reviewer"])
    _assign(papers.assessment, people)
    return papers


def _batch(papers, manager):
    """A job of the matrix's manager with an archive to take out."""
    parts = [(papers.assessment.pk, papers.submission.pk)]
    options = {"formats": ["pdf"]}
    batch = batches.start(Batch.Kind.DOCUMENTS, parts, selection="全部部门", options=options, by=manager)
    stored = default_storage.save("batches/a.zip", ContentFile(b"PK"))
    file = {"name": "a.zip", "stored": stored, "size": 2, "sha256": "0" * 64}
    batch.items.filter(step="archive").update(state="done", files=[file])
    return batch


def _item(papers, reviewer):
    """A 整改 of the authority, with a file."""
    item = Rectification.objects.create(
        assessment=papers.assessment, submission=papers.submission, body=papers.authority, issued_by=reviewer,
        place="整体", problem="依据不足", requirement="补充依据", due=timezone.localdate(),
    )  # fmt: skip
    item.evidence.add(papers.file)
    return item


def _filed(assessment, preparer):
    file = evidence.add(
        assessment, BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"), "合同.pdf", set(), by=preparer
    )
    goal = assessment.goals.get()
    return SimpleNamespace(
        assessment=assessment, file=file.row, goal=goal, indicator=goal.indicators.first(),
        line=assessment.budget_lines.first(), project=assessment.projects.get(),
    )  # fmt: skip


def _bring(assessment, state, helpers):
    """Into the state, by other people than those whom the matrix asks."""
    if state == "draft":
        return workflow.withdraw(assessment, by=helpers.preparer)
    if state == "signing":
        return None
    workflow.sign(assessment, by=helpers.head)
    if state in ("recommended", "approved", "published"):
        workflow.recommend(assessment, by=helpers.reviewer)
    if state == "returned":
        workflow.return_for_revision(assessment, by=helpers.reviewer, reason="数据有误")
    if state in ("approved", "published"):
        workflow.approve(assessment, by=helpers.manager)
    if state == "published":
        publisher = factories.member(assessment.fiscal_year.authority, "manager")
        workflow.publish(assessment, by=publisher)
    return None


def _add_rows(papers, reviewer):
    """A remark, a waiver and an upload, put there past the verbs, which a later state would refuse."""
    assessment = papers.assessment
    papers.waiver = Waiver.objects.create(
        assessment=assessment, check_name="check_weights_sum_to_100", reason="试点", granted_by=reviewer,
        granted_by_name="张三", expires=timezone.localdate(),
    )  # fmt: skip
    papers.upload = importing.upload(assessment, "a.xlsx", writing.workbook_of(assessment), by=None)
    papers.upload.save()
    papers.reviewer = reviewer


def add_remark(papers):
    """An unanswered remark of the matrix's reviewer."""
    assessment = papers.assessment
    papers.remark = Remark.objects.create(
        submission=papers.submission, body=assessment.fiscal_year.authority, reviewer=papers.reviewer,
        place="全文", text="请核实",
    )  # fmt: skip


def _signed_in(person):
    client = Client(raise_request_exception=True)
    client.force_login(person)
    return client
