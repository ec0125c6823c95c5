"""Help at hand in a browser, by keyboard alone: carry-over, library, verdict, forms, earlier years."""

import re

import pytest
from playwright.sync_api import expect

from departments.models import Indicator
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def last_year(department, authority):
    """2024, complete."""
    return factories.complete_assessment(department, factories.fiscal_year(authority, year=2024))


@pytest.fixture
def small(page):
    """The screen that officers have."""
    page.set_viewport_size({"width": 1366, "height": 768})
    return page


@pytest.fixture
def open_page(page, live_server):
    return lambda assessment, name="": page.goto(f"{live_server.url}/assessments/{assessment.pk}/{name}")


def press_to(page, name, key="Enter"):
    """Tab until the control of this name has the focus, then press the key."""
    seen = "e => (e.getAttribute('aria-label') || e.textContent || '').trim()"
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(f"({seen})(document.activeElement)").startswith(name):
            page.keyboard.press(key)
            return
    raise AssertionError(f"{name} cannot be reached by Tab")


def test_carrying_over_by_keyboard(
    small, sign_in, open_page, complaints, preparer, department, fiscal_year, last_year
):
    empty = factories.assessment(department, fiscal_year)
    sign_in(preparer)
    open_page(empty)

    expect(small.locator(".carry-offer")).to_be_visible()
    press_to(small, "从上年带入")
    expect(small.get_by_role("heading", name="从上年带入")).to_be_visible()
    expect(small.locator(".carried-added")).to_have_count(7)
    assert empty.projects.count() == 0
    press_to(small, "确认带入")

    expect(small.locator(".messages")).to_contain_text("已从2024年度带入")
    assert sorted(Indicator.objects.filter(goal__assessment=empty).values_list("name", flat=True)) == [
        "引进重点企业数",
        "招商活动场次",
    ]
    assert complaints == []


def test_picking_from_the_library_by_keyboard(
    small, sign_in, open_page, cell, complaints, preparer, assessment
):
    sign_in(preparer)
    open_page(assessment, "indicators/")
    press_to(small, "从指标库选")

    search = small.get_by_label("关键词")
    expect(search).to_be_focused()
    search.press_sequentially("公用经费")
    expect(small.locator("#library-list tbody tr")).to_have_count(1)
    small.keyboard.press("ArrowDown")
    small.keyboard.press("Enter")
    expect(small.locator("#library-state")).to_have_text("已把“公用经费控制率”加入目标“做好商务促进工作”")
    expect(small.get_by_role("button", name="公用经费控制率已有")).to_be_focused()
    small.get_by_role("link", name="回到绩效目标与指标").press("Enter")

    row = Indicator.objects.get(name="公用经费控制率")
    assert (row.method, row.parameters) == (
        "derived",
        {"figure": "operating_control_rate", "then": "at_most"},
    )
    cell(row, "weight").fill("5")
    expect(small.locator(f"#indicator-{row.pk}-score")).to_have_text("5.00")
    assert complaints == []


def test_will_it_pass(small, sign_in, open_page, cell, complaints, preparer, assessment):
    row = Indicator.objects.first()
    sign_in(preparer)
    open_page(assessment, "indicators/")
    ask = small.get_by_role("link", name="能通过吗？")

    ask.press("Enter")
    expect(small.locator("#verdict")).to_contain_text("可以送审。")
    small.keyboard.press("Escape")
    expect(small.locator("#verdict")).to_be_hidden()
    expect(ask).to_be_focused()
    cell(row, "deviation_reason").fill("")
    expect(small.locator("#save-state")).to_contain_text("已保存")
    ask.press("Enter")
    expect(small.locator("#verdict")).to_contain_text("还有1个错误")
    small.locator("#verdict .findings").get_by_role("link").press("Enter")
    expect(cell(row, "deviation_reason")).to_be_focused()
    assert complaints == []


def test_a_finding_leads_into_the_form_of_its_project(
    small, sign_in, open_page, cell, complaints, preparer, assessment
):
    goal = factories.goal(assessment, "办好招商活动", project=assessment.projects.get(), order=1)
    row = factories.indicator(goal, "签约项目数", actual="")
    sign_in(preparer)
    open_page(assessment, "check/")

    small.get_by_role("link", name=re.compile("签约项目数／实际完成值")).press("Enter")

    expect(cell(row, "actual_measure")).to_be_focused()
    expect(small.locator("#form-tabs [aria-current]")).to_contain_text("招商引资专项")
    cell(row, "actual_measure").fill("100")
    expect(small.locator("#form-tabs [aria-current]")).to_contain_text("50.00")
    expect(small.locator(f"#indicator-{row.pk}-explained")).to_contain_text("40 × min(1, 100 ÷ 100)")
    assert complaints == []


def test_earlier_years_and_help_beside_the_cell(
    small, sign_in, open_page, cell, complaints, preparer, assessment, last_year
):
    row = Indicator.objects.get(goal__assessment=assessment, name="引进重点企业数")
    sign_in(preparer)
    open_page(assessment, "indicators/")

    beside = small.locator(f"#indicator-{row.pk} [data-earlier=actual_measure]")
    expect(beside).to_have_text(re.compile(r"2024年 75\s*持平"))
    cell(row, "actual_measure").fill("90")
    expect(beside).to_contain_text("+20.0%")
    panel = small.locator("#cell-help")
    expect(panel).to_contain_text("年末实际测得的数")
    expect(panel).to_contain_text("2024年")
    mark = small.get_by_role("button", name="分值怎么填")
    mark.focus()
    expect(small.locator(".help-mark:focus + .help-tip")).to_be_visible()
    assert complaints == []
