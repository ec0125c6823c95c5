"""What a table shows stays in sight: whole names, errors below their cells, the form that is chosen."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from departments.models import SourcedLine
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_section(page, live_server, sign_in, preparer, assessment):
    """The preparer's page of one section at 1366×768."""

    def at(path):
        page.set_viewport_size({"width": 1366, "height": 768})
        sign_in(preparer)
        page.goto(f"{live_server.url}/assessments/{assessment.pk}/{path}")

    return at


def test_an_error_in_the_first_column_of_a_new_row_stands_below_its_cell(page, open_section):
    open_section("budget/")
    page.get_by_role("button", name="添加一行").click()
    row = page.locator('[data-row="budget_line-n1"]')
    row.locator('[name$="-initial"]').fill("1")
    error = row.locator('[id$="-category-error"]')
    expect(error).to_have_text("请填写支出类别。")

    cell, words = row.locator("th").bounding_box(), error.bounding_box()
    assert abs(words["y"] - cell["y"] - cell["height"]) < 3
    assert abs(words["x"] - cell["x"]) < 3


def test_a_long_name_of_a_project_is_shown_whole(page, open_section, assessment):
    name = "市财政局关于拨付2020年市级外经贸发展资金和服务贸易发展资金的通知"
    project = factories.project(assessment, name)
    line = factories.budget_line(assessment, category="project", project=project)
    open_section("budget/")
    box = page.locator(f"#id_budget_line-{line.pk}-project")

    expect(box).to_have_attribute("title", name)
    assert box.evaluate("x => getComputedStyle(x.parentElement, '::before').content").startswith(f'"{name}"')
    assert box.bounding_box()["height"] > 40


def test_the_name_of_a_project_of_the_treasury_is_written_once(page, open_section, assessment):
    project = factories.project(assessment, "招商经费")
    line = factories.budget_line(assessment, category="project", project=project)
    SourcedLine.objects.create(
        line=line, source="国库.xlsx", initial=line.initial, imported_at=timezone.now()
    )
    open_section("budget/")
    box = page.locator(f"#id_budget_line-{line.pk}-project")

    expect(box).to_be_disabled()
    expect(box).to_have_css("color", "rgba(0, 0, 0, 0)")  # the cell writes the whole name above it


def test_the_chosen_form_is_in_sight(page, open_section, assessment):
    for number in range(12):
        goal = factories.goal(assessment, project=factories.project(assessment, f"第{number}个民生保障项目"))
        factories.indicator(goal)
    open_section(f"indicators/?of=project-{goal.project_id}")

    expect(page.locator(".form-strip [aria-current]")).to_be_in_viewport(ratio=1)
    page.get_by_text("选择项目").click()
    page.locator(".form-choice").get_by_role("link", name="第3个民生保障项目").click()
    expect(page.locator(".form-strip [aria-current]")).to_contain_text("第3个民生保障项目")
