"""申请取消审核: the head asks, the manager grants or declines, and the department reads the answer."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from departments import audit, reopening, workflow
from departments.models import AuditEvent, ReopenRequest
from departments.reopening import CannotAsk
from tests import factories


def ask(assessment, head, reason="决算数有误"):
    return reopening.ask(assessment, cause="figures", reason=reason, by=head)


def test_granted_it_goes_back_to_the_department(approved, head, manager):
    asked = ask(approved, head)
    assert list(reopening.open_ones(manager)) == [asked]

    reopening.grant(asked, by=manager)

    approved.refresh_from_db()
    asked.refresh_from_db()
    assert (approved.status, asked.is_granted, asked.decided_by) == ("returned", True, manager)
    assert [x.verb for x in AuditEvent.objects.order_by("-pk")[:2]] == ["reopen", "ask_reopen"]
    event = AuditEvent.objects.get(verb="reopen")
    assert (event.cause, event.reason) == ("figures", "同意负责人的申请：决算数有误")
    assert not reopening.open_ones(manager).exists()


def test_a_published_one_is_withdrawn_first(published, head, manager):
    reopening.grant(ask(published, head), by=manager)

    published.refresh_from_db()
    assert published.status == "returned"
    assert AuditEvent.objects.filter(verb="unpublish").exists()


def test_declined_it_stays_and_may_be_asked_again(approved, head, manager):
    asked = ask(approved, head)
    with pytest.raises(CannotAsk, match="理由"):
        reopening.decline(asked, answer=" ", by=manager)
    reopening.decline(asked, answer="差额不影响结论", by=manager)

    approved.refresh_from_db()
    assert approved.status == "approved"
    assert reopening.latest_of(approved).answer == "差额不影响结论"
    with pytest.raises(CannotAsk, match="已经办理"):
        reopening.grant(asked, by=manager)
    ask(approved, head, "补充依据")


def test_what_is_opened_again_without_waiting_for_the_request_is_what_was_asked_for(
    signed_in, approved, head, manager
):
    asked = ask(approved, head)
    workflow.reopen(approved, by=manager, reason="财政检查发现", cause="inspection")

    asked.refresh_from_db()
    assert (asked.is_granted, asked.decided_by) == (True, manager)
    assert "等待财政部门办理" not in signed_in(head).get(approved.get_absolute_url()).content.decode()


def test_one_request_at_a_time(approved, head):
    ask(approved, head)

    with pytest.raises(CannotAsk, match="请勿重复"):
        ask(approved, head)


def test_only_the_head_asks_and_only_what_is_official(submission, approved, head, preparer, stranger):
    for person in (preparer, stranger):
        with pytest.raises(PermissionDenied):
            ask(approved, person)
    with pytest.raises(CannotAsk, match="理由"):
        ask(approved, head, " ")


def test_what_is_not_approved_is_not_asked_for(submission, head):
    with pytest.raises(PermissionDenied):
        ask(submission.assessment, head)


def test_only_the_years_manager_decides(approved, head, reviewer):
    asked = ask(approved, head)
    foreign = factories.member(factories.authority("西山区财政局"), "manager")

    for person in (head, reviewer, foreign):
        with pytest.raises(PermissionDenied):
            reopening.grant(asked, by=person)
    assert ReopenRequest.objects.get().is_granted is None


def test_the_pages_ask_and_answer(signed_in, approved, head, manager):
    page = signed_in(head).get(approved.get_absolute_url()).content.decode()
    assert "确定申请" in page
    address = reverse("departments:reopen_ask", args=[approved.pk])
    page = (
        signed_in(head)
        .post(address, {"text": "决算数有误", "cause": "figures"}, follow=True)
        .content.decode()
    )
    assert "等待财政部门办理" in page
    assert ReopenRequest.objects.get().why == "数据填报有误：决算数有误"
    assert "确定申请" not in page

    assert "决算数有误" in signed_in(manager).get("/").content.decode()
    address = reverse("departments:reopen_decide", args=[ReopenRequest.objects.get().pk])
    signed_in(manager).post(address, {"text": "不影响结论"})
    page = signed_in(head).get(approved.get_absolute_url()).content.decode()
    assert "申请未同意" in page
    assert "不影响结论" in page
    assert signed_in(manager).post(address, {"grant": "1"}).status_code == 404


@pytest.mark.variations
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": "决算数有误"}, "请从列表中选择原因"),
        ({"text": "决算数有误", "cause": "whatever"}, "请从列表中选择原因"),
        ({"text": " ", "cause": "figures"}, "请填写申请的理由"),
        ({"text": "字" * 951, "cause": "figures"}, "不能超过950字"),
    ],
)
def test_a_request_without_cause_and_words_is_refused_in_words(signed_in, approved, head, typed, said):
    address = reverse("departments:reopen_ask", args=[approved.pk])

    assert said in signed_in(head).post(address, typed, follow=True).content.decode()
    assert not ReopenRequest.objects.exists()


def test_the_record_is_narrowed_to_a_cause(signed_in, approved, manager, auditor):
    workflow.reopen(approved, by=manager, reason="决算批复有调整", cause="policy")
    client, address = signed_in(auditor), reverse("departments:audit")

    page = client.get(address, {"cause": "policy"}).content.decode()
    assert "理由：政策口径或评分方法调整：决算批复有调整" in page
    assert "没有符合条件的审计记录" in client.get(address, {"cause": "texts"}).content.decode()
    number = AuditEvent.objects.get(verb="reopen").number
    assert (
        "<dt>更正原因</dt><dd>政策口径或评分方法调整</dd>"
        in client.get(f"{address}{number}/").content.decode()
    )


def test_another_cause_than_the_signed_one_is_found(approved, manager):
    workflow.reopen(approved, by=manager, reason="决算批复有调整", cause="policy")
    event = AuditEvent.objects.get(verb="reopen")
    assert audit.digest(event) == event.hash
    for other in ("figures", ""):
        event.cause = other
        assert audit.digest(event) != event.hash
