"""Who may see and do what: the permission matrix, row by row."""

from datetime import timedelta

import pytest
from django.utils import timezone

from departments import access, workflow
from departments.models import Membership, User
from tests import factories

STATES = ("draft", "submitted", "returned", "approved", "published")


@pytest.fixture
def in_state(assessment, preparer, reviewer, manager):
    """Brings the self-assessment into a state, by the verbs themselves."""

    def reach(state):
        if state != "draft":
            workflow.submit(assessment, by=preparer)
        if state == "returned":
            workflow.return_for_revision(assessment, by=reviewer, reason="数据有误")
        if state in ("approved", "published"):
            workflow.approve(assessment, by=reviewer)
        if state == "published":
            workflow.publish(assessment, by=manager)
        assessment.refresh_from_db()
        return assessment

    return reach


@pytest.fixture
def people(preparer, head, reviewer, manager, other_manager, stranger, authority, other_department):
    """Everybody of the matrix by the name of their role."""
    kinds = ("system_admin", "security_admin", "audit_admin")
    return {
        "preparer": preparer,
        "head": head,
        "reviewer": reviewer,
        "manager": other_manager,
        "stranger": stranger,
        "other head": factories.member(other_department, "head"),
        "other reviewer": factories.member(other_department, "reviewer"),
        "foreign manager": factories.member(factories.authority("外地财政局"), "manager"),
        "nobody": factories.user(),
        **{kind: factories.member(authority, kind) for kind in kinds},
    }


# role → state → what is visible (e entry, v page, s frozen, p progress) and the verbs on offer
MATRIX = {
    "preparer": {
        "draft": ("ev", {"submit"}),
        "submitted": ("evs", {"withdraw"}),
        "returned": ("evs", {"submit"}),
        "approved": ("evs", set()),
        "published": ("evs", set()),
    },
    "head": {
        "draft": ("ev", set()),
        "submitted": ("evs", {"withdraw"}),
        "returned": ("evs", set()),
        "approved": ("evs", set()),
        "published": ("evs", set()),
    },
    "reviewer": {
        "draft": ("", set()),
        "submitted": ("vs", {"approve", "return_for_revision"}),
        "returned": ("vs", set()),
        "approved": ("vs", set()),
        "published": ("vs", set()),
    },
    "manager": {
        "draft": ("p", set()),
        "submitted": ("vsp", {"approve", "return_for_revision"}),
        "returned": ("vsp", set()),
        "approved": ("vsp", {"publish", "reopen"}),
        "published": ("vsp", {"unpublish"}),
    },
}
OTHERS = (
    "stranger", "other head", "other reviewer", "foreign manager", "nobody", "system_admin",
    "security_admin", "audit_admin",
)  # fmt: skip
NOTHING = dict.fromkeys(STATES, ("", set()))


def visible_to(user):
    """Letters of what the person sees."""
    seen = {
        "e": access.entry_assessments(user),
        "v": access.visible_assessments(user),
        "s": access.visible_submissions(user),
        "p": access.tracked_assessments(user),
    }
    return "".join(letter for letter, rows in seen.items() if rows.exists())


def edits(role, state):
    return role in ("preparer", "head") and state in ("draft", "returned")


@pytest.mark.parametrize("state", STATES)
def test_the_matrix(in_state, people, state):
    """Reading changes nothing, so one self-assessment serves every role."""
    assessment, found = in_state(state), {}
    for role in people:
        user = User.objects.get(pk=people[role].pk)
        verbs = set(workflow.available(assessment, user))
        found[role] = (visible_to(user), verbs, access.can_edit(user, assessment))

    assert found == {
        role: (*MATRIX.get(role, NOTHING)[state], edits(role, state)) for role in (*MATRIX, *OTHERS)
    }


@pytest.mark.variations
@pytest.mark.parametrize("state", STATES)
def test_who_approved_does_not_publish(in_state, reviewer, authority, state):
    Membership.objects.create(user=reviewer, department=authority, role="manager")

    verbs = set(workflow.available(in_state(state), User.objects.get(pk=reviewer.pk)))

    assert verbs == MATRIX["manager"][state][1] - {"publish"}


