"""A session ends after a while of nothing, and after its hours; polls prolong nothing; text stays."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from departments import sessions
from departments.models import AuditEvent

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch):
    """Moves the time that sessions see: `clock(31 * MINUTE)`."""
    passed = timedelta()
    real = timezone.now

    def forward(by):
        nonlocal passed
        passed += by
        monkeypatch.setattr(sessions, "_now", lambda: int((real() + passed).timestamp()))

    return forward


@pytest.fixture
def person(client, preparer):
    client.force_login(preparer)
    return client


def is_in(client):
    return client.get("/").status_code == 200


def test_a_session_lasts_while_something_is_done(person, clock):
    for _ in range(4):
        clock(29 * MINUTE)
        assert is_in(person)


def test_a_session_ends_after_half_an_hour_of_nothing(person, clock, preparer):
    clock(31 * MINUTE)

    assert person.get("/").url == "/accounts/login/?next=/"
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor, event.reason) == ("sign_out", preparer, "超过30分钟没有操作")


def test_a_session_ends_after_its_hours_whatever_is_done(person, clock, settings):
    for _ in range(24 * 60 // 25):
        clock(25 * MINUTE)
        if not is_in(person):
            break

    assert AuditEvent.objects.last().reason == "登录已满12小时"


def test_the_limits_are_settings(person, clock, settings):
    settings.SESSION_IDLE_SECONDS = 5 * 60
    clock(6 * MINUTE)

    assert not is_in(person)


def test_polls_do_not_prolong_a_session(person, clock, assessment):
    poll = reverse("departments:presence", args=[assessment.pk, "budget"])
    for _ in range(4):
        clock(8 * MINUTE)
        answer = person.post(poll)

    assert answer.status_code == 302
    assert not is_in(person)


def test_typing_prolongs_a_session(person, clock):
    for _ in range(4):
        clock(20 * MINUTE)
        assert person.get(reverse("departments:alive")).status_code == 204

    assert is_in(person)


def test_not_every_click_writes_to_the_database(person, django_assert_num_queries, clock):
    is_in(person)
    key = person.session[sessions.SEEN]
    is_in(person)

    assert person.session[sessions.SEEN] == key


def test_a_form_sent_too_late_comes_back_as_text(person, clock, submission, reviewer):
    person.force_login(reviewer)
    clock(31 * MINUTE)
    said = "数据与决算不一致<b>"
    form = {"text": said, "csrfmiddlewaretoken": "x", "password": "geheim", "sha256": "a" * 64}

    answer = person.post(
        reverse("departments:remark_add", args=[submission.pk]),
        form,
        headers={"referer": f"http://testserver/submissions/{submission.pk}/"},
    )

    assert answer.status_code == 401
    assert answer.context["texts"] == [said]
    assert answer.context["sign_in"] == f"/accounts/login/?next=%2Fsubmissions%2F{submission.pk}%2F"
    assert "没有保存，但没有丢" in answer.content.decode()
    assert said not in answer.content.decode()


def test_a_foreign_page_is_no_way_back(person, clock, submission):
    clock(31 * MINUTE)

    answer = person.post(
        reverse("departments:remark_add", args=[submission.pk]),
        {"text": "话"},
        headers={"referer": "https://evil.example/x"},
    )

    assert answer.context["sign_in"] == "/accounts/login/?next=%2F"


@pytest.mark.parametrize("headers", [{"hx-request": "true"}, {"sec-fetch-dest": "empty"}])
def test_scripts_keep_the_text_themselves(person, clock, submission, headers):
    clock(31 * MINUTE)

    answer = person.post(
        reverse("departments:remark_add", args=[submission.pk]), {"text": "话"}, headers=headers
    )

    assert answer.status_code == 302
