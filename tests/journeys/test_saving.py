"""What is refused, unfolded, offline or without scripts is saved or kept."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from departments.models import BudgetLine, Indicator, Project

pytestmark = pytest.mark.django_db(transaction=True)
STYLED = """() => {
  for (const x of document.querySelectorAll('main [id]')) {
    x.style.height = 'auto';
    x.style.height = '';
  }
}"""


def test_an_invalid_number_stays_in_its_cell(page, open_section, cell, assessment):
    line = assessment.budget_lines.first()
    open_section("budget")

    cell_of = page.locator(f"#id_budget_line-{line.pk}-spent")
    cell_of.fill("六百万")

    expect(page.locator("#save-state")).to_have_text("有错误，未保存")
    expect(page.locator(f"#budget_line-{line.pk}-spent-error")).to_contain_text("不是数字")
    expect(cell_of).to_have_value("六百万")
    expect(cell_of).to_have_attribute("aria-invalid", "true")
    cell_of.fill("5,500,000.00")
    expect(page.locator("#save-state")).to_contain_text("已保存")
    expect(page.locator("#budget-totals")).to_contain_text("8,000,000.00")
    assert BudgetLine.objects.get(pk=line.pk).spent == Decimal("5500000")


def test_saving_a_row_that_scripts_have_styled_leaves_the_console_empty(
    page, complaints, open_section, cell, is_saved, assessment
):
    """What grows has an attribute style; carried into the answer the policy would refuse it."""
    indicator = Indicator.objects.first()
    open_section("indicators")
    page.evaluate(STYLED)

    cell(indicator, "actual_measure").fill("88")
    is_saved()

    assert complaints == []


def test_the_rarely_used_fields_unfold(page, open_section, cell, assessment):
    indicator = Indicator.objects.first()
    open_section("indicators")

    page.locator(f"#indicator-{indicator.pk} summary").click()
    cell(indicator, "adjusted_target_measure").fill("90")
    cell(indicator, "adjustment_reason").fill("年中调整，见批复")
    expect(page.locator("#save-state")).to_contain_text("已保存")
    expect(page.locator(f"#indicator-{indicator.pk}-trace")).to_contain_text("90")


def test_a_lost_connection_keeps_what_was_typed(page, stand_still, open_section, cell, assessment):
    indicator = Indicator.objects.first()
    open_section("indicators")

    page.context.set_offline(True)
    cell(indicator, "actual_measure").fill("88")
    expect(page.locator("#save-state")).to_contain_text("未保存")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    stand_still()  # or it tries again by itself before the button is pressed
    page.context.set_offline(False)
    page.get_by_role("button", name="重试").click()
    page.clock.resume()
    expect(page.locator("#save-state")).to_contain_text("已保存")

    assert str(Indicator.objects.get(pk=indicator.pk).actual_measure) == "88"


def test_a_full_disk_is_told_and_what_was_typed_is_sent_again(page, open_section, cell, assessment):
    indicator = Indicator.objects.first()
    open_section("indicators")
    here = f"**/{assessment.pk}/indicators/"
    page.route(here, lambda route: route.fulfill(status=507, body=""))

    cell(indicator, "actual_measure").fill("88")
    expect(page.locator("#save-state")).to_contain_text("服务器的磁盘已满")
    page.unroute(here)

    expect(page.locator("#save-state")).to_contain_text("已保存")
    assert str(Indicator.objects.get(pk=indicator.pk).actual_measure) == "88"


def test_without_scripts(new_context, live_server, sign_in_here, preparer, assessment):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/accounts/login/?next=/assessments/{assessment.pk}/projects/")
    sign_in_here(preparer, page)

    page.get_by_role("textbox", name="实施科室/单位").first.fill("综合科")
    page.get_by_role("button", name="添加项目").click()
    page.get_by_role("textbox", name="项目名称").last.fill("会展经费")
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.locator(".messages")).to_contain_text("项目支出已保存")
    assert set(Project.objects.values_list("name", "office")) == {
        ("招商引资专项", "综合科"),
        ("会展经费", ""),
    }
