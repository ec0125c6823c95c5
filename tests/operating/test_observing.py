"""One line, one number and one count for every request; figures for those who are let in."""

import json
import logging
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from departments import batches
from departments.models import AuditEvent, Batch
from perfeval.logs import Json, Text
from perfeval.observing import PROBES
from perfeval.settings import LOGGING


@pytest.fixture
def lines(caplog):
    """The JSON lines of requests, formatted while each is answered."""
    found = []

    class Kept(logging.Handler):
        def emit(self, record):
            found.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(Json())
    logger = logging.getLogger("perfeval.requests")
    logger.addHandler(handler)
    caplog.set_level(logging.INFO, "perfeval.requests")
    yield found
    logger.removeHandler(handler)


def test_a_request_is_one_line_with_the_number_of_its_answer(client, preparer, lines):
    client.force_login(preparer)
    lines.clear()

    response = client.get("/?q=张三")

    (line,) = lines
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/", response.status_code)
    assert line["user"] == preparer.pk
    assert not {str(preparer), preparer.username, "张三"} & set(
        json.dumps(line, ensure_ascii=False).split('"')
    )
    assert set(line) == {"time", "level", "logger", "request_id", "method", "path", "status", "ms", "user"}


def test_a_readable_line_says_its_time_zone():
    record = logging.LogRecord("x", logging.INFO, "x", 1, "geht", None, None)
    line = Text("%(asctime)s %(message)s").format(record)

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d geht", line)
    assert LOGGING["formatters"]["text"]["()"] == "perfeval.logs.Text"


def test_no_address_makes_a_line_of_its_own(client, db, caplog):
    caplog.set_level(logging.INFO, "perfeval.requests")

    client.get("/%0A2026-01-01 00:00:00 INFO perfeval.requests GET /forged/ 200")

    (record,) = (x for x in caplog.records if x.name == "perfeval.requests")
    assert "\n" not in record.getMessage()
    assert record.facts["path"].startswith("/%0A2026-01-01%20")


def test_the_audit_record_carries_the_same_number(client, db):
    response = client.post("/accounts/login/", {"username": "nobody", "password": "wrong"})

    assert AuditEvent.objects.get(verb="sign_in_failed").request_id == response.headers["X-Request-ID"]


def test_a_number_is_never_taken_from_the_client(client, db):
    response = client.get("/accounts/login/", headers={"X-Request-ID": "forged"})

    assert response.headers["X-Request-ID"] != "forged"


def test_probes_are_not_logged(client, db, lines):
    for address in PROBES:
        client.get(address)

    assert lines == []


def test_metrics_are_not_there_unless_asked_for(client, db):
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("token", "sent", "addresses", "status"),
    [
        ("geheim", "Bearer geheim", [], 200),
        ("geheim", "Bearer other", [], 404),
        ("", "Bearer ", [], 404),
        ("", "", ["127.0.0.0/8"], 200),
        ("", "", ["10.0.0.0/8"], 404),
    ],
)
def test_metrics_answer_by_token_or_address(client, db, settings, token, sent, addresses, status):
    settings.METRICS_TOKEN, settings.METRICS_FROM = token, addresses

    assert client.get("/metrics", headers={"Authorization": sent}).status_code == status


def test_metrics_tell_work_and_requests(client, assessment, settings):
    settings.METRICS_TOKEN = "geheim"
    client.get("/accounts/login/")

    text = client.get("/metrics", headers={"Authorization": "Bearer geheim"}).content.decode()

    lines = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    values = {name: float(value) for name, value in lines}
    assert values['perfeval_assessments{status="draft"}'] == 1
    assert values["perfeval_database_bytes"] > 100_000
    assert values['perfeval_requests_total{method="GET",status="200"}'] >= 1
    assert values["perfeval_request_seconds_count"] == values['perfeval_request_seconds_bucket{le="+Inf"}']
    assert (values["perfeval_batch_waiting"], values["perfeval_batch_oldest_seconds"]) == (0, 0)
    assert values["perfeval_audit_events"] == AuditEvent.objects.count()


def test_what_waits_for_workers_is_told(client, submission, manager):
    parts = [(submission.assessment_id, submission.pk)]
    batch = batches.start(Batch.Kind.DOCUMENTS, parts, selection="一个部门", options={}, by=manager)
    Batch.objects.filter(pk=batch.pk).update(requested_at=timezone.now() - timedelta(seconds=120))

    told = client.get("/readyz").content.decode()

    assert re.fullmatch(r"ok\n2 items wait, the oldest for 1[2-9]\d s\n", told)
