"""Forms that are sent by a button, and the reviewer's table: what was typed stays with who typed it."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from departments import remarks, reviewing, workflow
from departments.models import LiveSession, Monitoring, MonitoringRound, Remark, ReviewedLine
from departments.scoring.reviewed import Entered
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def submission(assessment, preparer):
    return factories.submission(assessment, by=preparer)


@pytest.fixture
def desk(page, live_server, sign_in, reviewer, submission):
    """The reviewer's table, with the reviewer at it."""
    sign_in(reviewer)
    page.goto(f"{live_server.url}/submissions/{submission.pk}/review/")
    page.wait_for_load_state("networkidle")
    return page


def value_box(page):
    return page.locator(".review-row input[name$=-value]").first


def test_a_row_says_when_it_is_saved(desk, submission):
    value_box(desk).fill("1.5")
    value_box(desk).press("Tab")

    expect(desk.locator(".row-word").first).to_have_text("已保存")
    assert str(ReviewedLine.objects.get().value) == "1.5"
    desk.reload()
    expect(desk.locator("#kept-forms")).to_have_count(0)


def test_a_row_sends_itself_and_leaves_what_a_colleague_put_down(desk, submission, assessment, manager):
    keys = list(reviewing.lines_of(submission))
    reviewing.enter(
        submission, assessment.fiscal_year.authority, keys[1], Entered("", Decimal(1), "", "差"), by=manager
    )
    value_box(desk).fill("1.5")
    value_box(desk).press("Tab")

    expect(desk.locator(".row-word").first).to_have_text("已保存")
    saved = {row.key: (row.value, row.score) for row in ReviewedLine.objects.all()}
    assert saved == {keys[0]: ("1.5", None), keys[1]: ("", Decimal(1))}


def test_two_reviewers_of_one_row_see_both_values(desk, submission, assessment, manager):
    key = next(iter(reviewing.lines_of(submission)))
    theirs = Entered("", Decimal(1), "value_differs", "差")
    reviewing.enter(submission, assessment.fiscal_year.authority, key, theirs, by=manager)
    value_box(desk).fill("1.5")
    value_box(desk).press("Tab")

    expect(desk.locator(".cell-error").first).to_contain_text("财政管理员刚才把这一行记为：复核得分“1")
    expect(value_box(desk)).to_have_value("1.5")
    assert ReviewedLine.objects.get().value == ""
    value_box(desk).fill("1.6")
    value_box(desk).press("Tab")
    expect(desk.locator(".row-word").first).to_have_text("已保存")
    assert ReviewedLine.objects.get().value == "1.6"


def test_a_row_that_is_wrong_says_so_and_stays_as_typed(desk):
    desk.locator(".review-row input[name$=-score]").first.fill("1000")
    desk.locator(".review-row input[name$=-score]").first.press("Tab")

    expect(desk.locator(".row-word").first).to_have_text("有错误，未保存")
    expect(desk.locator(".cell-error").first).to_contain_text("超出范围，应在0至100之间")
    desk.reload()
    expect(desk.locator("#kept-forms")).to_contain_text("已放回原处")
    expect(desk.locator(".review-row input[name$=-score]").first).to_have_value("1000")


def test_a_reviewer_whose_session_ended_loses_no_figure(desk, sign_in_here, reviewer):
    address = desk.url
    LiveSession.objects.all().delete()
    value_box(desk).fill("1.5")
    value_box(desk).press("Tab")

    expect(desk.locator("#review-failed")).to_contain_text("登录已过期，改动没有保存，已保留在本机")
    desk.get_by_role("link", name="重新登录").click()
    sign_in_here(reviewer)
    expect(desk).to_have_url(address)
    expect(value_box(desk)).to_have_value("1.5")
    expect(desk.locator(".row-word").first).to_have_text("已保存")
    assert str(ReviewedLine.objects.get().value) == "1.5"


def test_a_window_closed_in_the_middle_of_a_box_loses_no_figure_and_no_word(desk, live_server, submission):
    address, context = desk.url, desk.context
    box = desk.locator(".review-row").nth(1).locator("textarea[name$=-note]")
    value_box(desk).press_sequentially("1.5")
    box.press_sequentially("佐证不足")
    desk.close()

    again = context.new_page()
    again.goto(address)
    expect(value_box(again)).to_have_value("1.5")
    expect(again.locator(".review-row").nth(1).locator("textarea[name$=-note]")).to_have_value("佐证不足")
    for row in (0, 1):
        expect(again.locator(".row-word").nth(row)).to_have_text("已保存")
    saved = {row.value or row.note for row in ReviewedLine.objects.all()}
    assert saved == {"1.5", "佐证不足"}


