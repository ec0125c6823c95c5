"""代理: a role in another's hands for some days; both are named, and both count for four eyes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from departments import access, assigning, audit, deputizing, remarks, workflow
from departments.deputizing import CannotDeputize, Terms
from departments.models import AuditEvent, Deputy, Membership, User
from departments.monitoring import rounds
from tests import factories


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def anew(person):
    """As the next request reads them."""
    return User.objects.get(pk=person.pk)


@pytest.fixture
def lend():
    """Hand over the only role of the one to the other."""

    def lend(person, deputy, begins=0, ends=7):
        terms = Terms(deputy, today(begins), today(ends), "出差")
        return deputizing.hand_over(person.memberships.get(), terms, by=anew(person))

    return lend


@pytest.fixture
def zhang(authority):
    """财政管理员 who goes away."""
    return factories.member(authority, "manager", name="张三")


@pytest.fixture
def li(authority):
    """审核人 who stays."""
    return factories.member(authority, "reviewer", name="李四")


def verbs(assessment, person):
    assessment.refresh_from_db()
    return set(workflow.available(assessment, anew(person)))


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [(0, 0, True), (-3, 0, True), (-3, -1, False), (1, 3, False)],
    ids=["today", "last day", "over", "not yet"],
)
def test_a_deputy_has_the_role_on_its_days_only(approved, zhang, li, lend, begins, ends, holds):
    row = lend(zhang, li)
    Deputy.objects.filter(pk=row.pk).update(begins=today(begins), ends=today(ends))

    assert ("publish" in verbs(approved, li)) == holds
    assert ("东湖区财政局 财政管理员（代张三）" in access.role_names(anew(li))) == holds


def test_taken_back_it_ends_at_once(approved, zhang, li, lend):
    row = lend(zhang, li)
    deputizing.take_back(row, by=zhang)

    assert "publish" not in verbs(approved, li)
    with pytest.raises(CannotDeputize, match="已经结束"):
        deputizing.take_back(row, by=zhang)


@pytest.mark.parametrize("gone", ["role", "account"])
def test_who_no_longer_has_the_role_lends_it_no_longer(approved, zhang, li, lend, gone):
    lend(zhang, li)
    if gone == "role":
        zhang.memberships.update(ends=today(-1))
    else:
        User.objects.filter(pk=zhang.pk).update(is_active=False)

    assert "publish" not in verbs(approved, li)


def test_both_are_named_on_the_signature_the_receipt_and_in_the_record(
    assessment, fiscal_year, preparer, head, department, lend, signed_in
):
    fiscal_year.head_signs = True
    fiscal_year.save()
    other = factories.member(department, "preparer", name="李四")
    lend(head, other)
    submission = factories.submission(assessment, by=preparer)

    workflow.sign(assessment, by=anew(other))

    review = submission.reviews.get()
    assert (review.decided_by, review.reviewer, review.acting_for) == ("李四代负责人", other, head)
    event = AuditEvent.objects.get(verb="sign")
    assert (event.actor, event.acting_for, event.actor_name) == (other, head, "李四代负责人")
    receipt = signed_in(preparer).get(reverse("departments:receipt", args=[submission.pk]))
    assert "李四代负责人" in receipt.content.decode()


def test_who_submits_for_another_is_named_with_them(assessment, preparer, head, lend):
    lend(preparer, head)

    submission = factories.submission(assessment, by=anew(head))

    assert submission.submitted_by_name == "负责人代填报人"
    assert AuditEvent.objects.get(verb="submit").acting_for == preparer


def test_what_one_may_oneself_is_done_in_the_own_name(
    assessment, preparer, head, lend, submission, li, zhang
):
    lend(zhang, li)

    remark = remarks.add(submission, body=assessment.stage, by=anew(li), text="请核实", place="整体")

    assert remark.said_by == "李四"
    assert AuditEvent.objects.latest("pk").acting_for is None


def test_a_reviewer_who_deputizes_the_manager_changes_and_takes_back_a_monitoring_in_their_place(
    assessment, zhang, li, lend
):
    lend(zhang, li)
    year, day, deputy = assessment.fiscal_year, today(), anew(li)
    made = rounds.open_round(year, months=7, opens=day, due=day, by=deputy)
    rounds.set_dates(made, opens=day, due=today(9), seen=(day, day), reason="汛期", by=deputy)
    rounds.take_back(made, reason="月份填错", by=deputy)

    told = AuditEvent.objects.filter(verb__startswith="monitoring_").order_by("pk")
    named = [(x.verb, x.acting_for, x.actor_name) for x in told]
    verbs = ("monitoring_open", "monitoring_dates", "monitoring_recall")
    assert named == [(x, zhang, "李四代张三") for x in verbs]


def test_the_deputy_of_who_recommended_does_not_approve(submission, fiscal_year, zhang, authority, lend):
    """张三 recommends as 审核人 and is 财政管理员 too; whoever acts for 张三 approves no more than 张三."""
    fiscal_year.two_step = True
    fiscal_year.save()
    Membership.objects.create(user=zhang, department=authority, role="reviewer")
    clerk = factories.member(authority, "reviewer", name="王五")
    terms = Terms(clerk, today(), today(3), "出差")
    deputizing.hand_over(zhang.memberships.get(role="manager"), terms, by=anew(zhang))
    workflow.recommend(submission.assessment, by=anew(zhang))

    assert "approve" not in verbs(submission.assessment, clerk)
    assert not access.review_queue(anew(clerk)).exists()


def test_for_whom_it_was_recommended_does_not_approve(submission, fiscal_year, zhang, li, authority, lend):
    fiscal_year.two_step = True
    fiscal_year.save()
    Membership.objects.create(user=zhang, department=authority, role="reviewer")
    clerk = factories.member(authority, "manager", name="王五")
    terms = Terms(clerk, today(), today(3), "出差")
    deputizing.hand_over(zhang.memberships.get(role="reviewer"), terms, by=anew(zhang))
    workflow.recommend(submission.assessment, by=anew(clerk))

    assert submission.reviews.get().decided_by == "王五代张三"
    assert "approve" not in verbs(submission.assessment, zhang)
    assert "approve" not in verbs(submission.assessment, clerk)


def test_neither_the_approver_nor_whom_they_acted_for_publishes(
    submission, zhang, li, manager, lend, authority
):
    clerk = factories.member(authority, "manager", name="王五")
    Membership.objects.filter(user=clerk).update(role="reviewer")
    fiscal_year = submission.assessment.fiscal_year
    lend(zhang, clerk)
    fiscal_year.two_step = True
    fiscal_year.save()
    workflow.recommend(submission.assessment, by=li)
    workflow.approve(submission.assessment, by=anew(clerk))

    assert submission.reviews.get(verdict="approved").acting_for == zhang
    assert "publish" not in verbs(submission.assessment, zhang)
    assert "publish" not in verbs(submission.assessment, clerk)
    assert "publish" in verbs(submission.assessment, manager)


def test_the_deputy_of_the_last_editor_does_not_sign(
    assessment, fiscal_year, department, preparer, head, lend
):
    """The head edited last; neither the head nor who acts for the head signs."""
    fiscal_year.head_signs = True
    fiscal_year.save()
    other = factories.member(department, "preparer", name="李四")
    lend(head, other)
    with transaction.atomic():
        audit.record("edit", by=anew(head), target=assessment, assessment=assessment)
    factories.submission(assessment, by=preparer)

    assert "sign" not in verbs(assessment, other)


def test_nobody_reviews_what_was_prepared_in_their_place(
    assessment, preparer, head, department, authority, lend
):
    other = factories.member(department, "head", name="李四")
    Membership.objects.create(user=preparer, department=authority, role="reviewer")
    terms = Terms(other, today(), today(3), "出差")
    deputizing.hand_over(preparer.memberships.get(role="preparer"), terms, by=anew(preparer))
    factories.submission(assessment, by=anew(other))

    assert "approve" not in verbs(assessment, preparer)


def test_a_lent_role_is_not_handed_on(zhang, li, authority, lend):
    lend(zhang, li)
    third = factories.member(authority, "reviewer", name="王五")

    assert [str(x) for x in access.own_roles(anew(li))] == ["东湖区财政局 审核人"]
    with pytest.raises(PermissionDenied):
        deputizing.hand_over(zhang.memberships.get(), Terms(third, today(), today(), "转交"), by=anew(li))


def test_the_deputy_of_an_assigned_reviewer_has_what_is_assigned(
    submission, fiscal_year, reviewer, manager, authority, lend
):
    fiscal_year.by_assignment = True
    fiscal_year.save()
    clerk = factories.member(authority, "manager", name="王五")
    Membership.objects.filter(user=clerk).update(role="head")
    terms = assigning.Terms(assigning.Assignee(reviewer=reviewer), today(9), "分工")
    assigning.assign(fiscal_year, [submission.assessment_id], terms, by=manager)
    assert not access.visible_submissions(anew(clerk)).exists()

    lend(reviewer, clerk)

    assert access.visible_submissions(anew(clerk)).exists()
    assert "approve" in verbs(submission.assessment, clerk)


def test_administrators_neither_lend_nor_deputize(authority, zhang, li, lend):
    administrator = factories.member(authority, "audit_admin")
    assert access.own_roles(anew(administrator)) == []
    with pytest.raises(CannotDeputize, match="三员"):
        lend(zhang, administrator)

    lend(zhang, li)
    li.memberships.all().delete()
    Membership.objects.create(user=li, department=authority, role="security_admin")
    assert access.role_names(anew(li)) == ["东湖区财政局 安全管理员"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": ""}, "理由"),
        ({"begins": today(-1)}, "已过"),
        ({"begins": today(5), "ends": today(4)}, "不早于"),
        ({"ends": today(180)}, "最长180天"),
    ],
)
def test_what_cannot_be_handed_over_is_refused_in_words(zhang, li, change, said):
    terms = {"deputy": li, "begins": today(), "ends": today(3), "reason": "出差"} | change

    with pytest.raises(CannotDeputize, match=said):
        deputizing.hand_over(zhang.memberships.get(), Terms(**terms), by=anew(zhang))


def test_one_role_has_one_deputy_at_a_time(zhang, li, authority, lend):
    lend(zhang, li)
    other = factories.member(authority, "reviewer", name="王五")

    with pytest.raises(CannotDeputize, match="已由李四代理"):
        lend(zhang, other)
    lend(zhang, other, begins=8, ends=9)


def test_a_stranger_and_another_firm_are_no_deputies(authority, stranger, zhang, lend):
    expert = factories.of_firm(factories.firm(authority))

    for somebody in (stranger, expert, zhang):
        with pytest.raises(CannotDeputize, match="本单位"):
            lend(zhang, somebody)


def test_roles_are_read_in_one_query_and_whose_they_are_in_one_more(
    django_assert_num_queries, zhang, li, lend
):
    lend(zhang, li)
    for person, queries in ((zhang, 1), (li, 2)):
        someone = anew(person)
        with django_assert_num_queries(queries):
            access.role_names(someone)
            access.is_managing(someone)


@pytest.fixture
def asked(li):
    return {
        "role": "", "deputy": li.pk, "begins": str(today()), "ends": str(today(3)), "reason": "休假",
    }  # fmt: skip


def test_the_page_hands_over_and_takes_back(signed_in, zhang, li, asked):
    address = reverse("departments:deputies")
    asked["role"] = zhang.memberships.get().pk

    page = signed_in(zhang).post(address, asked, follow=True).content.decode()
    assert "已交由代理" in page
    assert "代理中" in page
    assert "交给我的" in signed_in(li).get(address).content.decode()

    row = Deputy.objects.get()
    assert signed_in(li).post(reverse("departments:deputy_take_back", args=[row.pk])).status_code == 404
    page = signed_in(zhang).post(reverse("departments:deputy_take_back", args=[row.pk]), follow=True)
    assert "已收回" in page.content.decode()
    assert {x.verb for x in AuditEvent.objects.filter(actor=zhang)} >= {"deputize", "end_deputy"}


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(signed_in, zhang, asked):
    asked |= {"role": zhang.memberships.get().pk, "ends": "下周", "deputy": "0"}

    answer = signed_in(zhang).post(reverse("departments:deputies"), asked)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "日期应写成2025-12-31。" in text
    assert "不能交给此人" in text
    assert 'value="下周"' in text
    assert 'value="休假"' in text
    assert not Deputy.objects.exists()
