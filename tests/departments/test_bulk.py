"""批量: one decision about several submissions."""

import pytest
from django.utils import timezone

from departments import assigning, once, workflow
from departments.models import Assessment, AuditEvent, Submission
from tests import factories

pytestmark = pytest.mark.slow


@pytest.fixture
def several(submission, authority, fiscal_year):
    """Three submissions of three departments, and the person who submitted each."""
    rows = [submission]
    for number in range(2):
        department = factories.department(f"第{number}单位", parent=authority)
        assessment = factories.complete_assessment(department, fiscal_year)
        preparer = factories.member(department, "preparer")
        rows.append(factories.submission(assessment, by=preparer))
    return rows


def decide(client, rows, verb="approve", **data):
    data = {"chosen": [row.pk for row in rows], "verb": verb, "confirmed": "1"} | data
    return client.post("/reviews/bulk/", data)


def states():
    return sorted(Assessment.objects.values_list("status", flat=True))


def test_first_the_list_then_the_answers(signed_in, reviewer, several):
    client = signed_in(reviewer)
    asked = decide(client, several, confirmed="").content.decode()
    assert "将对下面3份送审稿执行" in asked
    assert states() == ["submitted"] * 3

    done = decide(client, several).content.decode()
    assert done.count("已审核通过") == 3
    assert "共3份，全部执行。" in done
    assert states() == ["approved"] * 3


def test_the_same_click_again_is_not_a_second_decision(signed_in, reviewer, several):
    client, key = signed_in(reviewer), once.new_key()
    for _ in range(3):
        assert decide(client, several, once=key).content.decode().count("未执行") == 0
    assert AuditEvent.objects.filter(verb="approve").count() == 3


def test_what_cannot_be_done_is_listed_and_the_rest_is_done(signed_in, reviewer, several, preparer):
    workflow.withdraw(several[0].assessment, by=preparer)
    page = decide(signed_in(reviewer), several).content.decode()
    assert page.count("已审核通过") == 2
    assert "勾选的有1份刚刚被取消送审，或已不由您审核，没有列入。" in page
    assert states() == ["approved", "approved", "draft"]


def test_the_answer_says_at_once_whether_all_was_done_and_what_was_not_comes_first(
    signed_in, reviewer, several
):
    client = signed_in(reviewer)
    workflow.return_for_revision(several[0].assessment, by=reviewer, reason="请补充。")

    mixed = decide(client, several, once=once.new_key()).content.decode()
    none = decide(client, several, once=once.new_key()).content.decode()

    assert "共3份，其中1份没有执行，列在前面，写明原因。" in mixed
    assert mixed.index("未执行：") < mixed.index("已审核通过")
    assert "共3份，都没有执行，原因列在下面。" in none


def test_the_reason_of_a_return_that_was_carried_out_is_no_longer_kept_by_the_browser(
    signed_in, reviewer, several
):
    client, key = signed_in(reviewer), "b" * 32
    said = {"reason": "请补充佐证材料。", "_sent": key}

    done = decide(client, several, "return_for_revision", once=once.new_key(), **said)
    refused = decide(client, several, "return_for_revision", once=once.new_key(), **said)

    assert f'data-arrived="{key}"' in done.content.decode()
    assert 'data-arrived=""' in refused.content.decode()


def test_a_return_asks_for_its_reason(signed_in, reviewer, several):
    client = signed_in(reviewer)
    assert "请填写退回的理由" in decide(client, several, "return_for_revision").content.decode()
    assert states() == ["submitted"] * 3
    decide(client, several, "return_for_revision", reason="请补充佐证材料。")
    assert states() == ["returned"] * 3


@pytest.mark.parametrize(
    "data", [{"verb": "reopen"}, {"verb": ""}, {"chosen": []}, {"chosen": ["x", "9" * 30]}]
)
def test_what_is_not_offered_is_refused(signed_in, reviewer, several, data):
    assert decide(signed_in(reviewer), several, **{"verb": "approve"} | data).status_code == 422
    assert states() == ["submitted"] * 3


def test_all_that_is_approved_is_made_public_at_once(signed_in, reviewer, manager, several):
    for row in several[:2]:
        workflow.approve(row.assessment, by=reviewer)
    client = signed_in(manager)
    page = client.get("/reviews/").content.decode()
    assert page.count('name="chosen"') == 3
    assert "批量公开" in page
    asked = decide(client, several, "publish", confirmed="").content.decode()
    assert asked.count("公开预览") == 3
    assert states() == ["approved", "approved", "submitted"]

    done = decide(client, several, "publish").content.decode()
    assert (done.count("已公开"), done.count("未执行")) == (2, 1)
    assert states() == ["published", "published", "submitted"]


def test_others_are_offered_no_publication(signed_in, reviewer, several):
    workflow.approve(several[0].assessment, by=reviewer)
    page = signed_in(reviewer).get("/reviews/").content.decode()
    assert page.count('name="chosen"') == 2
    assert "批量公开" not in page


def test_who_approved_makes_nothing_public(signed_in, manager, several):
    workflow.approve(several[0].assessment, by=manager)
    page = decide(signed_in(manager), several[:1], "publish").content.decode()
    assert "未执行：" in page
    assert "审核通过的人不公开" in page
    assert states() == ["approved", "submitted", "submitted"]


def listed(client):
    return [verb for verb, _ in client.get("/reviews/").context["bulk_verbs"]]


def test_in_a_year_of_two_steps_a_reviewer_only_recommends(
    signed_in, reviewer, manager, head, several, fiscal_year
):
    """Every row of an approval would be refused."""
    assert listed(signed_in(reviewer)) == ["approve", "return_for_revision"]
    type(fiscal_year).objects.update(two_step=True)

    assert listed(signed_in(reviewer)) == ["recommend", "return_for_revision"]
    assert listed(signed_in(manager)) == ["return_for_revision"]
    decide(signed_in(reviewer), several[:1], "recommend")
    assert listed(signed_in(manager)) == ["approve", "return_for_revision"]


def test_a_firm_recommends(signed_in, authority, fiscal_year, manager, several):
    firm = factories.firm(authority)
    person = factories.of_firm(firm)
    terms = assigning.Terms(assigning.Assignee(firm=firm), timezone.localdate(), "委托评价", replaces=False)
    assigning.assign(fiscal_year, [several[0].assessment_id], terms, by=manager)

    assert listed(signed_in(person)) == ["recommend", "return_for_revision"]


def test_a_head_signs(signed_in, head, assessment, preparer, fiscal_year):
    type(fiscal_year).objects.update(head_signs=True)
    assessment.refresh_from_db()
    factories.submission(assessment, by=preparer)

    assert listed(signed_in(head)) == ["sign", "return_for_revision"]


def test_strangers_decide_nothing(signed_in, stranger, several):
    assert decide(signed_in(stranger), several).status_code == 422
    assert Submission.objects.filter(assessment__status="submitted").count() == 3
