"""Rows are added, copied, moved and deleted; head and first column stay in view."""

import re

import pytest
from playwright.sync_api import expect

from departments.models import AuditEvent, BudgetLine, Indicator, Project
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_a_new_row_is_created_once(page, open_section, assessment):
    open_section("projects")

    page.get_by_role("button", name="添加项目").click()
    page.locator("#id_project-n1-name").fill("会展经费")
    expect(page.locator("#project-n1-pk")).to_have_value(re.compile(r"\d+"))
    with page.expect_response(f"**/{assessment.pk}/projects/"):
        page.locator("#id_project-n1-office").fill("会展科")
    expect(page.locator("#project-n1-state")).to_have_attribute("data-state", "saved")

    assert list(Project.objects.filter(name="会展经费").values_list("office", flat=True)) == ["会展科"]


def test_rows_are_moved_by_keyboard_and_menu_and_stay_so(page, open_section, cell, lines, assessment):
    open_section("budget")
    cell(lines[0], "spent").focus()

    with page.expect_response(f"**/{assessment.pk}/budget/"):
        press(page, "Alt+ArrowDown")
    expect(cell(lines[0], "spent")).to_be_focused()
    with page.expect_response(f"**/{assessment.pk}/budget/"):
        page.locator(f"[data-menu=budget_line-{lines[2].pk}]").click()
        page.get_by_role("menuitem", name="上移").click()
    page.reload()
    rows = page.locator("tbody[data-row]")
    order = [f"budget_line-{lines[x].pk}" for x in (1, 2, 0)]
    assert [x.get_attribute("data-row") for x in rows.all()] == order
    assert [x.pk for x in assessment.budget_lines.all()] == [lines[x].pk for x in (1, 2, 0)]
    moved = AuditEvent.objects.order_by("pk").first().changes
    assert moved == [{"row": "人员经费（财政拨款）", "field": "顺序", "old": "1", "new": "2"}]


def test_moving_a_row_is_no_conflict_for_who_writes_in_it(page, open_section, is_saved, cell, lines):
    open_section("budget")
    BudgetLine.objects.filter(pk=lines[0].pk).update(order=9)

    cell(lines[0], "spent").fill("7")
    is_saved()


def test_a_row_is_duplicated_below_itself(page, open_section, assessment, cell):
    project = assessment.projects.get()
    factories.project(assessment, "末尾的项目", order=9)
    open_section("projects")

    page.locator(f"[data-menu=project-{project.pk}]").click()
    page.get_by_role("menuitem", name="复制此行").click()
    expect(page.locator("#project-n1-state")).to_have_attribute("data-state", "saved")
    names = Project.objects.values_list("name", "office")
    assert list(names) == [
        ("招商引资专项", "办公室"),
        ("招商引资专项（副本）", "办公室"),
        ("末尾的项目", "办公室"),
    ]


def test_an_indicator_is_duplicated_with_its_folded_fields(page, open_section):
    row = Indicator.objects.first()
    open_section("indicators")

    page.locator(f"[data-menu=indicator-{row.pk}]").focus()
    press(page, "Enter", "Enter")
    expect(page.locator("#indicator-n1-state")).to_have_attribute("data-state", "saved")
    copy = Indicator.objects.latest("pk")
    same = ("goal_id", "name", "method", "target", "actual", "weight", "deviation_reason")
    assert [getattr(copy, x) for x in same] == [getattr(row, x) for x in same]
    assert [x.pk for x in row.goal.indicators.all()].index(copy.pk) == 1


def test_the_row_tools_are_reached_by_arrows_and_left_out_by_tab(page, open_section, cell, lines):
    open_section("budget")
    cell(lines[0], "spent").focus()

    press(page, "ArrowRight")
    expect(page.locator(f"[data-menu=budget_line-{lines[0].pk}]")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("menuitem", name="复制此行")).to_be_focused()
    press(page, "Escape", "ArrowRight", "Enter")
    expect(page.locator(f"#budget_line-{lines[0].pk}")).to_have_class(re.compile("is-deleted"))
    press(page, "Control+s")
    expect(page.locator(f"#budget_line-{lines[0].pk}")).to_have_count(0)
    assert BudgetLine.objects.count() == 2


@pytest.mark.parametrize("section", ["budget", "projects", "indicators"])
def test_head_and_first_column_stay_in_view(page, open_section, section, assessment):
    for number in range(20):
        factories.budget_line(assessment, order=number)
        factories.project(assessment, order=number)
        factories.indicator(assessment.goals.get(), order=number)
    page.set_viewport_size({"width": 820, "height": 700})
    open_section(section)
    wrap = page.locator(".grid-wrap")

    wrap.evaluate("x => x.scrollTo(400, 500)")
    assert wrap.evaluate("x => x.scrollLeft") > 50
    frame = wrap.bounding_box()
    head = page.locator("table.grid thead th").first.bounding_box()
    row = page.locator("table.grid tbody[data-row]").nth(15).locator("th.first").bounding_box()
    assert abs(head["y"] - frame["y"]) < 3
    assert abs(head["x"] - frame["x"]) < 3
    assert abs(row["x"] - frame["x"]) < 3


@pytest.mark.parametrize(
    ("section", "model", "field"),
    [("budget", BudgetLine, "spent"), ("projects", Project, "office"), ("indicators", Indicator, "unit")],
)
def test_every_table_moves_and_deletes_rows(page, open_section, cell, section, model, field, assessment):
    factories.project(assessment, "会展经费", order=1)
    first, second, *others = model.objects.all()
    open_section(section)

    cell(second, field).focus()
    with page.expect_response(f"**/{assessment.pk}/{section}/"):
        press(page, "Alt+ArrowUp")
    assert list(model.objects.all()) == [second, first, *others]
    page.locator(f"[data-delete$='-{second.pk}']").click()
    press(page, "Control+s")
    expect(cell(second, field)).to_have_count(0)
    assert list(model.objects.all()) == [first, *others]


def test_a_row_is_deleted_with_the_section(page, open_section, assessment):
    line = assessment.budget_lines.first()
    open_section("budget")

    page.locator(f"[data-delete=budget_line-{line.pk}]").click()
    expect(page.locator("#save-state")).to_have_text("1行已标为删除，按“保存”才生效")
    page.locator(f"[data-undo=budget_line-{line.pk}]").click()
    page.locator(f"[data-delete=budget_line-{line.pk}]").click()
    assert BudgetLine.objects.filter(pk=line.pk).exists()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(f"#budget_line-{line.pk}")).to_have_count(0)

    assert not BudgetLine.objects.filter(pk=line.pk).exists()