def test_only_the_body_whose_turn_it_is_has_it_in_its_queue(in_state, people):
    in_state("submitted")

    queues = {name for name, user in people.items() if access.review_queue(user).exists()}

    assert queues == {"reviewer", "manager"}


@pytest.mark.parametrize(
    ("days", "is_in_force"), [(1, True), (0, True), (-1, False)], ids=["tomorrow", "today", "yesterday"]
)
def test_a_role_ends_after_its_last_day(assessment, preparer, days, is_in_force):
    preparer.memberships.update(ends=timezone.localdate() + timedelta(days=days))

    assert access.entry_assessments(preparer).exists() == is_in_force
    assert access.is_preparer(preparer, assessment) == is_in_force


def test_a_change_of_roles_acts_on_the_next_request(assessment, stranger, department):
    assert not access.visible_assessments(stranger).exists()

    Membership.objects.create(user=stranger, department=department, role="head")

    assert access.visible_assessments(User.objects.get(pk=stranger.pk)).exists()


@pytest.mark.parametrize("status", ["inactive", "anonymous"])
def test_who_may_not_sign_in_sees_nothing(assessment, preparer, status):
    from django.contrib.auth.models import AnonymousUser

    preparer.is_active = False
    user = preparer if status == "inactive" else AnonymousUser()

    assert not access.visible_assessments(user).exists()
    assert access.memberships(user) == []
    assert not access.can_set_up(user)


def test_a_role_in_a_unit_below_is_none_in_the_department(assessment, department):
    unit = factories.department("招商中心", kind="unit", parent=department)
    user = factories.member(unit, "preparer", "head", "reviewer")

    assert visible_to(user) == ""


def test_a_reviewer_of_the_parent_sees_the_unit_but_not_the_own_department(
    assessment, fiscal_year, department
):
    unit = factories.department("招商中心", kind="unit", parent=department)
    factories.complete_assessment(unit, fiscal_year)
    factories.submission(unit.assessments.get(), by=factories.member(unit, "preparer"))
    factories.submission(assessment, by=factories.member(department, "preparer"))
    user = factories.member(department, "reviewer")

    assert [row.department for row in access.visible_assessments(user)] == [unit]
    assert [row.department for row in access.review_queue(user)] == [unit]


def test_similar_codes_are_no_kinship(assessment, preparer):
    workflow.submit(assessment, by=preparer)
    lookalike = factories.authority("相似财政局", code="42011")

    assert visible_to(factories.member(lookalike, "manager", "reviewer")) == ""


def test_roles_are_read_once(django_assert_num_queries, assessment, preparer):
    preparer = User.objects.get(pk=preparer.pk)

    with django_assert_num_queries(1):
        for _ in range(5):
            access.is_preparer(preparer, assessment)
            access.can_edit(preparer, assessment)
            access.role_names(preparer)
            access.can_set_up(preparer)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_a_fixed_number_of_queries(
    django_assert_num_queries, authority, fiscal_year, manager, count
):
    for _ in range(count):
        factories.assessment(factories.department(parent=authority), fiscal_year)

    with django_assert_num_queries(2):
        rows = access.tracked_assessments(manager)
        assert len([(x.department.name, x.fiscal_year.authority.name, x.stage) for x in rows]) == count


def test_role_names_are_what_people_are_called(preparer):
    assert access.role_names(preparer) == ["东湖区商务局 填报人"]


def test_a_second_root_is_never_below_the_first(manager, assessment):
    alone = access.tracked_assessments(manager)
    assert list(alone) == [assessment]
    assert '"path"' not in str(alone.values("pk").query)

    other = factories.authority("外地财政局")
    theirs = factories.assessment(factories.department("外地局", parent=other), factories.fiscal_year(other))
    both = [User.objects.get(pk=x.pk) for x in (manager, factories.member(other, "manager"))]
    assert [list(access.tracked_assessments(x)) for x in both] == [[assessment], [theirs]]
