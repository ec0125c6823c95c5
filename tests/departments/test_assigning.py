"""分派: commissioned firms and assigned reviewers see and review what is assigned, while it is."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from departments import access, assigning, remarks, workflow
from departments.assigning import Assignee, CannotAssign, Terms
from departments.loads import loads
from departments.models import Assignment, AuditEvent, Firm, Membership, User
from departments.models.firm import check_credit_code
from tests import factories

TODAY = timezone.localdate


@pytest.fixture
def firm(authority):
    return factories.firm(authority)


@pytest.fixture
def expert(firm):
    """One of the firm's people."""
    return factories.of_firm(firm, name="李四")


@pytest.fixture
def give(fiscal_year, manager):
    """Assign the self-assessment, for a month unless told otherwise."""

    def give(assessment, to, days=30, replaces=False):
        one = Assignee(firm=to) if isinstance(to, Firm) else Assignee(reviewer=to)
        ends = TODAY() + timedelta(days=days)
        assigning.assign(fiscal_year, [assessment.pk], Terms(one, ends, "委托评价", replaces), by=manager)
        return Assignment.objects.latest("pk")

    return give


def sees(person) -> list[bool]:
    """Whether anything is visible, frozen, and waiting; roles are read anew, as a request does."""
    person = User.objects.get(pk=person.pk)
    lists = (access.visible_assessments, access.visible_submissions, access.review_queue)
    return [rows(person).exists() for rows in lists]


def verbs(assessment, person) -> set[str]:
    assessment.refresh_from_db()
    return set(workflow.available(assessment, User.objects.get(pk=person.pk)))


def test_a_firm_sees_nothing_that_is_not_assigned(submission, expert):
    assert sees(expert) == [False, False, False]
    assert verbs(submission.assessment, expert) == set()


def test_a_firm_reviews_what_is_assigned_to_it_and_the_authority_decides(
    submission, firm, expert, give, manager
):
    give(submission.assessment, firm)

    assert sees(expert) == [True, True, True]
    assert verbs(submission.assessment, expert) == {"recommend", "return_for_revision"}

    workflow.recommend(submission.assessment, by=User.objects.get(pk=expert.pk))

    assert verbs(submission.assessment, expert) == {"return_for_revision"}
    assert sees(expert) == [True, True, False]
    assert "approve" in verbs(submission.assessment, manager)


def test_a_draft_that_is_assigned_is_not_yet_seen(assessment, firm, expert, give):
    give(assessment, firm)

    assert sees(expert) == [False, False, False]


@pytest.mark.parametrize(("days", "holds"), [(1, True), (0, True), (-1, False)])
def test_an_assignment_ends_after_its_last_day(submission, firm, expert, give, days, holds):
    given = give(submission.assessment, firm)
    Assignment.objects.filter(pk=given.pk).update(ends=TODAY() + timedelta(days=days))

    assert sees(expert) == [holds, holds, holds]
    assert bool(verbs(submission.assessment, expert)) == holds


def test_taken_back_it_is_gone_at_once(submission, firm, expert, give, fiscal_year, manager):
    give(submission.assessment, firm)
    assigning.take_back(fiscal_year, [submission.assessment_id], reason="项目变更", by=manager)

    assert sees(expert) == [False, False, False]
    row = Assignment.objects.get()
    assert (row.ended_by, row.end_reason) == (manager, "项目变更")


def test_a_single_person_of_a_firm_may_be_out_of_force_while_the_firm_stays(submission, firm, expert, give):
    give(submission.assessment, firm)
    Membership.objects.filter(user=expert).update(ends=TODAY() - timedelta(days=1))

    assert sees(expert) == [False, False, False]


def test_another_firm_sees_nothing_of_it(submission, firm, give, authority):
    give(submission.assessment, firm)
    other = factories.of_firm(factories.firm(authority, "另一事务所"))

    assert sees(other) == [False, False, False]


