"""The whole way: a number changes, the self-assessment travels to and fro, the document comes out."""

import re

import pytest
from playwright.sync_api import expect

from departments.models import Assessment, Indicator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def steps(page, live_server):
    return Steps(page, live_server.url)


class Steps:
    """What people do, in their words."""

    def __init__(self, page, url):
        self.page, self.url = page, url

    def open_section(self, name):
        """Follow the link, and wait until the page with its scripts is there."""
        with self.page.expect_navigation():
            self.page.get_by_role("navigation", name="自评各部分").get_by_text(name).click()

    def is_saved(self):
        expect(self.page.locator("#save-state")).to_have_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))

    def total_is(self, total):
        expect(self.page.locator("#scorecard .total").first).to_have_text(f"{total}分")

    def submit(self):
        """Explain what is still open, then 送审."""
        self.open_section("校验与送审")
        for box in self.page.get_by_placeholder("写明为什么如此").all():
            if not box.input_value():
                box.fill("已核实，情况属实。")
        expect(self.page.locator("#submit-box")).to_contain_text("可以送审")
        self.page.get_by_role("button", name="送审", exact=True).click()
        self.is_told("已送审")

    def open_waiting(self):
        self.page.goto(f"{self.url}/reviews/")
        self.page.get_by_role("link", name="审核", exact=True).last.click()

    def is_told(self, words):
        expect(self.page.locator(".messages")).to_contain_text(words)


def test_preparer_reviewer_preparer_reviewer_document(
    page, steps, live_server, sign_in, sign_in_here, cell, complaints, assessment, preparer, reviewer
):
    indicator = Indicator.objects.get(name="引进重点企业数")

    page.goto(f"{live_server.url}/")
    sign_in_here(preparer)
    page.get_by_role("link", name="继续填报").click()
    steps.open_section("绩效目标与指标")
    steps.total_is("77.00")
    cell(indicator, "actual_measure").fill("50")
    steps.total_is("67.00")
    cell(indicator, "deviation_reason").fill("")
    expect(page.locator("#section-findings")).to_contain_text("1个错误")
    page.locator("#found summary").click()
    page.locator("#section-findings .finding-error").get_by_role("link").click()
    expect(cell(indicator, "deviation_reason")).to_be_focused()
    cell(indicator, "deviation_reason").fill("重点项目推迟到下一年度开工")
    expect(page.locator("#section-findings")).not_to_contain_text("错误")
    steps.is_saved()
    steps.submit()

    sign_in(reviewer)
    steps.open_waiting()
    expect(page.locator(".frozen")).to_contain_text("67.00")
    page.locator(".verb-return_for_revision summary").click()
    page.get_by_label("退回的理由").fill("请核实引进重点企业数。")
    page.get_by_role("button", name="确定退回").click()
    steps.is_told("已退回")

    sign_in(preparer)
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="修改", exact=True).click()
    expect(page.locator(".returned")).to_contain_text("请核实引进重点企业数。")
    steps.open_section("绩效目标与指标")
    cell(indicator, "actual_measure").fill("80")
    steps.total_is("79.00")
    steps.is_saved()
    steps.submit()

    sign_in(reviewer)
    steps.open_waiting()
    expect(page.locator(".frozen")).to_contain_text("79.00")
    page.locator(".verb-approve summary").click()
    page.get_by_role("button", name="确定审核通过").click()
    steps.is_told("已审核通过")
    assessment.refresh_from_db()
    assert assessment.status == Assessment.Status.APPROVED

    page.get_by_role("link", name="查看").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"
    assert complaints == []
