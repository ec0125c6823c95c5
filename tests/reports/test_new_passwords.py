"""重设初始密码: several people at once, told once, replaced at the next sign-in, refused one by one."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from departments import audit, passwords
from departments.enrolment import renewing
from departments.models import AuditEvent, User
from tests import factories

PAGE = "reports:new_passwords"


@pytest.fixture
def client_of_manager(signed_in, manager):
    return signed_in(manager)


def ask(client, *people):
    return client.get(reverse(PAGE), {"all": ",".join(str(x.pk) for x in people)})


def confirm(client, page):
    text = page.content.decode()
    key = re.search(r'name="once" value="([0-9a-f]{32})"', text)
    people = re.findall(r'name="people" value="(\d+)"', text)
    return client.post(reverse(PAGE), {"once": key[1], "people": people}, follow=True)


def told(answer):
    rows = list(load_workbook(BytesIO(answer.content)).active.values)[1:]
    return {username: password for username, _, password in rows}


def test_ticked_people_get_passwords_that_they_must_replace(client_of_manager, preparer, head, client):
    before = preparer.password
    page = ask(client_of_manager, preparer, head)
    assert "<strong>2</strong>人" in page.content.decode()
    preparer.refresh_from_db()
    assert preparer.password == before  # only asked so far

    list_of = told(confirm(client_of_manager, page))

    assert set(list_of) == {preparer.username, head.username}
    for person in (preparer, head):
        person = User.objects.get(pk=person.pk)
        assert person.check_password(list_of[person.username])
        assert passwords.reason_for_a_new_one(person) == passwords.GIVEN


def test_one_event_says_who_and_no_password(client_of_manager, preparer, head, manager):
    list_of = told(confirm(client_of_manager, ask(client_of_manager, preparer, head)))

    event = AuditEvent.objects.get(verb="new_passwords")
    assert (event.actor, audit.words.called("new_passwords")) == (manager, "重设初始密码")
    assert [x["new"] for x in event.changes] == ["已设置", "已设置"]
    kept = str([x.changes for x in AuditEvent.objects.all()])
    assert not any(password in kept for password in list_of.values())


def test_a_second_click_sets_nothing_and_says_where_the_list_went(client_of_manager, preparer):
    page = ask(client_of_manager, preparer)
    first = told(confirm(client_of_manager, page))

    again = confirm(client_of_manager, page)

    assert "没有再次设置" in again.content.decode()
    assert User.objects.get(pk=preparer.pk).check_password(first[preparer.username])


def test_who_may_not_be_given_one_is_named_with_the_reason(client_of_manager, preparer, manager, head):
    away = factories.authority("西山区财政局", code="530112")
    factories.member(away, "reviewer")
    person = factories.member(head.memberships.get().department, "preparer", username="liang")
    person.memberships.create(department=away, role="reviewer")
    User.objects.filter(pk=head.pk).update(is_active=False)

    text = ask(client_of_manager, preparer, manager, head, person).content.decode()

    assert "<strong>1</strong>人" in text
    for reason in (renewing.OWN, renewing.LOCKED, renewing.ELSEWHERE):
        assert reason in text


def test_posted_keys_of_others_get_nothing(client_of_manager, manager):
    away = factories.member(factories.authority("西山区财政局", code="530112"), "manager")
    before = away.password

    answer = client_of_manager.post(reverse(PAGE), {"people": [away.pk, manager.pk, "x"]}, follow=True)

    away.refresh_from_db()
    assert "都不能由您设置密码" in answer.content.decode()
    assert away.password == before


def test_the_page_of_people_leads_there(client_of_manager, preparer):
    address = reverse("admin:departments_user_changelist")

    answer = client_of_manager.post(address, {"action": "new_passwords", "_selected_action": [preparer.pk]})

    assert answer.url == f"{reverse(PAGE)}?all={preparer.pk}"


def test_more_than_a_hundred_are_left_for_next_time(client_of_manager, preparer, head, monkeypatch):
    monkeypatch.setattr(renewing, "MOST", 1)

    text = ask(client_of_manager, preparer, head).content.decode()

    assert "<strong>1</strong>人" in text
    assert "另外1人请下次再选" in text


@pytest.mark.parametrize("who", ["preparer", "reviewer", "security_admin"])
def test_others_are_refused(signed_in, request, who):
    assert signed_in(request.getfixturevalue(who)).get(reverse(PAGE)).status_code == 403
