"""The entry tables are edited as a spreadsheet is: by keyboard, cell by cell."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from departments.models import AuditEvent, BudgetLine, Indicator, Project
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_arrows_tab_and_enter_walk_over_cells(page, open_section, cell, lines):
    open_section("budget")
    cell(lines[0], "initial").focus()

    for keys, row, field in (
        (["ArrowDown"], 1, "initial"),
        (["ArrowRight"], 1, "adjustment"),
        (["ArrowRight"], 1, "spent"),
        (["ArrowUp"], 0, "spent"),
        (["Enter"], 1, "spent"),
        (["Shift+Enter"], 0, "spent"),
        (["Shift+Tab"], 0, "adjustment"),
        (["Tab", "Tab"], 1, "category"),
        (["ArrowRight", "ArrowDown"], 2, "project"),
        (["ArrowLeft"], 2, "category"),
        (["ArrowLeft"], 2, "category"),
    ):
        press(page, *keys)
        expect(cell(lines[row], field)).to_be_focused()
    assert [x.category for x in BudgetLine.objects.all()] == [x.category for x in lines]


@pytest.mark.parametrize(
    ("section", "model", "left", "right"),
    [
        ("budget", BudgetLine, "initial", "adjustment"),
        ("projects", Project, "office", "purpose"),
        ("indicators", Indicator, "unit", "actual_measure"),
    ],
)
def test_every_table_is_walked_over(page, open_section, cell, section, model, left, right, assessment):
    factories.project(assessment, "会展经费", order=1)
    first, second = model.objects.all()[:2]
    open_section(section)
    cell(first, left).focus()

    for key, row, field in (
        ("Enter", second, left),
        ("ArrowRight", second, right),
        ("ArrowUp", first, right),
        ("Shift+Tab", first, left),
        ("ArrowDown", second, left),
        ("Tab", second, right),
    ):
        press(page, key)
        expect(cell(row, field)).to_be_focused()
    before = cell(second, right).input_value()
    page.keyboard.type("9")
    press(page, "Escape")
    expect(cell(second, right)).to_have_value(before)


def test_typing_replaces_and_editing_moves_the_caret(page, open_section, is_saved, cell, lines):
    open_section("budget")
    box = cell(lines[0], "spent")
    box.focus()

    page.keyboard.type("123")
    press(page, "ArrowLeft")
    page.keyboard.type("9")
    expect(box).to_have_value("1293")
    press(page, "Escape")
    expect(box).to_have_value("6,000,000.00")
    press(page, "F2", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Backspace")
    page.keyboard.type("5")
    expect(box).to_have_value("6,000,005.00")
    expect(box).to_be_focused()
    press(page, "Enter")
    expect(cell(lines[1], "spent")).to_be_focused()
    is_saved()
    assert BudgetLine.objects.get(pk=lines[0].pk).spent == Decimal(6_000_005)


def test_typing_a_figure_and_an_arrow_goes_on(page, open_section, is_saved, cell, lines):
    open_section("budget")
    cell(lines[0], "spent").focus()

    page.keyboard.type("7")
    press(page, "ArrowDown")
    expect(cell(lines[1], "spent")).to_be_focused()
    page.keyboard.type("8")
    is_saved()
    assert [x.spent for x in BudgetLine.objects.all()[:2]] == [7, 8]


def test_escape_brings_back_what_an_autosave_replaced(page, open_section, is_saved, cell, lines):
    open_section("budget")
    cell(lines[0], "spent").focus()

    page.keyboard.type("55")
    is_saved()
    assert BudgetLine.objects.get(pk=lines[0].pk).spent == 55
    press(page, "Escape")
    expect(cell(lines[0], "spent")).to_have_value("6,000,000.00")
    expect(page.locator(f"#budget_line-{lines[0].pk}-state")).to_have_attribute("data-state", "saved")
    expect(page.locator(f"#budget_line-{lines[0].pk}-rate")).to_have_text("100.00%")
    assert BudgetLine.objects.get(pk=lines[0].pk).spent == 6_000_000


def test_a_choice_is_walked_over_and_changed_after_f2(page, open_section, is_saved, cell, lines):
    open_section("budget")
    cell(lines[0], "source").focus()

    press(page, "ArrowDown", "ArrowUp")
    expect(cell(lines[0], "source")).to_have_value("appropriation")
    page.keyboard.type("上年结转")
    cell(lines[0], "source").select_option("carryover")
    is_saved()
    change = AuditEvent.objects.get().changes[0]
    assert (change["field"], change["old"], change["new"]) == ("资金来源", "财政拨款", "上年结转")


def test_a_cell_shows_and_tells_how_far_it_has_got(page, stand_still, open_section, cell, lines, assessment):
    open_section("budget")
    stand_still()
    box = cell(lines[0], "spent")
    held = []
    page.route(f"**/{assessment.pk}/budget/", lambda route: held.append(route))

    box.fill("7")
    expect(box).to_have_attribute("data-cell", "dirty")
    expect(box).to_have_attribute("aria-description", "有未保存的修改")
    page.clock.run_for(1000)
    expect(box).to_have_attribute("data-cell", "saving")
    while not held:  # the state is shown before the request leaves the page
        page.wait_for_timeout(10)
    held.pop().continue_()
    page.clock.resume()
    page.unroute(f"**/{assessment.pk}/budget/")
    expect(box).to_have_attribute("data-cell", "saved")
    box.fill("7a")
    expect(box).to_have_attribute("data-cell", "error")
    expect(box).to_have_attribute("aria-invalid", "true")


def test_a_change_is_saved_within_a_second_without_leaving_the_cell(
    page, stand_still, open_section, cell, lines, assessment
):
    open_section("budget")
    stand_still()
    box = cell(lines[0], "spent")
    box.focus()

    page.keyboard.type("7")
    with page.expect_response(f"**/{assessment.pk}/budget/"):
        page.clock.run_for(1000)
    expect(box).to_have_attribute("data-cell", "saved")
    expect(box).to_be_focused()
    assert BudgetLine.objects.get(pk=lines[0].pk).spent == 7


def test_a_long_text_opens_larger(page, open_section, is_saved, assessment, cell):
    project = assessment.projects.get()
    open_section("projects")
    cell(project, "reason").focus()

    press(page, "Control+Enter")
    box = page.locator("#larger textarea")
    expect(box).to_be_focused()
    box.fill("第一段\n第二段")
    press(page, "Control+Enter")
    expect(cell(project, "reason")).to_be_focused()
    is_saved()
    assert Project.objects.get().reason.split() == ["第一段", "第二段"]
    page.get_by_role("button", name="放大编辑").click()
    box.fill("不要")
    press(page, "Escape")
    expect(cell(project, "reason")).to_have_value("第一段\n第二段")
