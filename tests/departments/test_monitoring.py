"""绩效运行监控: opened for all, filled in with lights, reported, closed or sent back, taken out."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from departments.models import AuditEvent, Monitoring
from departments.monitoring import rounds
from departments.monitoring.readiness import gaps_of
from departments.monitoring.rows import rows_of
from departments.years import issuing
from reports.monitoring import content_of_monitoring
from tests import factories

pytestmark = pytest.mark.slow


def filled(monitoring, **changed):
    """A post in which everything is on course, with some cells changed."""
    data = {"version": monitoring.version}
    for row in rows_of(monitoring).indicators:
        target = row.facts.effective_target
        token = f"indicator-{row.entry.indicator_id}"
        data |= {
            f"{token}-value_measure": "5", f"{token}-expected_measure": str(target or "好"),
            f"{token}-likelihood": "certain", f"{token}-cause": "", f"{token}-explanation": "",
        }  # fmt: skip
    for row in rows_of(monitoring).budgets:
        token = f"budget-{row.entry.project_id or 0}"
        money = format(row.budget.adjusted, "f")
        data |= {f"{token}-spent": money, f"{token}-expected": money, f"{token}-explanation": ""}
    return data | changed


def first(monitoring):
    return f"indicator-{rows_of(monitoring).indicators[0].entry.indicator_id}"


def post(client, monitoring, **changed):
    return client.post(f"/monitoring/{monitoring.pk}/", filled(monitoring, **changed))


def test_a_round_gives_every_department_with_a_task_its_table(opened, assessment, other_department):
    assert [x.assessment for x in opened.monitorings.all()] == [assessment]

    late = factories.assessment(other_department, assessment.fiscal_year)
    assert rounds.add_missing(opened) == 1
    assert Monitoring.objects.filter(assessment=late, round=opened).exists()


def test_only_a_manager_opens_a_round_and_only_once(signed_in, manager, preparer, assessment):
    today = timezone.localdate()
    data = {"fiscal_year": assessment.fiscal_year.pk, "months": 7, "opens": today, "due": today}

    assert signed_in(preparer).post("/monitoring/", data).status_code == 403
    assert signed_in(manager).post("/monitoring/", data).status_code == 302
    again = signed_in(manager).post("/monitoring/", data)
    assert again.status_code == 422
    assert "已经下达过同一期" in again.content.decode()
    late = signed_in(manager).post("/monitoring/", data | {"months": 10, "due": today - timedelta(days=1)})
    assert "应不早于开始填报日期" in late.content.decode()


def test_what_is_filled_in_shows_its_lights(signed_in, preparer, monitoring):
    client = signed_in(preparer)
    answer = post(client, monitoring, **{f"{first(monitoring)}-likelihood": "impossible"})
    rows, page = rows_of(monitoring), client.get(f"/monitoring/{monitoring.pk}/").content.decode()

    assert answer.status_code == 302
    assert rows.indicators[0].light == "red"
    assert "红灯 1" in page
    assert AuditEvent.objects.filter(verb="monitoring_edit").get().changes


def test_lists_show_the_lights_of_what_was_reported_and_none_of_a_draft(signed_in, preparer, reported):
    assert (reported.red, reported.yellow) == (0, 0)
    assert reported.green > 0
    act(signed_in(preparer), reported, "withdraw")
    reported.refresh_from_db()
    assert reported.green == 0


def test_a_red_light_must_be_explained_before_it_is_reported(signed_in, preparer, monitoring):
    client, token = signed_in(preparer), first(monitoring)
    refused = post(client, monitoring, **{f"{token}-likelihood": "impossible", "submit": "1"})
    monitoring.refresh_from_db()
    said = {
        f"{token}-likelihood": "impossible",
        f"{token}-cause": "staff",
        f"{token}-explanation": "人员调整，9月补齐",
    }
    answer = post(client, monitoring, **said, submit="1")
    monitoring.refresh_from_db()

    assert refused.status_code == 422
    assert "红灯，须选择偏差原因" in refused.content.decode()
    assert answer.status_code == 302
    assert (monitoring.status, len(monitoring.sha256)) == ("submitted", 64)
    assert monitoring.frozen["indicators"][0]["light"] == "red"


def test_rows_that_are_saved_but_cannot_be_reported_are_no_longer_kept_by_the_browser(
    signed_in, preparer, monitoring
):
    key = "a" * 32
    said = {f"{first(monitoring)}-likelihood": "impossible", "submit": "1", "_sent": key}

    answer = post(signed_in(preparer), monitoring, **said)

    assert "已保存，还不能报送" in answer.content.decode()
    assert f'data-arrived="{key}"' in answer.content.decode()


def test_less_for_the_year_than_is_spent_already_is_a_gap_in_figures_that_can_be_read(
    signed_in, preparer, monitoring
):
    said = {"budget-0-spent": "21000000", "budget-0-expected": "100", "submit": "1"}

    page = post(signed_in(preparer), monitoring, **said).content.decode()

    assert "全年预计执行数100.00元小于已执行数21,000,000.00元" in page


def test_what_was_typed_for_one_decision_is_not_put_into_the_other(signed_in, reviewer, reported):
    data = {"words": "原因太笼统", "sha256": "0" * 64}

    page = signed_in(reviewer).post(f"/monitoring/{reported.pk}/return/", data).content.decode()

    assert "部门已经重新报送" in page
    assert page.count("原因太笼统") == 1


def test_every_gap_is_named_at_once(monitoring):
    rows = rows_of(monitoring)
    lacks = [len(gap.lacks) for gap in gaps_of(rows)]

    assert lacks == [2] * len(rows.budgets) + [3] * len(rows.indicators)


def test_a_figure_that_is_none_is_refused_and_nothing_typed_is_lost(signed_in, preparer, monitoring):
    budget = f"budget-{0}"
    answer = post(
        signed_in(preparer), monitoring, **{f"{budget}-spent": "1_000", f"{budget}-explanation": "见附表"}
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "1_000" in page
    assert "见附表" in page
    assert not monitoring.budgets.exists()


def test_who_saves_from_an_older_page_is_told_and_keeps_the_typed(signed_in, preparer, head, monitoring):
    old = filled(monitoring)
    post(signed_in(preparer), monitoring)
    answer = signed_in(head).post(
        f"/monitoring/{monitoring.pk}/", old | {f"{first(monitoring)}-explanation": "局长写的"}
    )

    assert answer.status_code == 409
    assert "局长写的" in answer.content.decode()
    assert not monitoring.indicators.filter(explanation="局长写的").exists()


def test_both_values_are_shown_and_untouched_cells_follow_the_other(signed_in, preparer, head, monitoring):
    client, path = signed_in(preparer), f"/monitoring/{monitoring.pk}/"
    shown = {name: value for name, value in filled(monitoring).items() if name == "version"}
    token = first(monitoring)
    post(signed_in(head), monitoring, **{f"{token}-value_measure": "7", f"{token}-explanation": "局长写的"})
    initial = {f"initial-{token}-value_measure": "", f"initial-{token}-explanation": ""}
    typed = shown | initial | {f"{token}-value_measure": "8", f"{token}-explanation": ""}
    page = client.post(path, typed).content.decode()

    assert "现值：7" in page
    assert "局长写的" in page
    assert f'name="{token}-value_measure"' in page


def test_who_stands_above_reads_what_was_reported_and_no_later_draft(signed_in, reviewer, reported):
    indicator = reported.assessment.goals.first().indicators.first()
    type(indicator).objects.filter(pk=indicator.pk).update(name="改过的名称")
    client = signed_in(reviewer)

    assert "改过的名称" not in client.get(f"/monitoring/{reported.pk}/").content.decode()
    Monitoring.objects.filter(pk=reported.pk).update(status="returned")
    page = client.get(f"/monitoring/{reported.pk}/").content.decode()
    assert indicator.name in page
    assert "改过的名称" not in page


def test_nothing_spent_is_written_down_as_nothing(signed_in, preparer, monitoring):
    post(signed_in(preparer), monitoring, **{"budget-0-spent": "0"})

    changes = AuditEvent.objects.get(verb="monitoring_edit").changes
    assert next(x["new"] for x in changes if x["field"] == "执行数") == "0"


def test_a_department_issued_later_gets_its_table_and_an_untouched_one_goes_with_its_task(
    opened, other_department, manager, fiscal_year
):
    issuing.issue(fiscal_year, [other_department.pk], by=manager)
    assert opened.monitorings.filter(assessment__department=other_department).exists()

    taken = issuing.recall(fiscal_year, [other_department.pk], by=manager, reason="不再填报")
    assert (taken.taken, taken.refused) == (1, [])


def test_the_table_is_a_fixed_number_of_queries(signed_in, preparer, monitoring):
    client, path = signed_in(preparer), f"/monitoring/{monitoring.pk}/"
    post(client, monitoring)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    before = asked()
    for n in range(5):
        factories.indicator(monitoring.assessment.goals.first(), f"又一指标{n}")
    post(client, Monitoring.objects.get(pk=monitoring.pk))
    assert asked() == before


@pytest.fixture
def reported(signed_in, preparer, monitoring):
    post(signed_in(preparer), monitoring, submit="1")
    monitoring.refresh_from_db()
    assert monitoring.status == "submitted"
    return monitoring


def act(client, monitoring, name, **data):
    return client.post(f"/monitoring/{monitoring.pk}/{name}/", {"sha256": monitoring.sha256, **data})


def test_a_body_above_closes_it_with_what_is_to_be_put_right(signed_in, reviewer, reported):
    answer = act(signed_in(reviewer), reported, "close", words="加快支付进度")
    reported.refresh_from_db()

    assert answer.status_code == 302
    assert (reported.status, reported.opinion, reported.decided_by) == ("closed", "加快支付进度", reviewer)


def test_sent_back_it_is_written_again(signed_in, reviewer, preparer, reported):
    client = signed_in(reviewer)
    assert act(client, reported, "return").status_code == 422
    assert act(client, reported, "return", words="数据有误").status_code == 302
    reported.refresh_from_db()
    assert post(signed_in(preparer), reported, **{f"{first(reported)}-value_measure": "6"}).status_code == 302


def test_a_decision_is_about_what_was_seen(signed_in, reviewer, reported):
    answer = signed_in(reviewer).post(f"/monitoring/{reported.pk}/close/", {"sha256": "0" * 64})

    assert answer.status_code == 422
    assert "不是最新内容" in answer.content.decode()


def test_the_department_takes_it_back_until_somebody_decided(signed_in, preparer, reviewer, reported):
    assert act(signed_in(preparer), reported, "withdraw").status_code == 302
    reported.refresh_from_db()
    assert reported.status == "draft"
    post(signed_in(preparer), reported, submit="1")
    reported.refresh_from_db()
    act(signed_in(reviewer), reported, "close")
    assert act(signed_in(preparer), reported, "withdraw").status_code == 422


def test_a_draft_is_seen_by_its_own_people_only(signed_in, monitoring, reviewer, manager, stranger):
    path = f"/monitoring/{monitoring.pk}/"

    assert [signed_in(x).get(path).status_code for x in (reviewer, manager, stranger)] == [404, 404, 404]


def test_above_it_is_read_and_never_written(signed_in, reviewer, stranger, reported):
    client = signed_in(reviewer)

    assert client.get(f"/monitoring/{reported.pk}/").status_code == 200
    assert post(client, reported, **{f"{first(reported)}-value_measure": "9"}).status_code == 403
    assert signed_in(stranger).get(f"/monitoring/{reported.pk}/").status_code == 404


def test_the_form_says_what_was_reported_in_every_format(signed_in, preparer, reported):
    client, frozen = signed_in(preparer), reported.frozen
    body = client.get(f"/monitoring/{reported.pk}/document.xlsx").content
    sheet = openpyxl.load_workbook(BytesIO(body)).worksheets
    texts = {str(cell.value) for page in sheet for row in page.iter_rows() for cell in row}

    assert {x["name"] for x in frozen["indicators"]} <= texts
    assert client.get(f"/monitoring/{reported.pk}/document.pdf").content[:5] == b"%PDF-"
    assert client.get(f"/monitoring/{reported.pk}/document.docx").status_code == 200
    content = content_of_monitoring(reported, is_draft=False)
    assert not content.draft
    spent = [x.number for row in content.tables["form"][0].rows for x in row[3:4]]
    assert spent == [Decimal(x["spent"]) for x in frozen["budgets"]]


def test_managers_see_how_far_everybody_is(signed_in, manager, monitoring, authority, opened):
    client = signed_in(manager)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/monitoring/").content.decode()
        return page, len(queries)

    page, before = asked()
    assert "未报送 <strong>1</strong>" in page
    for n in range(3):
        factories.assessment(factories.department(f"又{n}局", parent=authority), opened.fiscal_year)
    rounds.add_missing(opened)
    page, after = asked()
    assert "未报送 <strong>4</strong>" in page
    assert after == before


def test_the_list_narrows_by_light_state_and_name(signed_in, manager, monitoring):
    client = signed_in(manager)
    Monitoring.objects.update(red=2)

    assert "东湖区商务局" in client.get("/monitoring/?light=red&state=draft&name=商务").content.decode()
    assert "没有符合条件" in client.get("/monitoring/?light=yellow").content.decode()
    assert client.get("/monitoring/?round=x&state=' OR 1&light=<&page=-1&name=\0").status_code == 200


def test_people_are_told_and_find_it_on_their_desk(signed_in, preparer, reviewer, reported):
    assert "运行监控已下达" in preparer.notices.get().text
    assert "去审核" in signed_in(reviewer).get("/").content.decode()
    act(signed_in(reviewer), reported, "return", words="请核对执行数")

    told = preparer.notices.latest("pk")
    assert (told.kind, told.detail) == ("returned", "请核对执行数")
    assert reported.get_absolute_url() in signed_in(preparer).get("/").content.decode()
