"""邮件: once a day, nothing but that something waits, and none is lost while the server is away."""

import email
from datetime import datetime, timedelta
from email.header import decode_header, make_header

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from departments import letters, notices, workflow
from departments.models import Letter, Notice
from tests import factories

from . import mail_server

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def addresses(preparer, reviewer):
    for person in (preparer, reviewer):
        person.email = f"{person.username}@example.gov.cn"
        person.save()


def told(
    person, kind="due", *, assessment=None, at=MORNING - timedelta(hours=1), text="还有3天，总得分77.00。"
):
    notices.tell([person], kind, text, assessment=assessment, address="/", detail="完成值123.45不符")
    Notice.objects.filter(created_at__gt=timezone.now() - timedelta(minutes=1)).update(created_at=at)


def test_a_day_of_notices_is_one_letter_grouped_by_department(preparer, assessment):
    for kind in ("due", "due", "urged"):
        told(preparer, kind, assessment=assessment)
    assert [letters.write(MORNING) for _ in range(3)] == [1, 0, 0]

    letter = Letter.objects.get()
    assert letter.subject == "绩效自评：有3条新通知"
    assert "东湖区商务局 2025年度：即将到期2条、催报1条" in letter.body


def test_no_figure_and_no_reason_leaves_by_mail(preparer, assessment):
    told(preparer, assessment=assessment)
    letters.write(MORNING)

    body = Letter.objects.get().body
    assert [x for x in ("77.00", "123.45", "完成值", "得分") if x in body] == []


def test_the_letter_leads_to_the_inbox(preparer, settings):
    settings.SITE_URL = "https://zp.example.gov.cn"
    told(preparer)
    letters.write(MORNING)

    assert "https://zp.example.gov.cn/notices/" in Letter.objects.get().body


def test_the_digest_waits_for_its_hour(preparer):
    told(preparer, at=MORNING - timedelta(hours=10))

    assert [letters.write(MORNING - timedelta(hours=2)), letters.write(MORNING)] == [0, 1]


def test_the_next_day_tells_only_what_is_new(preparer):
    told(preparer)
    letters.write(MORNING)
    assert letters.write(MORNING + timedelta(days=1)) == 0

    told(preparer, "urged", at=MORNING + timedelta(days=1))

    assert letters.write(MORNING + timedelta(days=1, hours=1)) == 1
    assert "其他：催报1条" in Letter.objects.last().body


def test_what_is_read_already_needs_no_letter(preparer):
    told(preparer)
    notices.read(notices.of(preparer))

    assert letters.write(MORNING) == 0


@pytest.mark.parametrize(("choice", "subjects"), [
    ("none", []),
    ("daily", ["绩效自评：有2条新通知"]),
    ("at_once", ["绩效自评：有一份自评被退回", "绩效自评：有1条新通知"]),
])  # fmt: skip
def test_each_person_chooses(preparer, assessment, choice, subjects):
    letters.choose(preparer, choice)
    told(preparer, "returned", assessment=assessment)
    told(preparer, "due", assessment=assessment)
    for _ in range(2):
        letters.write(MORNING)

    assert [x.subject for x in Letter.objects.all()] == subjects


def test_without_address_or_account_there_is_no_letter(preparer, reviewer):
    told(preparer)
    told(reviewer)
    preparer.email, reviewer.is_active = "", False
    preparer.save()
    reviewer.save()

    assert letters.write(MORNING) == 0


def test_without_a_mail_server_no_letter_is_written(preparer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    told(preparer)

    assert letters.write(MORNING) == 0


def test_a_letter_arrives_once(preparer, settings):
    told(preparer)
    letters.write(MORNING)

    with mail_server.running(settings) as arrived:
        assert letters.send(MORNING) == (1, 0), Letter.objects.get().error
        assert letters.send(MORNING + timedelta(days=1)) == (0, 0)

    (text,) = arrived
    message = email.message_from_bytes(text)
    assert str(make_header(decode_header(message["Subject"]))) == "绩效自评：有1条新通知"
    assert message["To"] == "tianbao@example.gov.cn"
    assert Letter.objects.get().sent_at is not None


def test_a_letter_that_did_not_leave_is_tried_again_later(preparer, settings):
    told(preparer)
    letters.write(MORNING)
    with mail_server.running(settings):
        pass  # the server is gone again

    assert letters.send(MORNING) == (0, 1)
    assert Letter.objects.get().error != ""
    assert letters.send(MORNING + timedelta(minutes=1)) == (0, 0)

    with mail_server.running(settings) as arrived:
        assert letters.send(MORNING + timedelta(minutes=6)) == (1, 0)
    assert len(arrived) == 1
    assert Letter.objects.get().error == ""


def test_while_the_server_is_away_a_run_ends_after_three_letters(authority, settings):
    for number in range(5):
        told(factories.member(authority, "manager", email=f"{number}@example.gov.cn"))
    letters.write(MORNING)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert letters.send(MORNING) == (0, 3)
    assert Letter.objects.filter(tries=0).count() == 2


def test_a_digest_that_never_left_is_told_again(preparer):
    told(preparer)
    letters.write(MORNING)
    Letter.objects.update(tries=letters.MOST_TRIES)

    assert letters.write(MORNING + timedelta(days=1)) == 1


def test_no_verb_waits_for_the_mail_server(preparer, reviewer, assessment, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    workflow.submit(assessment, by=preparer)

    assert notices.unread(reviewer) == 1


def test_the_command_sends_and_says_what_did_not_leave(preparer, capsys, settings):
    settings.DIGEST_HOUR = 0
    told(preparer, at=timezone.now() - timedelta(minutes=1))
    call_command("remind")
    assert capsys.readouterr().out.splitlines() == ["新增通知：0条", "新写邮件：1封", "寄出邮件：1封"]
    assert len(mail.outbox) == 1

    Letter.objects.update(sent_at=None, next_try=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(CommandError, match="1封邮件没有寄出"):
        call_command("remind")
