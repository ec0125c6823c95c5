"""Other programs are told of steps: with the step or not at all, signed, until taken."""

import hashlib
import hmac
import json
import threading
import time
import uuid
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from departments import workflow
from departments.models import AuditEvent, Delivery, Webhook
from departments.webhooks import EVENTS, delivering, managing, targets
from tests import factories

pytestmark = pytest.mark.django_db


class Receiver:
    """A server on this machine; answers `statuses` in turn, then `status`; keeps what it was told."""

    def __init__(self):
        self.status, self.statuses, self.told, outer = 200, [], [], self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.told.append((dict(self.headers), body))
                status = outer.statuses.pop(0) if outer.statuses else outer.status
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write("收到\x00了".encode())

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook?from=perfeval"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_TARGETS = ["127.0.0.0/8"]
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def hook(authority, manager, receiver):
    """Told of everything in the authority; with the secret."""
    return managing.make(
        name="大数据平台", department=authority, address=receiver.address, verbs=EVENTS, by=manager
    )


def later(**by):
    """As if that much time had passed for what waits."""
    for row in Delivery.objects.all():
        row.next_at -= timedelta(**by)
        row.save()


def repeated(row, count, hook=None):
    """So many more of the same, to the same address or to another."""
    for _ in range(count):
        row.pk, row.number, row.webhook = None, uuid.uuid4(), hook or row.webhook
        row.save()


def test_every_step_is_told_in_its_order(
    hook, receiver, assessment, preparer, reviewer, manager, other_manager
):
    submission = factories.submission(assessment, by=preparer)
    workflow.return_for_revision(assessment, by=reviewer, reason="请核实")
    assessment.refresh_from_db()
    submission = factories.submission(assessment, by=preparer)
    workflow.approve(assessment, by=reviewer)
    workflow.publish(assessment, by=manager)

    assert delivering.deliver_due() == delivering.Sent(delivered=5)
    told = [json.loads(body) for _, body in receiver.told]
    assert [x["event"] for x in told] == ["submit", "return_for_revision", "submit", "approve", "publish"]
    assert told[-1] == {
        "format": "perfeval.event/1", "id": told[-1]["id"], "event": "publish", "at": told[-1]["at"],
        "assessment": assessment.pk, "status": "published", "year": 2025,
        "authority": {"code": "420111", "name": "东湖区财政局"},
        "department": {"code": "420111301", "name": "东湖区商务局"},
        "submission": {"id": submission.pk, "number": 2, "sha256": submission.sha256},
    }  # fmt: skip
    assert delivering.deliver_due() == delivering.Sent()


def test_the_signature_proves_who_and_when(hook, receiver, submission):
    delivering.deliver_due()
    headers, body = receiver.told[0]
    stamp, digest = (x.partition("=")[2] for x in headers["Perfeval-Signature"].split(","))

    expected = hmac.new(hook[1].encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert digest == expected
    assert abs(int(stamp) - time.time()) < 300
    assert headers["Perfeval-Event"] == "submit"
    assert headers["Perfeval-Delivery"] == json.loads(body)["id"] == str(Delivery.objects.get().number)


def test_a_step_that_fails_tells_nobody(hook, receiver, assessment, preparer):
    with transaction.atomic():
        workflow.submit(assessment, by=preparer)
        assert Delivery.objects.count() == 1
        transaction.set_rollback(True)

    assert not Delivery.objects.exists()


def test_only_the_chosen_steps_of_the_chosen_part_are_told(
    authority, other_department, manager, receiver, assessment, preparer, reviewer
):
    for name, where, verbs in (
        ("审核", assessment.department, ["approve"]), ("邻居", other_department, EVENTS),
        ("停用", authority, EVENTS),
    ):  # fmt: skip
        made, _ = managing.make(
            name=name, department=where, address=receiver.address, verbs=verbs, by=manager
        )
    managing.stop(made, by=manager)
    submission = factories.submission(assessment, by=preparer)
    workflow.approve(submission.assessment, by=reviewer)

    assert [(x.webhook.name, x.verb) for x in Delivery.objects.all()] == [("审核", "approve")]


def test_what_is_not_taken_comes_again_later_and_later_until_it_is_given_up(hook, receiver, submission):
    receiver.status = 500
    for number, pause in enumerate(delivering.PAUSES, start=1):
        assert delivering.deliver_due() == delivering.Sent(failed=1)
        row = Delivery.objects.get()
        assert (row.state, row.attempts) == ("waiting", number)
        assert pause - timedelta(minutes=1) < row.next_at - timezone.now() <= pause
        assert delivering.deliver_due() == delivering.Sent()
        later(days=1)
    delivering.deliver_due()

    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.answer) == ("given_up", 8, "500 收到了")
    assert len({headers["Perfeval-Delivery"] for headers, _ in receiver.told}) == 1


def test_what_was_refused_is_taken_the_next_time(hook, receiver, submission):
    receiver.status = 503
    delivering.deliver_due()
    receiver.status = 204
    later(minutes=2)

    assert delivering.deliver_due() == delivering.Sent(delivered=1)
    assert Delivery.objects.get().delivered_at is not None


