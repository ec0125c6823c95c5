"""Who, in which role and from where: as of then, and not as a client claims."""

import pytest
from django.core.checks import run_checks
from django.db import transaction
from django.urls import reverse

from departments import audit, spending
from departments.audit import origin
from departments.audit.requests import MOST
from departments.models import AuditEvent, Membership
from tests import factories

PROXY, CLIENT, FORGED = "10.0.0.1", "203.0.113.7", "198.51.100.9"


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        ([], CLIENT, "", CLIENT),
        ([], CLIENT, FORGED, CLIENT),
        ([PROXY], PROXY, CLIENT, CLIENT),
        (["10.0.0.0/8"], PROXY, f"{FORGED}, {CLIENT}", CLIENT),
        (["10.0.0.0/8"], PROXY, f"{CLIENT}, 10.0.0.2", CLIENT),
        ([PROXY], PROXY, "", PROXY),
        ([PROXY], PROXY, "not an address", PROXY),
        (["unix"], "", CLIENT, CLIENT),
        ([], "", CLIENT, None),
        ([], f"::ffff:{CLIENT}", "", CLIENT),
        ([], "2001:db8::1", "", "2001:db8::1"),
    ],
)
def test_the_address_is_the_nearest_that_is_not_a_trusted_proxy(
    settings, proxies, remote, forwarded, address
):
    settings.TRUSTED_PROXIES = proxies

    assert origin.client_address({"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}) == address


def test_an_event_names_roles_department_and_address_of_then(preparer, assessment):
    with origin.of({"REMOTE_ADDR": CLIENT}), transaction.atomic():
        audit.record("edit", by=preparer, target="x", assessment=assessment)
    Membership.objects.filter(user=preparer).delete()

    event = AuditEvent.objects.get()

    assert (event.actor_roles, event.department_path) == ("东湖区商务局 填报人", assessment.department.path)
    assert (event.address, len(event.request_id), event.result) == (CLIENT, 16, "ok")


def test_an_event_of_the_command_line_has_no_address(db):
    with transaction.atomic():
        audit.record("edit", by=None, target="x")

    event = AuditEvent.objects.get()

    assert (event.address, event.request_id, event.actor_roles, event.department_path) == (None, "", "", "")


def sign_in(client, username, password=factories.PASSWORD):
    return client.post(reverse("login"), {"username": username, "password": password}, REMOTE_ADDR=CLIENT)


def rows_of_events():
    return list(AuditEvent.objects.values_list("verb", "actor_name", "target", "result", "address"))


def test_sign_in_and_sign_out_are_recorded(client, preparer):
    sign_in(client, preparer.username)
    client.post(reverse("logout"), REMOTE_ADDR=CLIENT)

    assert rows_of_events() == [
        ("sign_in", "填报人", "tianbao", "ok", CLIENT),
        ("sign_out", "填报人", "tianbao", "ok", CLIENT),
    ]


def test_a_failed_sign_in_is_recorded_without_what_was_typed(client, preparer):
    sign_in(client, preparer.username, "wrong")
    sign_in(client, "my-secret-typed-in-the-wrong-box", "wrong")

    assert rows_of_events() == [
        ("sign_in_failed", "未登录者", "tianbao", "denied", CLIENT),
        ("sign_in_failed", "未登录者", "未登记的用户名", "denied", CLIENT),
    ]


def test_a_refusal_is_recorded(signed_in, reviewer, submission):
    address = reverse("departments:verb", args=[submission.assessment.pk, "withdraw"])
    before = AuditEvent.objects.count()
    answer = signed_in(reviewer).post(address, {"sha256": submission.sha256}, REMOTE_ADDR=CLIENT)

    event = AuditEvent.objects.last()

    assert (answer.status_code, AuditEvent.objects.count()) == (403, before + 1)
    assert (event.verb, event.actor, event.result, event.address) == ("denied", reviewer, "denied", CLIENT)
    assert event.target == f"提交 {address}"


@pytest.mark.parametrize(("algorithm", "found"), [("sha256", []), ("sm3", []), ("md5", ["departments.E001"])])
def test_the_algorithm_is_one_of_ours(settings, algorithm, found):
    settings.AUDIT_ALGORITHM = algorithm

    assert [x.id for x in run_checks() if x.id.startswith("departments")] == found


def test_a_number_that_is_not_theirs_to_see_is_a_suspect_request_the_security_administrator_reads(
    signed_in, stranger, submission, security_admin
):
    signed_in(stranger).get(f"/submissions/{submission.pk}/", REMOTE_ADDR=CLIENT)

    event = AuditEvent.objects.get(verb="forged")
    assert (event.actor, event.result, event.address) == (stranger, "denied", CLIENT)
    assert (event.target, event.reason) == (f"查看 /submissions/{submission.pk}/", "所指的对象不存在或看不见")
    page = signed_in(security_admin).get("/audit/", {"verb": "forged"}).content.decode()
    assert "可疑请求" in page
    assert f"/submissions/{submission.pk}/" in page


def test_a_choice_that_no_page_offers_is_one_too(signed_in, preparer, assessment, other_department):
    theirs = factories.complete_assessment(other_department, assessment.fiscal_year).goals.first()
    row = assessment.goals.first().indicators.first()
    token = f"indicator-{row.pk}"
    data = {"rows": token, f"{token}-goal": str(theirs.pk), f"{token}-name": row.name}
    signed_in(preparer).post(f"/assessments/{assessment.pk}/indicators/", data)

    event = AuditEvent.objects.get(verb="forged")
    assert (event.actor, event.reason) == (preparer, "所选的编号不在可选范围内")


def test_an_address_that_no_page_has_says_nothing(signed_in, stranger, client):
    signed_in(stranger).get("/wp-login.php")
    client.logout()
    client.get("/submissions/999/")

    assert not AuditEvent.objects.filter(verb="forged").exists()


@pytest.mark.slow
def test_a_flood_of_refusals_fills_no_record(signed_in, stranger, submission, preparer, monkeypatch):
    monkeypatch.setattr(spending, "_now", lambda: 60_000)
    for _ in range(MOST + 3):
        signed_in(stranger).get(f"/submissions/{submission.pk}/")
    signed_in(preparer).get("/submissions/999999/")
    events = AuditEvent.objects.filter(verb="forged")

    assert events.filter(actor=stranger).count() == MOST
    assert events.filter(actor=stranger).last().reason.endswith("本分钟内的其余不再逐条记录")
    assert events.filter(actor=preparer).count() == 1
    monkeypatch.setattr(spending, "_now", lambda: 60_060)
    signed_in(stranger).get(f"/submissions/{submission.pk}/")
    assert events.filter(actor=stranger).count() == MOST + 1