def test_own_reviewers_see_everything_unless_the_year_is_by_assignment(
    submission, reviewer, give, fiscal_year, manager
):
    assert sees(reviewer) == [True, True, True]

    fiscal_year.by_assignment = True
    fiscal_year.save()
    assert sees(reviewer) == [False, False, False]
    assert verbs(submission.assessment, reviewer) == set()
    assert sees(manager) == [True, True, True]

    give(submission.assessment, reviewer)
    assert sees(reviewer) == [True, True, True]
    assert verbs(submission.assessment, reviewer) == {"approve", "return_for_revision"}


def test_by_assignment_binds_the_authority_and_not_the_parent_department(assessment, department, fiscal_year):
    fiscal_year.by_assignment = True
    fiscal_year.save()
    unit = factories.department("招商中心", kind="unit", parent=department)
    filed = factories.complete_assessment(unit, fiscal_year)
    factories.submission(filed, by=factories.member(unit, "preparer"))

    assert sees(factories.member(department, "reviewer")) == [True, True, True]


def test_the_own_reviewer_still_approves_what_a_firm_recommended(submission, firm, expert, give, reviewer):
    give(submission.assessment, firm)
    workflow.recommend(submission.assessment, by=User.objects.get(pk=expert.pk))

    assert "approve" in verbs(submission.assessment, reviewer)
    assert sees(reviewer) == [True, True, True]


def test_a_firm_reviews_nothing_that_one_of_its_people_prepared(assessment, firm, expert, give, department):
    helper = factories.of_firm(firm)
    Membership.objects.create(user=helper, department=department, role="preparer")
    give(assessment, firm)
    factories.submission(assessment, by=User.objects.get(pk=helper.pk))

    assert verbs(assessment, expert) == set()
    with pytest.raises(CannotAssign, match="填报或送审过东湖区商务局"):
        give(assessment, firm)


def test_the_firm_is_named_with_its_reviewer_and_stays_named(submission, firm, expert, give):
    give(submission.assessment, firm)
    person = User.objects.get(pk=expert.pk)
    remark = remarks.add(submission, body=submission.assessment.stage, by=person, text="请核实", place="整体")
    workflow.recommend(submission.assessment, by=person)
    Firm.objects.update(name="改名后的事务所")

    assert remark.said_by == submission.reviews.get().decided_by == "李四（公正会计师事务所）"
    event = AuditEvent.objects.filter(actor=expert).latest("pk")
    assert event.actor_roles == "东湖区财政局 审核人（公正会计师事务所）"


def test_assigning_leaves_an_event_with_both_sides(submission, firm, give, reviewer):
    give(submission.assessment, reviewer)
    give(submission.assessment, firm, replaces=True)
    ends = TODAY() + timedelta(days=30)

    event = AuditEvent.objects.filter(verb="assign").latest("pk")
    assert event.changes == [
        {
            "row": "东湖区商务局", "field": "分派审核",
            "old": f"审核人（至{ends}）", "new": f"公正会计师事务所（至{ends}）",
        }
    ]  # fmt: skip
    assert (event.assessment_id, event.reason) == (submission.assessment_id, "委托评价")
    assert [str(x.assignee) for x in Assignment.objects.filter(ended_at=None)] == ["公正会计师事务所"]


@pytest.fixture
def sixty(authority, fiscal_year):
    """So many self-assessments of the year; their keys."""
    rows = [factories.department(f"街道{number}", parent=authority) for number in range(60)]
    return [factories.assessment(row, fiscal_year).pk for row in rows]


def test_sixty_departments_are_assigned_and_taken_back_in_a_few_queries(
    sixty, firm, reviewer, fiscal_year, manager, django_assert_max_num_queries
):
    month = TODAY() + timedelta(days=30)
    for to in (Assignee(reviewer=reviewer), Assignee(firm=firm)):
        with django_assert_max_num_queries(18):
            assert assigning.assign(fiscal_year, sixty, Terms(to, month, "委托", True), by=manager) == 60
    assert Assignment.objects.filter(ended_at=None, firm=firm).count() == 60
    ended = Assignment.objects.filter(reviewer=reviewer, ended_by=manager, end_reason="改派：委托")
    assert ended.count() == 60

    with django_assert_max_num_queries(15):
        assert assigning.take_back(fiscal_year, sixty, reason="项目变更", by=manager) == 60
    assert not Assignment.objects.filter(ended_at=None).exists()