def test_nothing_is_followed_to_another_address(hook, receiver, submission):
    receiver.status = 302
    delivering.deliver_due()

    assert len(receiver.told) == 1
    assert Delivery.objects.get().answer.startswith("302")


def test_a_receiver_that_is_away_is_told_later(hook, receiver, submission):
    receiver.close()

    assert delivering.deliver_due() == delivering.Sent(failed=1)
    assert Delivery.objects.get().answer.startswith("没有连上：ConnectionRefusedError")


def test_a_row_that_another_worker_holds_is_left_alone(hook, receiver, submission):
    row = Delivery.objects.get()
    assert delivering._claim(row)

    assert not delivering._claim(row)
    assert delivering.deliver_due() == delivering.Sent()


def test_who_is_killed_while_sending_has_failed_once(hook, receiver, submission):
    assert delivering._claim(Delivery.objects.get())
    later(minutes=2)

    assert delivering.deliver_due() == delivering.Sent(delivered=1)
    assert Delivery.objects.get().attempts == 2


def test_an_address_that_fails_is_left_to_rest_and_holds_up_nobody(
    hook, receiver, authority, manager, submission
):
    repeated(Delivery.objects.get(), 5)
    other = Receiver()
    second, _ = managing.make(
        name="别的平台", department=authority, address=other.address, verbs=EVENTS, by=manager
    )
    repeated(Delivery.objects.first(), 3, second)
    receiver.status = 500

    assert delivering.deliver_due() == delivering.Sent(delivered=3, failed=2)
    other.close()
    rows = hook[0].deliveries.order_by("pk")
    assert [x.attempts for x in rows] == [1, 1, 0, 0, 0, 0]
    assert not delivering.due().exists()

    receiver.status = 200
    later(minutes=6)
    assert delivering.deliver_due() == delivering.Sent(delivered=6)


def test_one_failure_among_others_is_no_reason_to_rest(hook, receiver, submission):
    repeated(Delivery.objects.get(), 3)
    receiver.statuses = [500, 200, 500, 200]

    assert delivering.deliver_due() == delivering.Sent(delivered=2, failed=2)


def test_a_run_ends_after_its_slice_of_time(hook, receiver, submission, monkeypatch):
    repeated(Delivery.objects.get(), 2)
    monkeypatch.setattr(delivering, "SLICE", 0.0)

    assert delivering.deliver_due().delivered == 1
    assert delivering.due().count() == 2


def test_nothing_is_sent_to_what_was_stopped_after_it_was_read(hook, receiver, manager, submission):
    row = delivering.due().get()
    managing.stop(hook[0], by=manager)

    assert not delivering._claim(row)
    assert Delivery.objects.get().attempts == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_tell_each_step_once(hook, receiver, submission):
    repeated(Delivery.objects.get(), 19)
    from django.db import connection

    def work():
        delivering.deliver_due()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    numbers = [headers["Perfeval-Delivery"] for headers, _ in receiver.told]
    assert (len(numbers), len(set(numbers))) == (20, 20)


# --- where to --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "allowed", "why"),
    [
        ("https://bigdata.example.gov.cn/hook", [], "不在允许推送的名单中"),
        ("https://bigdata.example.gov.cn/hook", ["other.example.gov.cn"], "不在允许推送的名单中"),
        ("https://bigdata.example.gov.cn.evil.example/", ["bigdata.example.gov.cn"], "不在允许推送的名单中"),
        ("https://127.0.0.1/", ["10.0.0.0/8"], "不在允许推送的名单中"),
        ("https://[::ffff:127.0.0.1]/", ["10.0.0.0/8"], "不在允许推送的名单中"),
        ("file:///etc/passwd", ["10.0.0.0/8"], "应以 https:// 或 http:// 开头"),
        ("gopher://10.1.1.1/", ["10.0.0.0/8"], "应以 https:// 或 http:// 开头"),
        ("https://user:pass@10.1.1.1/", ["10.0.0.0/8"], "不能有用户名"),
        ("https://10.1.1.1\r\nX: y/", ["10.0.0.0/8"], "。"),
        ("https://10.1.1.1:99999/", ["10.0.0.0/8"], "地址写得不对"),
        ("https://", ["10.0.0.0/8"], "应以 https:// 或 http:// 开头"),
    ],
)
def test_addresses_outside_the_list_are_refused(settings, address, allowed, why):
    settings.WEBHOOK_TARGETS = allowed

    with pytest.raises(targets.Forbidden, match=why):
        targets.parsed(address)


def test_a_listed_name_that_leads_to_this_machine_is_refused(settings):
    settings.WEBHOOK_TARGETS = ["localhost"]

    with pytest.raises(targets.Forbidden, match="指向内部地址"):
        targets.resolved("https://localhost/")
    settings.WEBHOOK_TARGETS = ["localhost", "127.0.0.0/8", "::1/128"]
    assert targets.resolved("http://localhost:8000/x?y=1").path == "/x?y=1"


