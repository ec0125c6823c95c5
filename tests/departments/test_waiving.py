"""豁免: who may, for what, until when; it acts on the next verdict and is frozen with the submission."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from departments import waiving, workflow
from departments.models import Explanation, Membership, User, Waiver
from departments.rulebook import RULES
from departments.submitted import findings_of
from departments.views.panel import Panel
from tests import factories

CHECK = "check_evidence_attached"
WHY = "涉密项目，佐证材料已在现场核验。"


@pytest.fixture
def until():
    return timezone.localdate() + timedelta(days=10)


@pytest.fixture
def unexplained(assessment):
    """A self-assessment that one warning stops."""
    Explanation.objects.filter(assessment=assessment, check_name=CHECK).delete()
    return assessment


def grant(assessment, manager, until, check=CHECK, reason=WHY):
    return waiving.grant(assessment, check, reason=reason, expires=until, by=manager)


def test_a_waived_rule_stops_nothing_and_is_still_shown(unexplained, manager, until):
    assert not Panel.of(unexplained).verdict.passes

    grant(unexplained, manager, until)
    panel = Panel.of(unexplained)

    assert panel.verdict.passes
    (shown,) = panel.waived
    assert (shown.finding.check, shown.waiver.reason, shown.waiver.expires) == (CHECK, WHY, until)
    assert shown.waiver.granted_by_name == manager.name


def test_a_waived_error_does_not_stop_either(assessment, preparer, manager, until):
    key = next(iter(assessment.fiscal_year.outline.required_sections()))
    assessment.sections.filter(key=key).update(text="")
    assert {x.finding.check for x in Panel.of(assessment).errors} == {"check_required_sections_filled"}

    grant(assessment, manager, until, check="check_required_sections_filled")

    assert workflow.submit(assessment, by=preparer).waivers[0]["check"] == "check_required_sections_filled"


def test_a_submission_keeps_the_waivers_it_needed(unexplained, preparer, manager, until):
    grant(unexplained, manager, until)
    grant(unexplained, manager, until, check="check_cost_sign")

    submission = workflow.submit(unexplained, by=preparer)

    assert submission.waivers == [
        {
            "check": CHECK, "rule": RULES[CHECK].text, "reason": WHY, "expires": until.isoformat(),
            "by": f"{manager.memberships.get().department} {manager.name}",
            "granted_on": timezone.localdate().isoformat(),
        }
    ]  # fmt: skip
    assert [x.handled for x in findings_of(submission) if x.finding["check"] == CHECK] == ["waived"]
    assert submission.assessment.submitted_findings.get(check_name=CHECK).handled == "waived"


def test_a_submission_without_waivers_keeps_the_hash_it_always_had(assessment, preparer):
    from departments.audit import canonical_sha256

    submission = workflow.submit(assessment, by=preparer)
    names = ("facts", "scorecards", "findings", "explanations", "basics")

    assert submission.sha256 == canonical_sha256({name: getattr(submission, name) for name in names})


@pytest.mark.parametrize(
    ("days", "is_in_force"), [(1, True), (0, True), (-1, False)], ids=["tomorrow", "today", "yesterday"]
)
def test_a_waiver_ends_after_its_last_day(unexplained, manager, until, days, is_in_force):
    grant(unexplained, manager, until)
    Waiver.objects.update(expires=timezone.localdate() + timedelta(days=days))

    assert Panel.of(unexplained).verdict.passes == is_in_force


def test_a_revoked_waiver_is_none_from_the_next_request(unexplained, preparer, manager, until):
    waiver = grant(unexplained, manager, until)

    waiving.revoke(waiver, reason="已能提供材料", by=manager)

    assert not Panel.of(unexplained).verdict.passes
    with pytest.raises(workflow.NotReady):
        workflow.submit(unexplained, by=preparer)


def test_what_was_frozen_keeps_its_waiver_when_it_is_revoked(unexplained, preparer, manager, until):
    waiver = grant(unexplained, manager, until)
    submission = workflow.submit(unexplained, by=preparer)

    waiving.revoke(waiver, reason="下不为例", by=manager)
    submission.refresh_from_db()

    assert [x["check"] for x in submission.waivers] == [CHECK]


def test_granting_and_revoking_are_written_down(unexplained, manager, until):
    waiving.revoke(grant(unexplained, manager, until), reason="已能提供材料", by=manager)

    granted, revoked = unexplained.audit_events.filter(verb__in=("waive", "revoke_waiver"))

    text = RULES[CHECK].text
    assert (granted.actor, granted.reason) == (manager, WHY)
    assert granted.changes == [{"row": text, "field": "豁免至", "old": None, "new": str(until)}]
    assert (revoked.actor, revoked.reason) == (manager, "已能提供材料")
    assert revoked.changes == [{"row": text, "field": "豁免至", "old": str(until), "new": None}]


@pytest.mark.parametrize("check", ["check_weights_sum_to_100", "check_budget_exists", "check_can_be_kept"])
def test_what_guards_the_figures_is_never_waived(unexplained, manager, until, check):
    with pytest.raises(waiving.CannotWaive) as refused:
        grant(unexplained, manager, until, check=check)

    assert RULES[check].why_not in str(refused.value)
    assert RULES[check].text in str(refused.value)


def test_an_unknown_rule_is_not_waived(unexplained, manager, until):
    with pytest.raises(waiving.CannotWaive):
        grant(unexplained, manager, until, check="check_nothing")


@pytest.mark.parametrize(("reason", "days"), [("  ", 10), (WHY, -1)], ids=["no reason", "past day"])
def test_a_waiver_needs_a_reason_and_a_day_to_come(unexplained, manager, reason, days):
    with pytest.raises(waiving.CannotWaive):
        grant(unexplained, manager, timezone.localdate() + timedelta(days=days), reason=reason)


def test_a_rule_is_waived_once_at_a_time(unexplained, manager, until):
    grant(unexplained, manager, until)

    with pytest.raises(waiving.CannotWaive, match="已豁免到"):
        grant(unexplained, manager, until)
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.create(
            assessment=unexplained, check_name=CHECK, reason="重复", expires=until, granted_by=manager
        )


def test_an_expired_waiver_may_be_followed_by_another(unexplained, manager, until):
    grant(unexplained, manager, until)
    Waiver.objects.update(expires=timezone.localdate() - timedelta(days=1))

    grant(unexplained, manager, until)

    assert [x.ended_at is None for x in unexplained.waivers.order_by("pk")] == [False, True]


def test_what_is_approved_needs_no_waiver(approved, manager, until):
    with pytest.raises(waiving.CannotWaive, match="取消审核"):
        grant(approved, manager, until)


def test_revoking_needs_a_reason_and_happens_once(unexplained, manager, until):
    waiver = grant(unexplained, manager, until)
    with pytest.raises(waiving.CannotWaive, match="理由"):
        waiving.revoke(waiver, reason=" ", by=manager)
    waiving.revoke(waiver, reason="已能提供材料", by=manager)

    with pytest.raises(waiving.CannotWaive, match="请勿重复"):
        waiving.revoke(waiver, reason="再来", by=manager)


@pytest.mark.parametrize("role", ["preparer", "head", "reviewer", "stranger", "foreign manager"])
def test_only_the_authoritys_manager_waives(request, unexplained, manager, until, role):
    if role == "foreign manager":
        person = factories.member(factories.authority("外地财政局"), "manager")
    else:
        person = request.getfixturevalue(role)
    waiver = grant(unexplained, manager, until)

    with pytest.raises(PermissionDenied):
        grant(unexplained, person, until, check="check_cost_sign")
    with pytest.raises(PermissionDenied):
        waiving.revoke(waiver, reason="撤销", by=person)


def test_a_manager_does_not_waive_for_what_they_file(unexplained, manager, department, until):
    Membership.objects.create(user=manager, department=department, role="preparer")

    with pytest.raises(PermissionDenied):
        grant(unexplained, User.objects.get(pk=manager.pk), until)
