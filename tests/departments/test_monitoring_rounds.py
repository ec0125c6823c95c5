"""A round of monitoring in the manager's hands: other days, taken back, urged, reminded of by the clock."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from departments import notices, reminding
from departments.models import AuditEvent, FiscalYear, Monitoring, MonitoringRound
from departments.monitoring import rounds, verbs
from departments.years import issuing
from reports.monitoring import content_of_monitoring
from tests import factories

pytestmark = pytest.mark.slow


@pytest.fixture
def address(opened):
    return f"/monitoring-rounds/{opened.pk}/"


def dates(made, **changed):
    kept = {"seen_opens": made.opens, "seen_due": made.due, "opens": made.opens, "due": made.due}
    return {"act": "dates", "reason": "汛期工作紧张", **kept, **changed}


def another(name, opened):
    year = opened.fiscal_year
    return factories.assessment(factories.department(name, parent=year.authority), year)


def told(person):
    return list(notices.of(person).order_by("pk").values_list("kind", "text", "detail"))


def test_a_new_round_has_its_days_filled_in(signed_in, manager, assessment):
    page, today = signed_in(manager).get("/monitoring/").content.decode(), timezone.localdate()

    assert f'value="{today}"' in page
    assert f'value="{today + timedelta(days=30)}"' in page


@pytest.mark.parametrize("months", ["0", "13", "七"])
def test_a_round_is_of_one_to_twelve_months(signed_in, manager, assessment, months):
    today = timezone.localdate()
    data = {"fiscal_year": assessment.fiscal_year_id, "months": months, "opens": today, "due": today}

    answer = signed_in(manager).post("/monitoring/", data)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"months": ["监控月份数应是1至12的整数，如7表示1—7月。"]}
    assert not MonitoringRound.objects.exists()


def test_a_round_of_a_year_that_is_deleted_meanwhile_is_not_opened_and_that_is_said(
    signed_in, manager, fiscal_year, monkeypatch
):
    client, today, find = signed_in(manager), timezone.localdate(), rounds.held

    def late(year):
        FiscalYear.objects.filter(pk=year.pk).delete()
        return find(year)

    monkeypatch.setattr(rounds, "held", late)
    data = {"fiscal_year": fiscal_year.pk, "months": 7, "opens": today, "due": today}

    answer = client.post("/monitoring/", data)

    assert (answer.status_code, "刚刚已被别人删除" in answer.content.decode()) == (422, True)
    assert not MonitoringRound.objects.exists()


def test_other_days_need_a_reason_and_are_told(signed_in, manager, preparer, opened, monitoring, address):
    client, day = signed_in(manager), opened.due + timedelta(days=10)

    refused = client.post(address, dates(opened, due=day, reason=" "))
    assert (refused.status_code, "请填写理由" in refused.content.decode()) == (422, True)
    assert f'value="{day}"' in refused.content.decode()
    assert client.post(address, dates(opened, due=day)).status_code == 302

    opened.refresh_from_db()
    assert opened.due == day
    assert told(preparer)[-1] == (
        "extended", f"2025年1—7月运行监控的报送日期改为{opened.opens}至{day}。", "汛期工作紧张"
    )  # fmt: skip
    event = AuditEvent.objects.get(verb="monitoring_dates")
    assert (event.reason, [x["field"] for x in event.changes]) == ("汛期工作紧张", ["报送截止日期"])


def test_the_last_day_is_not_before_the_first(signed_in, manager, opened, address):
    answer = signed_in(manager).post(address, dates(opened, due=opened.opens - timedelta(days=1)))

    assert answer.status_code == 422
    assert "应不早于开始填报日期" in answer.content.decode()


def test_two_managers_do_not_overwrite_each_others_days(signed_in, manager, opened, address):
    client, stale = signed_in(manager), dates(opened, due=opened.due + timedelta(days=1))
    client.post(address, dates(opened, due=opened.due + timedelta(days=5)))

    answer = client.post(address, stale)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "有人刚把日期改为" in text
    assert f'value="{stale["due"]}"' in text
    assert MonitoringRound.objects.get().due == opened.due + timedelta(days=5)
    again = stale | {"seen_due": opened.due + timedelta(days=5)}
    assert client.post(address, again).status_code == 302
    assert MonitoringRound.objects.get().due == stale["due"]


def test_a_round_opened_by_mistake_is_taken_back(signed_in, manager, preparer, opened, monitoring, address):
    client = signed_in(manager)
    assert client.post(address, {"act": "take_back", "reason": ""}).status_code == 422

    assert client.post(address, {"act": "take_back", "reason": "月份填错"}).status_code == 302

    assert not MonitoringRound.objects.exists()
    assert not Monitoring.objects.exists()
    assert told(preparer)[-1][1] == "2025年1—7月运行监控已撤回，不用填报。"
    assert [x.address for x in notices.of(preparer).filter(read_at=None)] == ["/monitoring/"]
    assert AuditEvent.objects.get(verb="monitoring_recall").reason == "月份填错"


@pytest.fixture
def taken_back_meanwhile(opened, manager):
    """A verb before which the round is taken back: after its row was found, before it is locked."""
    take_back = rounds.take_back

    def before(act):
        def late(*args, **named):
            take_back(opened, reason="月份填错", by=manager)
            return act(*args, **named)

        return late

    return before


def test_who_saves_while_the_round_is_taken_back_is_told_and_keeps_the_typed(
    signed_in, preparer, monitoring, taken_back_meanwhile, monkeypatch
):
    monkeypatch.setattr(verbs, "save", taken_back_meanwhile(verbs.save))
    typed = {"version": 1, "budget-0-spent": "123.45", "budget-0-explanation": "汛期推迟"}

    answer = signed_in(preparer).post(f"/monitoring/{monitoring.pk}/", typed)
    page = answer.content.decode()

    assert (answer.status_code, "没有保存：管理部门刚刚撤回了这张表" in page) == (409, True)
    assert ('value="123.45"' in page, "汛期推迟" in page) == (True, True)
    assert '<button class="btn btn-primary" type="submit">保存' not in page
    assert not AuditEvent.objects.filter(verb="monitoring_edit").exists()


def test_a_figure_for_a_table_that_went_with_its_task_comes_back_to_who_typed_it(
    signed_in, manager, opened, monkeypatch
):
    row = another("东湖区档案馆", opened)
    rounds.add_missing(opened)
    table = opened.monitorings.get(assessment=row)
    save = verbs.save

    def late(found, *args, **named):
        year, department = found.round.fiscal_year, found.assessment.department_id
        assert issuing.recall(year, [department], by=manager, reason="不再填报").taken == 1
        return save(found, *args, **named)

    monkeypatch.setattr(verbs, "save", late)
    client = signed_in(factories.member(row.department, "preparer"))
    answer = client.post(f"/monitoring/{table.pk}/", {"budget-0-spent": "123.45"})

    assert (answer.status_code, 'value="123.45"' in answer.content.decode()) == (409, True)


def test_who_reports_while_the_round_is_taken_back_is_told(
    signed_in, preparer, monitoring, taken_back_meanwhile, monkeypatch
):
    monkeypatch.setitem(verbs.FUNCTIONS, "monitoring_submit", taken_back_meanwhile(verbs.submit))

    answer = signed_in(preparer).post(f"/monitoring/{monitoring.pk}/submit/")

    assert (answer.status_code, "刚刚撤回了这张表" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("act", ["take_back", "set_dates"])
def test_of_two_managers_the_later_is_told_that_the_round_is_gone(
    signed_in, manager, opened, address, taken_back_meanwhile, monkeypatch, act
):
    monkeypatch.setattr(rounds, act, taken_back_meanwhile(getattr(rounds, act)))
    data = dates(opened, due=opened.due + timedelta(days=1)) | {"act": act}

    answer = signed_in(manager).post(address, data, follow=True)

    assert (answer.status_code, "刚刚已被别人撤回" in answer.content.decode()) == (200, True)
    assert AuditEvent.objects.filter(verb="monitoring_recall").count() == 1


@pytest.mark.parametrize("written", ["version", "row"])
def test_a_round_in_which_somebody_wrote_stays_and_says_who(signed_in, manager, monitoring, address, written):
    if written == "version":
        Monitoring.objects.update(version=2)
    else:
        monitoring.budgets.create(spent=Decimal(0))

    answer = signed_in(manager).post(address, {"act": "take_back", "reason": "月份填错"})

    assert answer.status_code == 409
    assert "没有撤回" in answer.content.decode()
    assert "东湖区商务局（未报送）" in answer.content.decode()
    assert MonitoringRound.objects.exists()


def test_urging_a_round_without_tables_urges_nobody_of_another(signed_in, manager, preparer, opened):
    year, before = factories.fiscal_year(opened.fiscal_year.authority, year=2024), told(preparer)
    empty = rounds.open_round(year, months=7, opens=opened.opens, due=opened.due, by=manager)

    signed_in(manager).post(f"/monitoring-rounds/{empty.pk}/urge/", {"all": "1", "once": "b" * 32})

    assert told(preparer) == before


def test_who_is_late_is_found_and_urged_at_once(signed_in, manager, preparer, opened, monitoring):
    client = signed_in(manager)
    done = factories.assessment(
        factories.department("已报局", parent=opened.fiscal_year.authority), opened.fiscal_year
    )
    rounds.add_missing(opened)
    Monitoring.objects.filter(assessment=done).update(status="submitted", frozen={}, sha256="0" * 64)
    today = timezone.localdate()
    MonitoringRound.objects.update(opens=today - timedelta(days=9), due=today - timedelta(days=1))

    listed = client.get("/monitoring/?state=late").content.decode()
    assert "逾期未报 <strong>1</strong>" in listed
    assert "已报局" not in listed
    again = {"all": "1", "text": "请今天报送", "once": "a" * 32}
    for _ in range(2):
        client.post(f"/monitoring-rounds/{opened.pk}/urge/?state=late", again)

    urged = [x for x in told(preparer) if x[0] == "urged"]
    assert len(urged) == 1
    assert urged[0][2] == "请今天报送"
    assert AuditEvent.objects.filter(verb="urge").count() == 1


def test_ticked_ones_are_urged_and_the_reported_left_in_peace(
    signed_in, manager, preparer, opened, monitoring
):
    client, page = signed_in(manager), f"/monitoring-rounds/{opened.pk}/urge/"
    nobody = factories.assessment(
        factories.department("无人局", parent=opened.fiscal_year.authority), opened.fiscal_year
    )
    rounds.add_missing(opened)
    other = opened.monitorings.get(assessment=nobody)
    answer = client.post(page, {"chosen": [monitoring.pk, other.pk]}, follow=True).content.decode()
    assert "已催报1个部门" in answer
    assert "无人局共1个部门还没有填报人和负责人" in answer
    Monitoring.objects.update(status="submitted", frozen={}, sha256="0" * 64)
    assert "没有要催报的部门" in client.post(page, {"chosen": [monitoring.pk]}, follow=True).content.decode()
    assert client.post(page, {"chosen": ["999999"]}).status_code == 404


def test_the_clock_reminds_before_the_day_and_every_week_after(preparer, manager, opened, monitoring):
    def words():
        return [text for kind, text, _ in told(preparer) if kind in ("due", "overdue") and "监控" in text]

    reminding.remind(opened.due - timedelta(days=9))
    assert words() == []
    for left in (7, 7, 6, 3):
        reminding.remind(opened.due - timedelta(days=left))
    assert [x.partition("，")[2] for x in words()] == ["还有7天，还没有报送。", "还有3天，还没有报送。"]
    for days in (1, 2, 8):
        reminding.remind(opened.due + timedelta(days=days))
    assert [x.partition("，")[2] for x in words()[2:]] == [
        "已逾期1天，还没有报送。",
        "已逾期8天，还没有报送。",
    ]
    assert [x for x in told(manager) if "运行监控有1个部门逾期未报" in x[1]]


def test_what_is_reported_is_reminded_of_no_more(preparer, opened, monitoring):
    Monitoring.objects.update(status="submitted", frozen={}, sha256="0" * 64)

    reminding.remind(opened.due)

    assert [x for x in told(preparer) if x[0] == "due" and "监控" in x[1]] == []


def test_a_draft_document_counts_the_lights_it_shows(signed_in, preparer, monitoring):
    monitoring.budgets.create(spent=Decimal(0))

    content = content_of_monitoring(monitoring, is_draft=True)

    shown = [cell.text for table in content.tables["form"] for row in table.rows for cell in row]
    assert shown.count("红灯") == 1
    assert "绿灯0项，黄灯0项，红灯1项" in content.blocks[1].text
