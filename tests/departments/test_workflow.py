"""The verbs: what each does, when it is refused, whose turn comes next, and who may not do both."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from departments import causes, explaining, queries, remarks, reviewing, workflow
from departments.models import Assessment, AuditEvent, Extension, Membership, Submission
from departments.scoring.reviewed import Entered
from departments.workflow import NotAllowed
from tests import factories

Status = Assessment.Status
WITH_REASON = ("return_for_revision", "reopen", "unpublish")


def call(verb, assessment, by, reason="数据有误"):
    extra = {"reason": reason} if verb in WITH_REASON else {}
    extra |= {"cause": "figures"} if verb in causes.CAUSES else {}
    return getattr(workflow, verb)(assessment, by=by, **extra)


def verbs_of(assessment):
    return [event.verb for event in assessment.audit_events.all()]


def state_of(assessment):
    assessment.refresh_from_db()
    return assessment.status, assessment.stage and assessment.stage.name


# --- each verb --------------------------------------------------------------------------------


def test_submit_freezes_the_scorecard(preparer, assessment):
    submission = workflow.submit(assessment, by=preparer)

    assert submission.scorecard["total"] == "77.00"
    assert submission.scorecard["grade"] == "中"
    assert state_of(assessment) == ("submitted", "东湖区财政局")
    assert [e.verb for e in assessment.audit_events.all()] == ["submit"]
    assert assessment.audit_events.get().submission_sha256 == submission.sha256
    assert (submission.submitted_by_name, submission.submitted_by_post) == ("填报人", "科员")


def test_withdraw_gives_the_draft_back(preparer, assessment):
    workflow.submit(assessment, by=preparer)

    workflow.withdraw(assessment, by=preparer)

    assert state_of(assessment) == ("draft", None)
    assert verbs_of(assessment) == ["submit", "withdraw"]
    assert Submission.objects.count() == 1


def test_return_asks_for_a_new_submission(preparer, reviewer, assessment):
    workflow.submit(assessment, by=preparer)

    workflow.return_for_revision(assessment, by=reviewer, reason="完成值与佐证不符")

    assert state_of(assessment) == ("returned", None)
    assert assessment.audit_events.last().reason == "完成值与佐证不符"
    assert workflow.submit(assessment, by=preparer).number == 2


def test_withdraw_after_a_return_gives_back_the_returned_one(preparer, reviewer, assessment):
    workflow.submit(assessment, by=preparer)
    workflow.return_for_revision(assessment, by=reviewer, reason="完成值与佐证不符")
    workflow.submit(assessment, by=preparer)

    workflow.withdraw(assessment, by=preparer)

    assert state_of(assessment) == ("returned", None)


def test_withdraw_after_a_reopening_makes_no_draft_that_reviewers_lose_sight_of(
    preparer, reviewer, manager, assessment
):
    workflow.submit(assessment, by=preparer)
    workflow.approve(assessment, by=reviewer)
    workflow.reopen(assessment, by=manager, reason="数据更正", cause="figures")
    workflow.submit(assessment, by=preparer)

    workflow.withdraw(assessment, by=preparer)

    assert state_of(assessment) == ("returned", None)


def test_approve_publish_unpublish_reopen(preparer, reviewer, manager, assessment):
    workflow.submit(assessment, by=preparer)
    workflow.approve(assessment, by=reviewer)
    assert state_of(assessment) == ("approved", None)
    assert (assessment.approved_by, assessment.approved_at is not None) == (reviewer, True)

    workflow.publish(assessment, by=manager)
    assert (state_of(assessment), assessment.published_at is not None) == (("published", None), True)

    workflow.unpublish(assessment, by=manager, reason="数据更正", cause="figures")
    assert (state_of(assessment), assessment.published_at) == (("approved", None), None)

    workflow.reopen(assessment, by=manager, reason="数据更正", cause="figures")
    assert state_of(assessment) == ("returned", None)
    assert (assessment.approved_by, assessment.approved_at) == (None, None)
    assert verbs_of(assessment) == ["submit", "approve", "publish", "unpublish", "reopen"]


# --- refusals ---------------------------------------------------------------------------------

SOURCES = {
    "submit": {"draft", "returned"},
    "withdraw": {"submitted"},
    "sign": {"submitted"},
    "recommend": {"submitted"},
    "approve": {"submitted"},
    "return_for_revision": {"submitted"},
    "publish": {"approved"},
    "reopen": {"approved"},
    "unpublish": {"published"},
}


@pytest.fixture
def anybody(department, authority):
    """Somebody with every role everywhere."""
    user = factories.member(department, "preparer", "head")
    for role in ("reviewer", "manager"):
        Membership.objects.create(user=user, department=authority, role=role)
    return user


@pytest.mark.parametrize("verb", SOURCES)
@pytest.mark.parametrize("status", Status.values)
def test_a_verb_in_the_wrong_state_is_not_allowed(assessment, anybody, authority, verb, status):
    if status in SOURCES[verb]:
        return
    stage = authority if status == "submitted" else None
    Assessment.objects.filter(pk=assessment.pk).update(status=status, stage=stage)

    with pytest.raises(NotAllowed, match=f"现在是“{Status(status).label}”状态"):
        call(verb, assessment, anybody)

    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize("verb", SOURCES)
def test_a_stranger_is_denied_every_verb(assessment, stranger, authority, verb):
    status = min(SOURCES[verb])
    stage = authority if status == "submitted" else None
    Assessment.objects.filter(pk=assessment.pk).update(status=status, stage=stage)

    with pytest.raises(PermissionDenied):
        call(verb, assessment, stranger)

    assert state_of(assessment)[0] == status


@pytest.mark.variations
@pytest.mark.parametrize("reason", ["", "  ", "\n"])
@pytest.mark.parametrize(
    ("verb", "state"),
    [("return_for_revision", "submission"), ("reopen", "approved"), ("unpublish", "published")],
)
def test_a_reason_is_asked(request, assessment, manager, other_manager, verb, state, reason):
    request.getfixturevalue(state)

    with pytest.raises(NotAllowed, match=r"请填写.*的理由"):
        call(verb, assessment, other_manager, reason=reason)


def test_a_caller_with_an_old_row_is_told(preparer, assessment):
    old = Assessment.objects.get(pk=assessment.pk)
    workflow.submit(assessment, by=preparer)

    with pytest.raises(NotAllowed, match="现在是“已送审”状态，不能送审，请刷新页面"):
        workflow.submit(old, by=preparer)


# --- readiness --------------------------------------------------------------------------------


def test_everything_that_stops_it_is_said_at_once(preparer, assessment):
    assessment.explanations.all().delete()
    assessment.sections.update(text="")
    assessment.goals.first().indicators.update(actual=None, weight=41)

    with pytest.raises(workflow.NotReady) as not_ready:
        workflow.submit(assessment, by=preparer)

    assert {f.severity for f in not_ready.value.findings} == {"error", "warning"}
    assert {f.check for f in not_ready.value.findings} >= {
        "check_weights_sum_to_100", "check_actual_filled", "check_required_sections_filled",
        "check_low_execution_has_reason",
    }  # fmt: skip
    assert state_of(assessment) == ("draft", None)
    assert (Submission.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_an_explanation_lasts_while_its_figures_do(preparer, reviewer, assessment):
    workflow.submit(assessment, by=preparer)
    workflow.return_for_revision(assessment, by=reviewer, reason="请复核")

    again = workflow.submit(assessment, by=preparer)
    workflow.return_for_revision(assessment, by=reviewer, reason="请再复核")
    assessment.budget_lines.filter(category="operating").update(spent=1_400_000)

    assert [x["check"] for x in again.explanations] == [x["check"] for x in again.findings]
    with pytest.raises(workflow.NotReady) as not_ready:
        workflow.submit(assessment, by=preparer)
    assert [(f.check, f.found) for f in not_ready.value.findings] == [
        ("check_low_execution_has_reason", "84.00%")
    ]


# --- the window -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens", "closes", "extended", "is_open"),
    [
        (0, 0, None, True), (1, 9, None, False), (-9, -1, None, False), (-9, -1, 0, True),
        (-9, -1, -1, False), (1, 9, 20, False),
    ],
)  # fmt: skip
def test_submitting_within_the_window_or_the_extension(
    preparer, manager, assessment, fiscal_year, opens, closes, extended, is_open
):
    today = timezone.localdate()
    fiscal_year.opens, fiscal_year.closes = today + timedelta(opens), today + timedelta(closes)
    fiscal_year.due = fiscal_year.opens
    fiscal_year.save()
    if extended is not None:
        Extension.objects.create(
            fiscal_year=fiscal_year, department=assessment.department, reason="人员更换", granted_by=manager,
            closes=today + timedelta(extended),
        )  # fmt: skip

    if is_open:
        assert workflow.submit(assessment, by=preparer).number == 1
    else:
        with pytest.raises(NotAllowed, match="不在填报期内"):
            workflow.submit(assessment, by=preparer)


def test_the_extension_of_another_department_does_not_help(preparer, manager, assessment, other_department):
    year, today = assessment.fiscal_year, timezone.localdate()
    year.opens = year.due = year.closes = today - timedelta(1)
    year.save()
    Extension.objects.create(
        fiscal_year=year, department=other_department, reason="人员更换", granted_by=manager, closes=today
    )

    with pytest.raises(NotAllowed):
        workflow.submit(assessment, by=preparer)


# --- whose turn -------------------------------------------------------------------------------


@pytest.fixture
def unit(department):
    return factories.department("招商中心", code="420111301001", kind="unit", parent=department)


def test_the_turn_passes_from_head_to_parent_to_authority(
    authority, department, unit, fiscal_year, manager, reviewer
):
    fiscal_year.head_signs = fiscal_year.two_step = True
    fiscal_year.save()
    preparer, head = factories.member(unit, "preparer"), factories.member(unit, "head")
    parent = factories.member(department, "reviewer")
    assessment = factories.complete_assessment(unit, fiscal_year)
    turns = []

    for verb, person in (
        ("submit", preparer), ("sign", head), ("recommend", parent), ("recommend", reviewer),
        ("approve", manager),
    ):  # fmt: skip
        call(verb, assessment, person)
        turns.append(state_of(assessment))

    assert turns == [
        ("submitted", "招商中心"), ("submitted", "东湖区商务局"), ("submitted", "东湖区财政局"),
        ("submitted", "东湖区财政局"), ("approved", None),
    ]  # fmt: skip
    assert [(x.verdict, x.body.name) for x in Submission.objects.get().reviews.all()] == [
        ("signed", "招商中心"), ("recommended", "东湖区商务局"), ("recommended", "东湖区财政局"),
        ("approved", "东湖区财政局"),
    ]  # fmt: skip


def test_nobody_acts_out_of_turn(department, unit, fiscal_year, manager, reviewer):
    preparer, parent = factories.member(unit, "preparer"), factories.member(department, "reviewer")
    assessment = factories.complete_assessment(unit, fiscal_year)
    workflow.submit(assessment, by=preparer)

    for verb, person in (
        ("approve", manager), ("approve", reviewer), ("return_for_revision", reviewer),
        ("recommend", reviewer), ("approve", parent), ("sign", factories.member(unit, "head")),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            call(verb, assessment, person)
    call("recommend", assessment, parent)
    with pytest.raises(PermissionDenied):
        call("return_for_revision", assessment, parent)


@pytest.mark.parametrize("role", ["head", "reviewer", "manager"])
def test_whoever_has_the_turn_may_return(assessment, preparer, head, reviewer, manager, role):
    year = assessment.fiscal_year
    year.head_signs = role == "head"
    year.save()
    workflow.submit(assessment, by=preparer)

    call("return_for_revision", assessment, {"head": head, "reviewer": reviewer, "manager": manager}[role])

    assert state_of(assessment) == ("returned", None)


def test_two_steps_are_two_people(assessment, preparer, reviewer, manager, authority):
    year = assessment.fiscal_year
    year.two_step = True
    year.save()
    Membership.objects.create(user=reviewer, department=authority, role="manager")
    workflow.submit(assessment, by=preparer)

    with pytest.raises(PermissionDenied):
        workflow.approve(assessment, by=manager)  # nobody has recommended yet
    workflow.recommend(assessment, by=reviewer)
    with pytest.raises(PermissionDenied):
        workflow.approve(assessment, by=reviewer)
    with pytest.raises(NotAllowed, match="请勿重复操作"):
        workflow.recommend(assessment, by=reviewer)
    workflow.approve(assessment, by=manager)

    assert state_of(assessment) == ("approved", None)


def test_one_step_asks_for_no_recommendation(assessment, preparer, reviewer, manager):
    workflow.submit(assessment, by=preparer)

    with pytest.raises(PermissionDenied):
        workflow.recommend(assessment, by=reviewer)
    workflow.approve(assessment, by=manager)

    assert state_of(assessment) == ("approved", None)


def test_a_signature_dropped_from_the_year_does_not_hold_up_who_waits(assessment, preparer, head):
    year = assessment.fiscal_year
    year.head_signs = True
    year.save()
    workflow.submit(assessment, by=preparer)
    year.head_signs = False
    year.save()

    workflow.sign(assessment, by=head)

    assert state_of(assessment) == ("submitted", "东湖区财政局")


def test_a_department_moved_away_is_told(assessment, preparer):
    department = assessment.department
    department.parent = factories.authority("外地财政局")
    department.save()

    with pytest.raises(NotAllowed, match="已不在东湖区财政局之下"):
        workflow.submit(assessment, by=preparer)


# --- four eyes --------------------------------------------------------------------------------


def give(user, department, role):
    Membership.objects.create(user=user, department=department, role=role)
    return type(user).objects.get(pk=user.pk)


def test_nobody_reviews_what_they_prepared(assessment, preparer, authority):
    give(preparer, authority, "manager")
    both = give(preparer, authority, "reviewer")
    workflow.submit(assessment, by=both)

    for verb in ("approve", "return_for_revision", "recommend"):
        with pytest.raises(PermissionDenied):
            call(verb, assessment, both)


def test_who_edited_last_does_not_sign(assessment, preparer, department):
    year = assessment.fiscal_year
    year.head_signs = True
    year.save()
    wrote, other = factories.member(department, "head"), factories.member(department, "head")
    warning = next(f for f in _findings(assessment) if f.severity == "warning")
    explaining.explain(assessment, warning, "另行说明", by=wrote)
    workflow.submit(assessment, by=preparer)

    with pytest.raises(PermissionDenied):
        workflow.sign(assessment, by=wrote)
    workflow.sign(assessment, by=other)

    assert state_of(assessment) == ("submitted", "东湖区财政局")


def _findings(assessment):
    from departments.validation import findings_in

    return findings_in(queries.facts_for(assessment))


def test_who_recommended_elsewhere_does_not_approve(department, unit, fiscal_year, reviewer):
    both = give(reviewer, department, "reviewer")
    assessment = factories.complete_assessment(unit, fiscal_year)
    workflow.submit(assessment, by=factories.member(unit, "preparer"))
    workflow.recommend(assessment, by=both)

    with pytest.raises(PermissionDenied):
        workflow.approve(assessment, by=both)


def test_who_approved_does_not_publish(assessment, preparer, manager, other_manager):
    workflow.submit(assessment, by=preparer)
    workflow.approve(assessment, by=manager)

    with pytest.raises(PermissionDenied):
        workflow.publish(assessment, by=manager)
    workflow.publish(assessment, by=other_manager)

    assert state_of(assessment) == ("published", None)


def test_the_own_heads_signature_does_not_keep_the_preparer_from_withdrawing(assessment, preparer, head):
    year = assessment.fiscal_year
    year.head_signs = True
    year.save()
    workflow.submit(assessment, by=preparer)
    workflow.sign(assessment, by=head)

    workflow.withdraw(assessment, by=preparer)

    assert state_of(assessment) == ("draft", None)


@pytest.mark.parametrize("action", ["recommend", "remark", "review a line"])
def test_withdraw_only_before_the_first_review_action(assessment, preparer, head, reviewer, action):
    year = assessment.fiscal_year
    year.head_signs, year.two_step = True, True
    year.save()
    submission = workflow.submit(assessment, by=preparer)
    workflow.sign(assessment, by=head)
    if action == "recommend":
        workflow.recommend(assessment, by=reviewer)
    elif action == "remark":
        remarks.add(submission, body=year.authority, by=reviewer, place="预算", text="请核实")
    else:
        key = next(iter(reviewing.lines_of(submission)))
        reviewing.enter(submission, year.authority, key, Entered(value="90"), by=reviewer)

    for person in (preparer, head):
        with pytest.raises(PermissionDenied):
            workflow.withdraw(assessment, by=person)
