"""Nothing typed is lost: refused values, lost connections, two people in one row, no scripts."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from departments import editing
from departments.forms.entry import Scope
from departments.forms.project import ProjectForm
from departments.models import BudgetLine, Indicator, Project

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_a_new_row_is_created_once(page, open_section, assessment):
    open_section("projects")

    page.get_by_role("button", name="添加项目").click()
    page.locator("#id_project-n1-name").fill("会展经费")
    expect(page.locator("#project-n1-pk")).to_have_value(re.compile(r"\d+"))
    page.locator("#id_project-n1-office").fill("会展科")
    expect(page.locator("#project-n1-state")).to_have_attribute("data-state", "dirty")
    expect(page.locator("#project-n1-state")).to_have_attribute("data-state", "saved")

    assert list(Project.objects.filter(name="会展经费").values_list("office", flat=True)) == ["会展科"]


def test_a_block_from_a_spreadsheet_fills_cells_and_adds_rows(page, open_section, assessment):
    line = assessment.budget_lines.last()
    open_section("budget")

    page.locator(f"#id_budget_line-{line.pk}-category").focus()
    block = (
        "项目支出\t招商引资专项\t财政拨款\t1,500,000.00\t0\t1,200,000.00\r\n"
        "项目支出\t招商引资专项\t上年结转\t300000\t0\t250000\r\n"
    )
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        block,
    )
    expect(page.locator("#budget_line-n1-state")).to_have_attribute("data-state", "saved")
    expect(page.locator(f"#budget_line-{line.pk}-state")).to_have_attribute("data-state", "saved")

    figures = assessment.budget_lines.order_by("pk").values_list("source", "initial", "spent")[2:]
    assert list(figures) == [
        ("appropriation", Decimal(1_500_000), Decimal(1_200_000)),
        ("carryover", Decimal(300_000), Decimal(250_000)),
    ]


def test_the_rarely_used_fields_unfold(page, open_section, cell, assessment):
    indicator = Indicator.objects.first()
    open_section("indicators")

    page.locator(f"#indicator-{indicator.pk} summary").click()
    cell(indicator, "adjusted_target_measure").fill("90")
    cell(indicator, "adjustment_reason").fill("年中调整，见批复")
    expect(page.locator("#save-state")).to_contain_text("已保存")
    expect(page.locator(f"#indicator-{indicator.pk}-trace")).to_contain_text("90")


def test_enter_goes_down(page, open_section, assessment):
    first, second = assessment.budget_lines.all()[:2]
    open_section("budget")

    page.locator(f"#id_budget_line-{first.pk}-spent").press("Enter")
    expect(page.locator(f"#id_budget_line-{second.pk}-spent")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#id_budget_line-{first.pk}-spent")).to_be_focused()


def test_a_row_is_deleted_with_the_section(page, open_section, assessment):
    line = assessment.budget_lines.first()
    open_section("budget")

    page.locator(f"[data-delete=budget_line-{line.pk}]").click()
    page.locator(f"[data-undo=budget_line-{line.pk}]").click()
    page.locator(f"[data-delete=budget_line-{line.pk}]").click()
    assert BudgetLine.objects.filter(pk=line.pk).exists()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(f"#budget_line-{line.pk}")).to_have_count(0)

    assert not BudgetLine.objects.filter(pk=line.pk).exists()


def test_a_lost_connection_keeps_what_was_typed(page, open_section, cell, assessment):
    indicator = Indicator.objects.first()
    open_section("indicators")

    page.context.set_offline(True)
    cell(indicator, "actual_measure").fill("88")
    expect(page.locator("#save-state")).to_contain_text("未保存")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#save-state")).to_contain_text("已保存")

    assert str(Indicator.objects.get(pk=indicator.pk).actual_measure) == "88"


def test_two_people_in_one_row(page, open_section, head, assessment):
    project = assessment.projects.get()
    open_section("projects")
    write(project, office="财务科", by=head)

    page.locator(f"#id_project-{project.pk}-office").fill("办公室和财务科")

    conflict = page.locator(f"#project-{project.pk}-note")
    expect(conflict).to_contain_text("负责人")
    expect(conflict).to_contain_text("财务科")
    project.refresh_from_db()
    assert project.office == "财务科"
    page.get_by_label("保留我填写的").check()
    expect(page.locator("#save-state")).to_contain_text("已保存")
    project.refresh_from_db()
    assert project.office == "办公室和财务科"


def write(project, *, by, **values):
    scope = Scope(project.assessment, projects={str(project.pk): project})
    base = editing.fingerprint(project)
    data = {
        "name": project.name,
        "office": project.office,
        "purpose": project.purpose,
        "reason": project.reason,
    }
    form = ProjectForm(data | values, instance=project, scope=scope)
    assert form.is_valid(), form.errors
    editing.save_rows(project.assessment, "projects", [editing.RowForm(form, base)], by=by)


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
