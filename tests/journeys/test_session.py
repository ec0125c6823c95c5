"""A session that ends, an answer that is lost, a row that is gone: the text stays with who typed it."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from departments.models import BudgetLine, LiveSession, Project
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_session_that_ends_keeps_the_text_and_comes_back_to_the_cell(
    page, open_section, sign_in_here, is_saved, cell, preparer, assessment
):
    project = assessment.projects.get()
    open_section("projects")
    address = page.url
    LiveSession.objects.all().delete()
    cell(project, "reason").fill("因疫情推迟")

    expect(page.locator("#signed-out")).to_contain_text("重新登录后回到同一格")
    expect(page.locator("#save-state")).to_contain_text("登录已过期")
    page.get_by_role("link", name="重新登录").click()
    sign_in_here(preparer)
    expect(page).to_have_url(address)
    expect(page.locator("#restored")).to_contain_text("有1处未保存的内容，已恢复")
    expect(cell(project, "reason")).to_have_value("因疫情推迟")
    expect(cell(project, "reason")).to_be_focused()
    is_saved()
    project.refresh_from_db()
    assert project.reason == "因疫情推迟"


def test_nobody_sees_or_saves_the_text_of_another(
    page, open_section, sign_in_here, cell, preparer, head, assessment
):
    project = assessment.projects.get()
    open_section("projects")
    address = page.url
    LiveSession.objects.all().delete()
    cell(project, "reason").fill("填报人的话")
    expect(page.locator("#signed-out")).to_be_visible()

    page.get_by_role("link", name="重新登录").click()
    sign_in_here(head)
    expect(page).to_have_url(address)
    expect(page.locator("#restored")).to_be_hidden()
    expect(cell(project, "reason")).to_have_value(project.reason)
    page.wait_for_timeout(1200)
    project.refresh_from_db()
    assert project.reason == "部分活动推迟到下一年度举办"
    page.get_by_role("button", name="退出登录").click()
    sign_in_here(preparer)
    page.goto(address)
    expect(cell(project, "reason")).to_have_value("填报人的话")


def test_signing_out_saves_first_and_leaves_nothing_behind(page, open_section, cell, assessment):
    project = assessment.projects.get()
    open_section("projects")

    cell(project, "reason").fill("最后一句")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("heading", name="登录").wait_for()
    project.refresh_from_db()
    assert project.reason == "最后一句"
    left = page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    assert [x for x in left if x.startswith("perfeval")] == []


def test_a_restored_value_meets_a_newer_one_side_by_side(
    page, open_section, sign_in_here, cell, preparer, assessment
):
    project = assessment.projects.get()
    open_section("projects")
    LiveSession.objects.all().delete()
    cell(project, "office").fill("综合科")
    expect(page.locator("#signed-out")).to_be_visible()
    Project.objects.filter(pk=project.pk).update(office="财务科")

    page.get_by_role("link", name="重新登录").click()
    sign_in_here(preparer)
    note = page.locator(f"#project-{project.pk}-note")
    expect(note).to_contain_text("综合科")
    expect(note).to_contain_text("财务科")
    project.refresh_from_db()
    assert project.office == "财务科"
    page.get_by_label("采用现在的").click()
    expect(cell(project, "office")).to_have_value("财务科")
    page.reload()
    expect(page.locator("#restored")).to_be_hidden()


def test_a_lost_answer_never_adds_a_row_twice(page, open_section, is_saved, assessment):
    open_section("projects")
    lost = []

    def lose_first(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route(f"**/{assessment.pk}/projects/", lose_first)
    page.get_by_role("button", name="添加项目").click()
    page.keyboard.type("会展经费")
    expect(page.locator("#save-state")).to_contain_text("未保存")
    is_saved()
    assert lost == [200]
    page.locator("#id_project-n1-office").fill("会展科")
    is_saved()
    expect(page.locator("#project-n1-state")).to_have_attribute("data-state", "saved")
    assert list(Project.objects.filter(name="会展经费").values_list("office", flat=True)) == ["会展科"]


def test_text_in_a_row_somebody_deleted_is_shown_not_dropped(
    page, open_section, sign_in_here, preparer, assessment
):
    line = factories.budget_line(assessment, category="operating")
    open_section("budget")
    LiveSession.objects.all().delete()
    page.locator(f"#id_budget_line-{line.pk}-spent").fill("123.45")
    expect(page.locator("#signed-out")).to_be_visible()
    BudgetLine.objects.filter(pk=line.pk).delete()

    page.get_by_role("link", name="重新登录").click()
    sign_in_here(preparer)
    expect(page.locator("#restored")).to_contain_text("123.45")
    page.get_by_role("button", name="不再需要").click()
    page.reload()
    expect(page.locator("#restored")).to_be_hidden()


def test_an_open_page_does_not_keep_anybody_signed_in(page, open_section):
    open_section("budget")
    before = LiveSession.objects.get().expire_date

    with page.expect_response("**/presence/budget/"):
        page.locator("#presence").evaluate("x => window.htmx.trigger(x, 'load')")
    assert LiveSession.objects.get().expire_date == before


def test_the_bound_of_five_seconds_holds_while_somebody_types_on(
    page, open_section, is_saved, cell, assessment
):
    """Typing without a pause is not sent, but kept in the browser at once."""
    line = assessment.budget_lines.first()
    open_section("budget")
    page.route("**/budget/", lambda route: route.abort())
    cell_of = page.locator(f"#id_budget_line-{line.pk}-spent")
    cell_of.focus()
    page.keyboard.type("12", delay=50)

    kept = page.evaluate("Object.values(localStorage).map(x => JSON.parse(x).value)")
    assert kept == ["12"]
    page.unroute("**/budget/")
    is_saved()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert BudgetLine.objects.get(pk=line.pk).spent == Decimal(12)