def test_a_session_that_ends_while_a_box_is_typed_in_and_the_window_closed_loses_nothing(
    desk, sign_in_here, reviewer
):
    address, context = desk.url, desk.context
    LiveSession.objects.all().delete()
    value_box(desk).press_sequentially("1.5")
    desk.close()

    again = context.new_page()
    again.goto(address)
    sign_in_here(reviewer, page=again)
    expect(again).to_have_url(address)
    expect(value_box(again)).to_have_value("1.5")
    expect(again.locator(".row-word").first).to_have_text("已保存")
    assert ReviewedLine.objects.get().value == "1.5"


def test_a_reviewer_is_told_that_the_submission_was_withdrawn(desk, assessment, preparer):
    workflow.withdraw(assessment, by=preparer)
    value_box(desk).fill("1.5")
    value_box(desk).press("Tab")

    expect(desk.locator("#review-failed")).to_contain_text("未保存")
    expect(value_box(desk)).to_have_value("1.5")
    assert not ReviewedLine.objects.exists()


def test_a_server_that_does_not_answer_is_asked_again(desk):
    desk.context.set_offline(True)
    value_box(desk).fill("1.5")
    value_box(desk).press("Tab")
    expect(desk.locator("#review-failed")).to_contain_text("恢复后自动重试")

    desk.context.set_offline(False)
    expect(desk.locator(".row-word").first).to_have_text("已保存")
    expect(desk.locator("#review-failed")).to_have_count(0)


def test_one_remark_sent_leaves_the_others_that_were_typed(desk):
    folds = desk.locator(".remark-fold")
    for at in (0, 1):
        folds.nth(at).locator("summary").first.click()
        folds.nth(at).locator("textarea").fill(f"意见{at}")
    folds.nth(1).get_by_role("button", name="记下意见").dblclick()
    expect(desk.locator(".messages")).to_contain_text("意见已记在")

    expect(desk.locator("#kept-forms")).to_contain_text("1处")
    expect(desk.locator(".remark-fold textarea").nth(0)).to_have_value("意见0")
    expect(desk.locator(".remark-fold textarea").nth(1)).to_have_value("")
    assert [x.text for x in Remark.objects.all()] == ["意见1"]
    desk.get_by_role("button", name="不要这些内容").click()
    desk.reload()
    expect(desk.locator(".remark-fold textarea").nth(0)).to_have_value("")
    expect(desk.locator("#kept-forms")).to_have_count(0)


def test_answers_typed_one_after_the_other_are_sent_one_by_one(
    page, live_server, sign_in, assessment, preparer, reviewer, submission
):
    for text in ("第一条", "第二条"):
        remarks.add(submission, body=assessment.fiscal_year.authority, by=reviewer, text=text, place="全文")
    workflow.return_for_revision(assessment, by=reviewer, reason="数据有误")
    sign_in(preparer)
    page.goto(f"{live_server.url}/assessments/{assessment.pk}/remarks/")
    page.wait_for_load_state("networkidle")
    boxes = page.locator("textarea[name=text]")
    boxes.nth(0).fill("答第一条")
    boxes.nth(1).fill("答第二条")
    second = f"#{boxes.nth(1).get_attribute('id')}"
    page.locator("form:has(textarea[name=text]) button").nth(0).click()
    expect(page.locator(".messages")).to_contain_text("已答复")

    expect(page.locator(second)).to_have_value("答第二条")
    page.locator(f"form:has({second}) button").click()
    expect(page.locator("#kept-forms")).to_have_count(0)


def test_a_form_sent_after_the_session_ended_comes_back_to_its_page(
    page, live_server, sign_in, sign_in_here, assessment, preparer
):
    sign_in(preparer)
    address = f"{live_server.url}/assessments/{assessment.pk}/extension/"
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.get_by_label("理由").fill("单位搬迁")
    page.get_by_label("申请延期至").fill("2100-01-01")
    LiveSession.objects.all().delete()
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("自动放回原处")

    page.goto(address)
    sign_in_here(preparer)
    expect(page).to_have_url(address)
    expect(page.get_by_label("理由")).to_have_value("单位搬迁")
    expect(page.get_by_label("申请延期至")).to_have_value("2100-01-01")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".messages")).to_contain_text("延期申请已提交")
    page.goto(address)
    expect(page.locator("#kept-forms")).to_have_count(0)


def test_the_table_of_monitoring_survives_a_closed_window(page, live_server, sign_in, assessment, preparer):
    year = assessment.fiscal_year
    held = MonitoringRound.objects.create(fiscal_year=year, months=7, opens=year.opens, due=year.due)
    monitored = Monitoring.objects.create(round=held, assessment=assessment)
    sign_in(preparer)
    address = f"{live_server.url}/monitoring/{monitored.pk}/"
    page.goto(address)
    page.wait_for_load_state("networkidle")
    box = page.locator("textarea[name$=explanation]").first
    box.fill("进度偏慢，已加快")
    page.goto("about:blank")
    page.goto(address)

    expect(box).to_have_value("进度偏慢，已加快")
    expect(page.locator("#kept-forms")).to_contain_text("1处")
