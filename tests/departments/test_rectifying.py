"""整改: its states, who takes which step, who is told, its files, and what is carried on."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from departments import access, assigning, evidence, notices, rectification_dates, rectifying, workflow
from departments.assigning import Assignee, Terms
from departments.models import AuditEvent, Evidence, Membership, Rectification
from departments.rectification_steps import STEPS, available
from departments.rectifying import NotAllowed
from tests import factories

from . import evidence_files

TODAY = timezone.localdate


def issued(submission, by, **values):
    asked = {
        "key": "", "problem": "佐证材料不足", "requirement": "补充合同和验收单",
        "due": TODAY() + timedelta(days=30),
    }  # fmt: skip
    return rectifying.issue(submission, **asked | values, by=by)


@pytest.fixture
def item(submission, manager):
    return issued(submission, manager)


def step(item, verb, by, text="已安排"):
    rectifying.step(item, verb, text=text, by=by)
    item.refresh_from_db()
    return item.status


def inbox(person):
    return [row.text for row in notices.of(person).filter(kind="rectify", read_at=None)]


def test_from_issue_to_closure(item, preparer, manager):
    states = [
        step(item, "plan", preparer, "5月底前补齐"), step(item, "progress", preparer),
        step(item, "request", preparer), step(item, "close", manager, ""),
    ]  # fmt: skip

    assert states == ["underway", "underway", "closing", "closed"]
    assert (item.plan, item.ended_at is not None) == ("5月底前补齐", True)
    assert [x.verb for x in item.steps.all()] == ["issue", "plan", "progress", "request", "close"]
    verbs = AuditEvent.objects.filter(verb__startswith="rectify").values_list("verb", flat=True)
    assert sorted(verbs) == [
        "rectify_close", "rectify_issue", "rectify_plan", "rectify_progress", "rectify_request",
    ]  # fmt: skip


def test_what_is_not_good_enough_goes_back_and_what_was_closed_is_taken_up_again(item, preparer, manager):
    step(item, "plan", preparer)
    step(item, "request", preparer)
    assert step(item, "send_back", manager, "验收单没有盖章") == "underway"

    step(item, "request", preparer)
    step(item, "close", manager)
    assert step(item, "reopen", manager, "复查发现未落实") == "underway"
    assert item.ended_at is None


def test_an_item_issued_by_mistake_is_cancelled_with_a_reason(item, manager):
    with pytest.raises(NotAllowed, match="请写明撤销的理由"):
        step(item, "cancel", manager, " ")

    assert step(item, "cancel", manager, "重复下达") == "cancelled"
    assert not item.is_open


def test_every_state_but_the_cancelled_has_a_way_out():
    sources = {state for rule in STEPS.values() for state in rule.sources}

    assert set(Rectification.Status.values) - sources == {"cancelled"}


@pytest.mark.parametrize("verb", ["progress", "request", "close", "send_back", "reopen"])
def test_a_step_out_of_turn_is_refused(item, verb, preparer):
    with pytest.raises(NotAllowed, match="现在是“待报方案”状态"):
        step(item, verb, preparer)


def test_each_side_takes_its_own_steps_only(item, preparer, head, reviewer, manager, stranger):
    offered = {x.username: list(available(item, x)) for x in (preparer, head, reviewer, manager, stranger)}
    assert offered == {
        "tianbao": ["plan"], "fuze": ["plan"], "shenhe": ["cancel"], "guanli": ["cancel"], "linju": [],
    }  # fmt: skip

    with pytest.raises(PermissionDenied):
        step(item, "plan", manager)
    with pytest.raises(PermissionDenied):
        step(item, "cancel", preparer)


@pytest.mark.parametrize("who", ["preparer", "head", "stranger", "auditor"])
def test_only_those_above_issue(who, submission, request):
    with pytest.raises(PermissionDenied):
        issued(submission, request.getfixturevalue(who))


def test_who_prepared_it_issues_nothing(submission, preparer, authority):
    Membership.objects.create(user=preparer, department=authority, role="reviewer")

    with pytest.raises(PermissionDenied):
        issued(submission, preparer)


def test_an_item_names_a_row_of_the_submission(submission, manager):
    indicator = submission.assessment.goals.get().indicators.first()
    assert issued(submission, manager, key=f"indicator:{indicator.pk}").place == "指标／引进重点企业数"

    with pytest.raises(NotAllowed, match="没有这一行"):
        issued(submission, manager, key="indicator:999999")


def test_a_date_that_is_past_is_refused(submission, manager):
    with pytest.raises(NotAllowed, match="已过"):
        issued(submission, manager, due=TODAY() - timedelta(days=1))


def test_each_side_is_told_what_waits_for_it(item, preparer, manager, reviewer):
    assert [x[:14] for x in inbox(preparer)] == ["东湖区财政局下达整改事项，期限"[:14]]

    step(item, "plan", preparer)
    assert (inbox(preparer), inbox(manager)) == ([], ["填报人已报整改方案：整体。"])
    step(item, "request", preparer)
    assert (inbox(manager), inbox(reviewer)) == (["填报人已申请销号：整体。"], [])

    step(item, "send_back", manager, "材料不全")
    assert (inbox(preparer), inbox(manager)) == (["财政管理员已退回继续整改：整体。"], [])


def test_after_the_issuer_has_left_the_body_is_told(item, preparer, manager, reviewer):
    manager.memberships.all().delete()

    step(item, "plan", preparer)

    assert (inbox(manager), len(inbox(reviewer))) == ([], 1)


# --- 佐证材料 ---------------------------------------------------------------------------------


def test_a_file_is_kept_with_the_item_and_not_in_the_entry(item, preparer):
    row = rectifying.add_file(item, BytesIO(evidence_files.PDF), "验收单.pdf", by=preparer)

    assert list(item.evidence.all()) == [row]
    assert item.assessment.evidence.filter(removed_at=None).count() == 0
    assert AuditEvent.objects.filter(verb="rectify_file").count() == 1


def test_a_file_of_the_entry_is_tied_and_not_kept_twice(item, preparer, reviewer):
    workflow.return_for_revision(item.assessment, by=reviewer, reason="补充")
    assessment = item.assessment
    assessment.refresh_from_db()
    entered = evidence.add(assessment, BytesIO(evidence_files.PDF), "合同.pdf", frozenset(), by=preparer).row

    row = rectifying.add_file(item, BytesIO(evidence_files.PDF), "合同.pdf", by=preparer)
    assert (row, Evidence.objects.count()) == (entered, 1)

    evidence.remove(assessment, row.pk, by=preparer)
    assert item.evidence.get().file.storage.exists(row.file.name)


def test_nobody_else_and_no_closed_item_takes_files(item, preparer, manager):
    with pytest.raises(PermissionDenied):
        rectifying.add_file(item, BytesIO(evidence_files.PDF), "a.pdf", by=manager)
    step(item, "cancel", manager)
    with pytest.raises(PermissionDenied):
        rectifying.add_file(item, BytesIO(evidence_files.PDF), "a.pdf", by=preparer)

    assert Evidence.objects.count() == 0


# --- time -------------------------------------------------------------------------------------


def test_what_falls_due_and_what_is_late_is_told_once_each(item, preparer, manager):
    notices.read(notices.of(preparer))
    for days in (-40, -3, -3, -2, 1, 2, 8):
        rectification_dates.tell(item.due + timedelta(days=days))

    texts = [x.partition("，")[2] for x in inbox(preparer)]
    assert texts == ["已逾期8天。", "已逾期1天。", "还有3天。"]
    assert inbox(manager) == []


def test_what_was_closed_is_not_late(item, preparer, manager):
    notices.read(notices.of(preparer))
    step(item, "cancel", manager, "重复")
    notices.read(notices.of(preparer))

    rectification_dates.tell(item.due + timedelta(days=3))

    assert inbox(preparer) == []


def test_what_is_open_is_carried_into_later_years(item, submission, manager, authority, department):
    later = factories.assessment(department, factories.fiscal_year(authority, year=2026))
    earlier = factories.assessment(department, factories.fiscal_year(authority, year=2024))
    closed = issued(submission, manager)
    step(closed, "cancel", manager)

    assert [list(rectifying.open_before(x)) for x in (later, earlier)] == [[item], []]


def test_in_a_year_by_assignment_it_is_open_to_assigned_reviewers_only(
    item, fiscal_year, preparer, reviewer, manager
):
    step(item, "plan", preparer)
    step(item, "request", preparer)
    fiscal_year.by_assignment = True
    fiscal_year.save()

    def seen(person):
        return [
            access.visible_rectifications(person).exists(),
            access.rectifications_to_do(person).exists(),
            access.may_close_rectification(person, item),
        ]

    assert (seen(reviewer), seen(manager)) == ([False] * 3, [True] * 3)

    given = Terms(Assignee(reviewer=reviewer), TODAY() + timedelta(days=30), "分工", False)
    assigning.assign(fiscal_year, [item.assessment_id], given, by=manager)
    assert seen(reviewer) == [True] * 3