def test_a_public_address_is_told_by_https_only(settings):
    settings.WEBHOOK_TARGETS = ["8.8.8.8"]

    assert targets.resolved("https://8.8.8.8/").machine == "8.8.8.8"
    with pytest.raises(targets.Forbidden, match="外部地址只能用 https"):
        targets.resolved("http://8.8.8.8/")


def test_the_list_counts_when_sending_too(hook, receiver, submission, settings):
    settings.WEBHOOK_TARGETS = ["10.0.0.0/8"]

    assert delivering.deliver_due() == delivering.Sent(failed=1)
    assert receiver.told == []
    assert "不在允许推送的名单中" in Delivery.objects.get().answer


# --- running and managing --------------------------------------------------------------------


def test_the_command_says_what_was_done(hook, receiver, submission, capsys):
    receiver.status = 500
    with pytest.raises(CommandError, match="1条没有送达"):
        call_command("deliver_webhooks")
    receiver.status = 200
    later(minutes=2)
    call_command("deliver_webhooks")

    assert "已送达：1条" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_step_wakes_a_worker_who_comes_back_for_what_failed(hook, receiver, assessment, preparer):
    from django_tasks_db.models import DBTaskResult

    from departments.webhooks import tasks

    factories.submission(assessment, by=preparer)
    waiting = DBTaskResult.objects.filter(task_path="departments.webhooks.tasks.deliver")
    assert waiting.count() == 1
    receiver.status = 500

    tasks.deliver.func()
    assert waiting.count() == 2
    tasks.deliver.func()  # nothing due: the other one comes back
    assert waiting.count() == 2


def form_of(authority, receiver, **values):
    return {
        "name": "平台",
        "department": authority.code,
        "address": receiver.address,
        "verbs": ["submit"],
    } | values


def test_a_manager_makes_one_and_sees_its_secret_once(signed_in, manager, authority, receiver):
    browser, address = signed_in(manager), reverse("departments:webhook_list")
    page = browser.post(address, form_of(authority, receiver))
    secret = page.context["secret"]

    assert secret in page.content.decode()
    assert secret not in browser.get(address).content.decode()
    assert secret not in str(list(Webhook.objects.values())) + str(list(AuditEvent.objects.values()))
    assert "已有同名的推送" in browser.post(address, form_of(authority, receiver)).content.decode()
    refused = browser.post(address, form_of(authority, receiver, name="x", address="https://evil.example/"))
    assert "不在允许推送的名单中" in refused.content.decode()


def test_stopping_one_says_first_what_follows(signed_in, manager, hook):
    page = signed_in(manager).get(reverse("departments:webhook_list")).content.decode()

    assert page.index("停用后不再推送") < page.index("确定停用")


def test_the_log_shows_what_became_of_it_and_sends_again(signed_in, manager, hook, receiver, submission):
    receiver.status = 500
    delivering.deliver_due()
    Delivery.objects.update(state="given_up")
    browser, row = signed_in(manager), Delivery.objects.get()
    log = reverse("departments:webhook_deliveries", args=[hook[0].pk])
    assert "500 收到了" in browser.get(log).content.decode()

    receiver.status = 200
    browser.post(reverse("departments:webhook_again", args=[row.pk]))
    delivering.deliver_due()
    assert "已送达" in browser.get(log).content.decode()
    assert [x for x in AuditEvent.objects.values_list("verb", flat=True) if x == "webhook"] == ["webhook"] * 2


@pytest.mark.variations
@pytest.mark.parametrize("person", ["preparer", "head", "reviewer", "auditor"])
def test_nobody_else_manages_them(signed_in, request, person, hook, submission):
    browser = signed_in(request.getfixturevalue(person))
    row = Delivery.objects.get()

    assert browser.get(reverse("departments:webhook_list")).status_code == 403
    assert browser.post(reverse("departments:webhook_stop", args=[hook[0].pk])).status_code == 403
    assert browser.post(reverse("departments:webhook_again", args=[row.pk])).status_code == 403


def test_the_security_administrator_stops_and_makes_none(
    signed_in, security_admin, hook, authority, receiver
):
    browser = signed_in(security_admin)
    assert browser.post(reverse("departments:webhook_list"), form_of(authority, receiver)).status_code == 403

    browser.post(reverse("departments:webhook_stop", args=[hook[0].pk]))
    assert Webhook.objects.get().stopped_at is not None


@pytest.mark.variations
@pytest.mark.parametrize("count", [1, 3])
def test_the_log_asks_a_fixed_number_of_questions(
    signed_in, manager, hook, authority, fiscal_year, count, django_assert_max_num_queries
):
    for _ in range(count):
        row = factories.complete_assessment(factories.department(parent=authority), fiscal_year)
        factories.submission(row, by=factories.member(row.department, "preparer"))
    browser, log = signed_in(manager), reverse("departments:webhook_deliveries", args=[hook[0].pk])
    browser.get(log)
    with django_assert_max_num_queries(9):
        assert browser.get(log).content.decode().count("等待推送") == count
