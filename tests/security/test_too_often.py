"""Documents and exports are not given out by the hundred; all processes count together."""

import pytest
from django.urls import reverse

from departments import spending
from departments.models import AuditEvent, Spent
from departments.views.too_often import HEAVY
from tests.journeys.addresses import addresses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_minute(monkeypatch, settings):
    settings.HEAVY_PER_MINUTE = 2
    monkeypatch.setattr(spending, "_now", lambda: 1_200_000)


def test_the_third_in_a_minute_is_told_to_wait_and_when(client, preparer, assessment, monkeypatch):
    client.force_login(preparer)
    address = reverse("reports:workbook_download", args=[assessment.pk])
    answers = [client.get(address) for _ in range(3)]

    assert [x.status_code for x in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert "约60秒后" in answers[2].content.decode()
    assert client.get("/").status_code == 200
    monkeypatch.setattr(spending, "_now", lambda: 1_200_060)
    assert client.get(address).status_code == 200


@pytest.mark.slow
def test_everybody_is_counted_alone(client, preparer, head, assessment):
    address = reverse("reports:workbook_download", args=[assessment.pk])
    for person in (preparer, head):
        client.force_login(person)
        assert [client.get(address).status_code for _ in range(2)] == [200, 200]


def test_strangers_are_counted_by_their_address(client, db):
    address = reverse("reports:open_data_csv")
    found = [client.get(address, REMOTE_ADDR="10.0.0.1").status_code for _ in range(3)]

    assert found == [200, 200, 429]
    assert client.get(address, REMOTE_ADDR="10.0.0.2").status_code == 200


def test_the_names_are_those_of_addresses():
    assert {address.name for address in addresses()} >= HEAVY


def test_counts_are_forgotten(monkeypatch):
    spending.count("x")
    monkeypatch.setattr(spending, "_now", lambda: 1_200_000 + 2 * 3600)
    spending.count("x")

    assert spending.forget() == 1
    assert Spent.objects.get().count == 1


def test_a_wrong_token_is_recorded_once_a_minute_and_address(client):
    for _ in range(3):
        answer = client.get("/api/years", headers={"authorization": "Bearer perfeval_nonsense"})
        assert answer.status_code == 401

    event = AuditEvent.objects.get(verb="denied")
    assert (event.target, event.reason, event.address) == ("数据接口", "令牌无效", "127.0.0.1")
