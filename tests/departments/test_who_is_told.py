"""Event → receivers: where somebody must act, exactly those who can are told, each once."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from departments import (
    assigning,
    deputizing,
    extension_requests,
    rectifying,
    reopening,
    urging,
    workflow,
)
from departments.assigning import Assignee
from departments.models import Assessment, Membership, Notice, User
from departments.monitoring import rounds, verbs
from tests import factories


@dataclass
class World:
    """People by their role, and the self-assessment they are about."""

    people: dict[str, User]
    assessment: Assessment

    def __getattr__(self, name):
        return self.people[name]

    @property
    def year(self):
        return self.assessment.fiscal_year

    def now(self):
        return Assessment.objects.get(pk=self.assessment.pk)


@pytest.fixture
def world(
    preparer, head, reviewer, manager, other_manager, auditor, security_admin, stranger, assessment, authority
):
    firm = factories.firm(authority)
    people = {
        "preparer": preparer, "head": head, "reviewer": reviewer, "manager": manager,
        "second_manager": other_manager, "auditor": auditor, "security_admin": security_admin,
        "stranger": stranger, "of_firm": factories.of_firm(firm),
        "gone_manager": factories.member(authority, "manager", is_active=False),
        "filing_manager": factories.member(authority, "manager"),
    }  # fmt: skip
    gone = factories.of_firm(firm)
    gone.memberships.update(ends=timezone.localdate() - timedelta(days=1))
    Membership.objects.create(
        user=people["filing_manager"], department=assessment.department, role="preparer"
    )
    return World(people, assessment)


def submit(w):
    workflow.submit(w.now(), by=w.preparer)


def approve(w):
    submit(w)
    workflow.approve(w.now(), by=w.reviewer)


def ask_reopening(w):
    approve(w)
    return reopening.ask(w.now(), cause="figures", reason="数据有误", by=w.head)


def decline_reopening(w):
    reopening.decline(ask_reopening(w), answer="不影响结果", by=w.manager)


def grant_reopening(w):
    reopening.grant(ask_reopening(w), by=w.manager)


def ask_extension(w):
    until = w.year.closes + timedelta(days=5)
    return extension_requests.ask(w.now(), until=until, reason="系统迁移", by=w.preparer)


def answer_extension(w, *, granted):
    extension_requests.answer(ask_extension(w), granted=granted, text="已阅", by=w.manager)


def rectify(w, *steps):
    submit(w)
    due = timezone.localdate() + timedelta(days=30)
    asked = {"key": "", "problem": "依据不足", "requirement": "补充依据", "due": due}
    item = rectifying.issue(w.now().submissions.get(), **asked, by=w.reviewer)
    for verb, by in steps:
        rectifying.step(item, verb, text="已安排", by=w.people[by])


PLANNED = (("plan", "preparer"), ("request", "preparer"))


def assign(w, to):
    terms = assigning.Terms(to, timezone.localdate(), "委托审核")
    assigning.assign(w.year, [w.assessment.pk], terms, by=w.manager)


def to_firm(w):
    return Assignee(firm=w.of_firm.memberships.get().firm)


def hand_over(w):
    today = timezone.localdate()
    terms = deputizing.Terms(w.second_manager, today, today, "出差")
    deputizing.hand_over(w.manager.memberships.get(), terms, by=w.manager)


def monitor(w, *steps):
    today = timezone.localdate()
    made = rounds.open_round(w.year, months=7, opens=today, due=today, by=w.manager)
    table = made.monitorings.get(assessment=w.assessment)
    table.indicators.all().delete()
    for verb, by in steps:
        verbs.FUNCTIONS[verb](table, by=w.people[by], words="请补充")


REPORTED = (("monitoring_submit", "preparer"),)
OWN = {"preparer", "head", "filing_manager"}
EVENTS = {
    "送审": (submit, {"reviewer"}),
    "退回": (lambda w: (submit(w), workflow.return_for_revision(w.now(), by=w.reviewer, reason="有误")), OWN),
    "申请取消审核": (ask_reopening, {"manager", "second_manager", "filing_manager"}),
    "不同意取消审核": (decline_reopening, {"head"}),
    "同意取消审核": (grant_reopening, OWN),
    "申请延期": (ask_extension, {"manager", "second_manager"}),
    "批准延期": (lambda w: answer_extension(w, granted=True), OWN),
    "不批准延期": (lambda w: answer_extension(w, granted=False), OWN),
    "下达整改": (rectify, OWN),
    "申请销号": (lambda w: rectify(w, *PLANNED), {"reviewer"}),
    "退回继续整改": (lambda w: rectify(w, *PLANNED, ("send_back", "reviewer")), OWN),
    "催报": (lambda w: urging.urge([w.now()], text="请尽快报送", by=w.manager), OWN),
    "分派给审核人": (lambda w: assign(w, Assignee(reviewer=w.reviewer)), {"reviewer"}),
    "分派给机构": (lambda w: assign(w, to_firm(w)), {"of_firm"}),
    "交由代理": (hand_over, {"second_manager"}),
    "下达监控": (monitor, OWN),
    "报送监控": (lambda w: monitor(w, *REPORTED), {"reviewer"}),
    "退回监控": (lambda w: monitor(w, *REPORTED, ("monitoring_return", "reviewer")), OWN),
}


@pytest.fixture
def without_gaps(monkeypatch):
    """What a report of a monitoring needs is not what is asked here."""
    monkeypatch.setattr(verbs, "gaps_of", lambda rows: [])


@pytest.mark.variations
@pytest.mark.usefixtures("without_gaps")
@pytest.mark.parametrize("event", EVENTS)
def test_who_must_act_is_told_once(world, event):
    act, receivers = EVENTS[event]
    act(world)

    latest = Notice.objects.order_by("-pk").first()
    told = Notice.objects.filter(text=latest.text, kind=latest.kind, read_at=None)
    names = {person.pk: name for name, person in world.people.items()}
    assert sorted(names[row.person_id] for row in told) == sorted(receivers)


def test_what_was_asked_is_no_longer_asked_once_it_is_answered(world):
    asked = ask_reopening(world)
    reopening.decline(asked, answer="不影响结果", by=world.manager)

    assert not Notice.objects.filter(kind="reopen", person=world.second_manager, read_at=None).exists()
    assert Notice.objects.get(kind="reopen", person=world.head).detail == "不影响结果"