def test_one_event_tells_of_every_department(sixty, firm, reviewer, fiscal_year, manager):
    month = TODAY() + timedelta(days=30)
    terms = Terms(Assignee(reviewer=reviewer), month, "本单位审核")
    assigning.assign(fiscal_year, sixty[:1], terms, by=manager)
    assigning.assign(fiscal_year, sixty[:3], Terms(Assignee(firm=firm), month, "委托"), by=manager)
    assigning.take_back(fiscal_year, sixty, reason="项目变更", by=manager)

    given, taken = AuditEvent.objects.filter(target__endswith="：3个部门").order_by("pk")
    own, firms = f"审核人（至{month}）", f"公正会计师事务所（至{month}）"
    assert [(x["row"], x["old"], x["new"]) for x in given.changes] == [
        ("街道0", own, f"{own}、{firms}"), ("街道1", None, firms), ("街道2", None, firms),
    ]  # fmt: skip
    assert [(x["row"], x["old"], x["new"]) for x in taken.changes] == [
        ("街道0", f"{own}、{firms}", None), ("街道1", firms, None), ("街道2", firms, None),
    ]  # fmt: skip
    assert (given.verb, taken.verb, taken.reason) == ("assign", "take_back_assignment", "项目变更")


def test_assigned_again_without_replacing_both_keep_it(submission, firm, give, reviewer):
    give(submission.assessment, reviewer)
    give(submission.assessment, firm)
    give(submission.assessment, firm, days=60)

    held = Assignment.objects.filter(ended_at=None)
    assert [(x.assignee, x.ends) for x in held] == [
        ("审核人", TODAY() + timedelta(days=30)), ("公正会计师事务所", TODAY() + timedelta(days=60)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ends": timezone.localdate() - timedelta(days=1)}, "已过"),
        ({"reason": ""}, "理由"),
        ({"to": Assignee(reviewer=User(pk=0, name="王五"))}, "王五已不是本单位的审核人"),
    ],
)
def test_what_cannot_be_assigned_is_refused_in_words(submission, firm, fiscal_year, manager, change, said):
    terms = {"to": Assignee(firm=firm), "ends": TODAY(), "reason": "委托"} | change

    with pytest.raises(CannotAssign, match=said):
        assigning.assign(fiscal_year, [submission.assessment_id], Terms(**terms), by=manager)


def test_only_the_years_manager_assigns(submission, firm, fiscal_year, reviewer):
    terms = Terms(Assignee(firm=firm), TODAY(), "委托")

    with pytest.raises(PermissionDenied):
        assigning.assign(fiscal_year, [submission.assessment_id], terms, by=reviewer)
    with pytest.raises(PermissionDenied):
        assigning.take_back(fiscal_year, [submission.assessment_id], reason="不再委托", by=reviewer)


def test_the_load_counts_what_waits_and_what_is_done(submission, firm, expert, give, reviewer, fiscal_year):
    give(submission.assessment, firm)
    give(submission.assessment, reviewer)

    assert [(str(x.assignee), x.total, x.waiting, x.done) for x in loads(fiscal_year)] == [
        ("审核人", 1, 1, 0), ("公正会计师事务所", 1, 1, 0),
    ]  # fmt: skip

    workflow.recommend(submission.assessment, by=User.objects.get(pk=expert.pk))
    assert [x.waiting for x in loads(fiscal_year)] == [0, 0]


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000100001342C"])
def test_a_credit_code_has_its_check_sign(code):
    check_credit_code(code)
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")

    with pytest.raises(ValidationError, match="校验位"):
        check_credit_code(wrong)


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100O000100Y43", "91350100m000100Y43"])
def test_what_is_no_credit_code_is_told(code):
    with pytest.raises(ValidationError, match="18位"):
        check_credit_code(code)


def test_a_firm_belongs_to_the_authority_that_commissions_it(firm):
    away = factories.authority("西山区财政局")

    with pytest.raises(ValidationError, match="东湖区财政局委托"):
        Membership(user=factories.user(), department=away, role="reviewer", firm=firm).full_clean()
