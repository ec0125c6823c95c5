"""A year opened by mistake is deleted while nothing hangs on it: asked first, once, with its reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from departments.gone import Gone
from departments.models import AuditEvent, DualDuty, Extension, FiscalYear, TreasuryImport
from departments.monitoring import rounds
from departments.years import deleting, held, issuing, long_issuing, opening
from tests import factories


@pytest.fixture
def mistaken(authority):
    return factories.fiscal_year(authority, year=2052)


def address(year):
    return reverse("departments:year_delete", args=[year.pk])


def button(client, year, reason="年份填错"):
    """What the button of the page sends."""
    page = client.get(address(year))
    form = page.content.decode().split('name="once" value="')[1]
    return {"once": form[:32], "seen": page.context["seen"], "reason": reason}


def test_it_goes_with_its_reason_and_what_it_was_stays_in_the_record(signed_in, manager, mistaken):
    client = signed_in(manager)
    assert f'href="{address(mistaken)}"' in client.get(f"/years/{mistaken.pk}/").content.decode()

    answer = client.post(address(mistaken), button(client, mistaken), follow=True)

    assert "已删除东湖区财政局 2052年度" in answer.content.decode()
    assert not FiscalYear.objects.filter(pk=mistaken.pk).exists()
    event = AuditEvent.objects.get(verb="set_up_delete")
    assert (event.target, event.reason) == ("预算年度 东湖区财政局 2052年度", "年份填错")
    assert f"停止填报：{mistaken.closes}" in event.changes[0]["old"]
    assert FiscalYear.objects.filter(authority=mistaken.authority, year=2052).count() == 0
    assert factories.fiscal_year(mistaken.authority, year=2052)


def test_clicked_four_times_it_is_one_event(signed_in, manager, mistaken):
    client = signed_in(manager)
    data = button(client, mistaken)

    assert [client.post(address(mistaken), data).status_code for _ in range(4)] == [302] * 4
    assert AuditEvent.objects.filter(verb="set_up_delete").count() == 1
    assert client.post(address(mistaken), data | {"once": "0" * 32}).status_code == 404


def test_without_a_reason_it_stays(signed_in, manager, mistaken):
    client = signed_in(manager)

    answer = client.post(address(mistaken), button(client, mistaken, reason=" "))

    assert (answer.status_code, "请填写理由" in answer.content.decode()) == (422, True)
    assert FiscalYear.objects.filter(pk=mistaken.pk).exists()


def _issued(year, department, manager):
    factories.assessment(department, year)


def _monitored(year, department, manager):
    today = timezone.localdate()
    rounds.open_round(year, months=7, opens=today, due=today, by=manager)


def _extended(year, department, manager):
    day = year.closes + timedelta(days=3)
    Extension.objects.create(
        fiscal_year=year, department=department, closes=day, reason="汛期", granted_by=manager
    )


def _doubled(year, department, manager):
    DualDuty.objects.create(
        fiscal_year=year, department=department, step="sign", reason="一人", granted_by=manager
    )


def _imported(year, department, manager):
    content = {"title": "表", "head": 1, "headings": [], "rows": []}
    TreasuryImport.objects.create(
        fiscal_year=year, name="国库.xlsx", sha256="", content=content, lines=1, uploaded_by=manager
    )


def _issuing(year, department, manager):
    long_issuing.start(year, [department.pk], by=manager)


@pytest.mark.parametrize(
    ("made", "named"),
    [
        (_issued, "自评：1个"), (_monitored, "监控批次：1个"), (_extended, "延期：1个"),
        (_doubled, "一人兼岗：1个"), (_imported, "财政数据导入：1个"), (_issuing, "正在后台进行的下达：1个"),
    ],
)  # fmt: skip
def test_what_hangs_on_it_is_listed_and_keeps_it(signed_in, manager, department, mistaken, made, named):
    client = signed_in(manager)
    data = button(client, mistaken)
    made(mistaken, department, manager)

    asked, answer = client.get(address(mistaken)), client.post(address(mistaken), data)

    assert (named in asked.content.decode(), 'name="reason"' in asked.content.decode()) == (True, False)
    assert (answer.status_code, named in answer.content.decode()) == (409, True)
    assert FiscalYear.objects.filter(pk=mistaken.pk).exists()
    assert not AuditEvent.objects.filter(verb="set_up_delete").exists()


def test_settings_that_were_not_seen_are_shown_before_it_goes(signed_in, manager, mistaken):
    client = signed_in(manager)
    data = button(client, mistaken)
    FiscalYear.objects.filter(pk=mistaken.pk).update(closes=mistaken.closes + timedelta(days=7))

    answer = client.post(address(mistaken), data)

    assert (answer.status_code, "别人刚刚改过" in answer.content.decode()) == (409, True)
    assert "年份填错" in answer.content.decode()
    again = data | {"seen": answer.context["seen"]}
    assert client.post(address(mistaken), again).status_code == 302


def test_only_who_sets_up_its_years_deletes_it(signed_in, mistaken, reviewer, preparer):
    foreign = factories.member(factories.authority("西山区财政局"), "manager")

    assert [signed_in(x).get(address(mistaken)).status_code for x in (reviewer, preparer, foreign)] == [
        403, 403, 404
    ]  # fmt: skip
    for person in (reviewer, preparer, foreign):
        with pytest.raises(PermissionDenied):
            deleting.delete(mistaken, seen=opening.fingerprint(mistaken), reason="x", by=person)


@pytest.mark.parametrize("path", ["settings", "act"])
def test_who_works_on_a_year_while_it_is_deleted_finds_no_page(
    signed_in, manager, department, mistaken, monkeypatch, path
):
    client, find = signed_in(manager), held.held

    def late(year):
        FiscalYear.objects.filter(pk=year.pk).delete()
        return find(year)

    for module in (issuing, opening):
        monkeypatch.setattr(module, "held", late)
    data = {name: getattr(mistaken, name) for name in ("year", "opens", "due", "closes")}
    data |= {f: getattr(mistaken, f"{f}_id") for f in ("authority", "scheme", "project_scheme", "outline")}
    if path == "act":
        data = {"act": "issue", "all": "1"}
        page = client.post(f"/years/{mistaken.pk}/act/", data)
        data |= {"confirmed": "1", "digest": page.context["chosen"].digest}

    assert client.post(f"/years/{mistaken.pk}/{path}/", data).status_code == 404


def test_a_year_that_is_gone_is_said(mistaken):
    FiscalYear.objects.filter(pk=mistaken.pk).delete()

    with pytest.raises(Gone):
        held.held(mistaken)
