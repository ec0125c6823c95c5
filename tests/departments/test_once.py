"""A decision is about exactly what was seen, and pressing a button again is not a second event."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from departments import editing, once, remarks, reviewing
from departments.models import Assessment, AuditEvent, ExtensionRequest, ReopenRequest, Sample, Submission
from departments.scoring.reviewed import Entered
from tests import factories


@pytest.fixture
def check_page(signed_in, preparer, assessment):
    """The hidden fields of the page from which is submitted."""
    client = signed_in(preparer)
    response = client.get(f"/assessments/{assessment.pk}/check/")
    return client, {"seen": response.context["seen"], "once": once.new_key()}


def submit(client, assessment, data):
    return client.post(f"/assessments/{assessment.pk}/submit/", data)


def test_the_same_click_four_times_is_one_event(check_page, assessment):
    client, data = check_page
    answers = [submit(client, assessment, data) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302] * 4
    assert Submission.objects.count() == 1
    assert assessment.audit_events.filter(verb="submit").count() == 1


def test_nothing_is_submitted_that_the_click_does_not_say_it_saw(check_page, assessment):
    client, data = check_page
    answer = submit(client, assessment, {"once": data["once"]})

    assert answer.status_code == 409
    assert "没有说明送审的是哪些内容" in answer.content.decode()
    assert not Submission.objects.exists()
    assert submit(client, assessment, data).status_code == 302


def test_a_refused_click_does_not_use_its_key_up(check_page, assessment):
    client, data = check_page
    goal = assessment.goals.first()
    factories.indicator(goal, "没有权重的指标", weight=None)
    assert submit(client, assessment, data).status_code == 409
    goal.indicators.filter(name="没有权重的指标").delete()
    assert submit(client, assessment, data).status_code == 302


def test_what_changed_since_the_page_was_made_is_shown_instead(check_page, assessment, head):
    client, data = check_page
    line = assessment.budget_lines.first()
    event = editing.audit.change(line, "执行数", Decimal(1), Decimal(2))
    with editing.transaction.atomic():
        editing.audit.record("edit", by=head, target=assessment, assessment=assessment, changes=[event])

    answer = submit(client, assessment, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "您看过之后内容又有改动" in page
    assert "执行数" in page
    assert Assessment.objects.get(pk=assessment.pk).status == "draft"


def test_keys_are_of_one_person(check_page, assessment, head):
    _, data = check_page
    with editing.transaction.atomic():
        assert once.is_first(data["once"], by=head)
        assert not once.is_first(data["once"], by=head)
        assert once.is_first("not a key", by=head)


def test_a_draw_clicked_twice_is_drawn_once(signed_in, manager, authority, assessment, preparer):
    factories.submission(assessment, by=preparer)
    data = {"body": authority.pk, "fiscal_year": assessment.fiscal_year_id, "size": 1, "once": once.new_key()}
    client = signed_in(manager)
    answers = [client.post("/samples/", data).url for _ in range(3)]

    assert answers == [f"/samples/{Sample.objects.get().pk}/"] * 3


@pytest.fixture
def approval(signed_in, manager, assessment, submission):
    """What the button of 审核通过 sends, from a page that was just opened."""
    client = signed_in(manager)
    page = client.get(f"/submissions/{submission.pk}/review/").content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page).group(1)
    return client, {"sha256": submission.sha256, "seen": seen, "once": once.new_key()}


def put_down(submission, authority, score, by):
    key = next(iter(reviewing.lines_of(submission)))
    entered = Entered("", Decimal(score), "value_differs", "差")
    reviewing.enter(submission, authority, key, entered, by=by)
    reviewing.confirm_rest(submission, authority, by=by)


def test_a_review_that_moved_is_shown_before_it_is_approved(
    approval, assessment, submission, authority, reviewer
):
    client, data = approval
    put_down(submission, authority, 1, by=reviewer)
    answer = client.post(f"/assessments/{assessment.pk}/approve/", data)

    assert answer.status_code == 409
    assert "有人改过这份送审稿的复核或意见" in answer.content.decode()
    assert "复核得分" in answer.content.decode()
    assert Assessment.objects.get(pk=assessment.pk).status == "submitted"


def test_a_remark_resolved_meanwhile_is_shown_before_it_is_approved(
    signed_in, manager, reviewer, submission, authority, assessment
):
    remark = remarks.add(submission, body=authority, by=reviewer, text="请说明。", place="全文")
    page = signed_in(manager).get(f"/submissions/{submission.pk}/review/").content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page).group(1)
    remarks.resolve(remark, submission, by=reviewer)
    data = {"sha256": submission.sha256, "seen": seen, "once": once.new_key()}
    answer = signed_in(manager).post(f"/assessments/{assessment.pk}/approve/", data)

    assert answer.status_code == 409
    assert "已解决" in answer.content.decode()


def test_what_one_changed_oneself_was_seen(approval, assessment, submission, authority, manager):
    client, data = approval
    put_down(submission, authority, 1, by=manager)

    assert client.post(f"/assessments/{assessment.pk}/approve/", data).status_code == 302
    assert Assessment.objects.get(pk=assessment.pk).status == "approved"


def test_a_remark_clicked_twice_is_one(signed_in, reviewer, submission):
    data = {"key": "", "text": "请补充说明。", "once": once.new_key()}
    for _ in range(3):
        signed_in(reviewer).post(f"/submissions/{submission.pk}/remarks/", data)

    assert submission.remarks.count() == 1


def test_a_review_that_moved_after_the_list_was_opened_is_not_approved_with_others(
    signed_in, manager, reviewer, submission, authority
):
    client = signed_in(manager)
    seen = re.search(r'name="seen" value="(\d+)"', client.get("/reviews/").content.decode()).group(1)
    put_down(submission, authority, 1, by=reviewer)
    data = {"chosen": [submission.pk], "verb": "approve", "confirmed": "1", "seen": seen}
    page = client.post("/reviews/bulk/", data).content.decode()

    assert "未执行：您打开列表之后，有人改过这份送审稿的复核或意见" in page
    assert Assessment.objects.get().status == "submitted"
    assert "已审核通过" in client.post("/reviews/bulk/", data | {"seen": seen * 2}).content.decode()


def four_times(client, address, data):
    return [client.post(address, data).status_code for _ in range(4)]


def key_on(page, action):
    """The key of the button of that form."""
    return re.search(rf'action="{action}".*?name="once" value="([0-9a-f]{{32}})"', page, re.S)[1]


@pytest.mark.parametrize("answer", [{"grant": "1"}, {"text": "不影响结论"}])
def test_a_request_to_reopen_and_its_answer_clicked_four_times_are_one_event_each(
    signed_in, approved, head, manager, answer
):
    page = signed_in(head).get(approved.get_absolute_url()).content.decode()
    ask = f"/assessments/{approved.pk}/reopen-request/"
    data = {"text": "决算数有误", "cause": "figures", "once": key_on(page, ask)}
    assert four_times(signed_in(head), ask, data) == [302] * 4

    decide = f"/reopen-requests/{ReopenRequest.objects.get().pk}/"
    data = {**answer, "once": key_on(signed_in(manager).get("/").content.decode(), decide)}
    assert four_times(signed_in(manager), decide, data) == [302] * 4
    assert not re.search("alert-danger|alert-error", signed_in(manager).get("/").content.decode())

    verbs = AuditEvent.objects.filter(verb__in=("ask_reopen", "reopen", "decline_reopen"))
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "ask_reopen", "reopen" if "grant" in answer else "decline_reopen"
    ]  # fmt: skip


def test_a_request_for_days_and_its_answer_clicked_four_times_are_one_event_each(
    signed_in, assessment, preparer, manager
):
    address = f"/assessments/{assessment.pk}/extension/"
    until = assessment.fiscal_year.closes + timedelta(days=9)
    data = {"until": str(until), "reason": "系统迁移", "once": once.new_key()}
    assert four_times(signed_in(preparer), address, data) == [302] * 4

    answer = f"{address}{ExtensionRequest.objects.get().pk}/answer/"
    data = {"granted": "1", "once": key_on(signed_in(manager).get(address).content.decode(), answer)}
    assert four_times(signed_in(manager), answer, data) == [302] * 4

    verbs = AuditEvent.objects.filter(verb__endswith="_extension").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["ask_extension", "grant_extension"]


def test_a_refused_request_for_days_does_not_use_up_its_button(signed_in, assessment, preparer):
    address, closes = f"/assessments/{assessment.pk}/extension/", assessment.fiscal_year.closes
    data = {"until": str(closes), "reason": "系统迁移", "once": once.new_key()}
    assert signed_in(preparer).post(address, data).status_code == 422

    again = signed_in(preparer).post(address, data | {"until": str(closes + timedelta(days=9))})

    assert (again.status_code, ExtensionRequest.objects.count()) == (302, 1)
