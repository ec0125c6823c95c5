"""A pasted block is one request with a verdict for each row; typing ahead of the scripts is not lost."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from departments.models import BudgetLine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def posts(page):
    """The forms that the page sent to save something."""
    sent: list[str] = []
    is_save = re.compile(r"/\d+/(budget|projects|indicators)/$")
    page.on(
        "request",
        lambda x: sent.append(x.post_data) if x.method == "POST" and is_save.search(x.url) else None,
    )
    return sent


def states(page):
    return page.locator("tbody[data-row] .row-state").evaluate_all("rows => rows.map(x => x.dataset.state)")


def test_twelve_projects_in_six_columns_are_one_request_and_undone(
    page, paste, open_section, is_saved, posts, assessment, lines, complaints
):
    block = "\r\n".join(f"项目支出\t新项目{n:02}\t财政拨款\t{n}万元\t0\t{n * 5000}" for n in range(1, 13))
    open_section("budget")
    page.locator("[data-add]").click()
    expect(page.locator("#budget_line-n1")).to_be_visible()
    paste(block)
    expect(page.locator("#pasted")).to_contain_text("已粘贴72格，新增11行，新增12个项目")
    expect(page.locator("#budget_line-n12-state")).to_have_attribute("data-state", "saved")
    is_saved()
    page.wait_for_timeout(1200)

    assert len(posts) == 1
    added = BudgetLine.objects.filter(assessment=assessment, project__name__startswith="新项目")
    assert list(added.values_list("project__name", "initial", "spent")) == [
        (f"新项目{n:02}", Decimal(n * 10_000), Decimal(n * 5_000)) for n in range(1, 13)
    ]
    page.keyboard.press("Control+z")
    expect(page.locator("tbody[data-row]")).to_have_count(len(lines))
    is_saved()
    assert list(BudgetLine.objects.filter(assessment=assessment)) == lines
    assert complaints == []


def test_a_line_of_sums_among_others_is_left_out_and_told(
    page, paste, open_section, is_saved, assessment, lines
):
    open_section("budget")
    page.locator("[data-add]").click()
    expect(page.locator("#budget_line-n1")).to_be_visible()

    paste("项目支出\t新项目\t财政拨款\t1万元\t0\t5000\r\n合 计\t\t\t1万元\t0\t5000")

    expect(page.locator("#pasted")).to_contain_text("已粘贴6格，略去1行合计（由系统计算）")
    expect(page.locator("#budget_line-n1-state")).to_have_attribute("data-state", "saved")
    is_saved()
    assert BudgetLine.objects.filter(assessment=assessment).count() == len(lines) + 1


def test_one_bad_row_of_a_block_does_not_hold_up_the_others(
    page, paste, open_section, cell, lines, posts, assessment
):
    open_section("budget")
    BudgetLine.objects.filter(pk=lines[2].pk).update(adjustment=7)
    cell(lines[0], "initial").focus()
    paste("11\t0\t5\r\n不是数\t0\t6\r\n13\t0\t7")

    expect(page.locator(f"#budget_line-{lines[0].pk}-state")).to_have_attribute("data-state", "saved")
    expect(page.locator(f"#budget_line-{lines[1].pk}-state")).to_have_attribute("data-state", "error")
    expect(page.locator(f"#budget_line-{lines[2].pk}-state")).to_have_attribute("data-state", "stale")
    expect(page.locator(f"#budget_line-{lines[1].pk}-initial-error")).to_contain_text("不是数字")
    assert len(posts) == 1
    kept = BudgetLine.objects.filter(assessment=assessment).values_list("initial", "spent")
    assert list(kept) == [(11, 5), (2_000_000, 1_500_000), (2_000_000, 1_000_000)]


def test_what_is_typed_before_the_scripts_are_there_is_saved(
    page, sign_in, preparer, live_server, is_saved, cell, lines, assessment
):
    held = []
    page.route("**/js/cells.js", lambda route: held.append(route))
    sign_in(preparer)
    page.goto(f"{live_server.url}/assessments/{assessment.pk}/budget/", wait_until="commit")
    cell(lines[0], "spent").fill("123.45")
    cell(lines[1], "source").select_option("other")
    assert page.evaluate("window.perfeval?.cells") is None
    for route in held:
        route.continue_()
    is_saved()
    expect(page.locator(f"#budget_line-{lines[1].pk}-state")).to_have_attribute("data-state", "saved")

    kept = BudgetLine.objects.filter(assessment=assessment).values_list("spent", "source")
    assert list(kept) == [
        (Decimal("123.45"), "appropriation"), (1_500_000, "other"), (1_000_000, "appropriation")
    ]  # fmt: skip


def test_a_pasted_name_is_no_longer_name_that_contains_it(
    page, paste, open_section, is_saved, assessment, lines
):
    project = assessment.projects.create(name="商贸专项工作经费")
    open_section("budget")
    page.locator("[data-add]").click()
    paste(f"项目支出\t商贸专项\t财政拨款\t100\t0\t90\r\n项目支出\t{project.pk}\t财政拨款\t7\t0\t7")
    is_saved()

    added = BudgetLine.objects.filter(assessment=assessment).exclude(pk__in=[x.pk for x in lines])
    assert sorted(added.values_list("project__name", "initial")) == [(str(project.pk), 7), ("商贸专项", 100)]


def test_a_section_without_rows_says_how_to_begin(page, open_section, assessment):
    assessment.budget_lines.all().delete()
    open_section("budget")
    hint = page.get_by_text("还没有预算明细。")
    expect(hint).to_be_visible()
    page.locator("[data-add]").click()
    expect(hint).to_be_hidden()
    expect(page.locator("#id_budget_line-n1-category")).to_have_value("")
    assert page.locator("#id_budget_line-n1-category option").first.text_content() == "请选择"


def test_a_row_put_right_later_keeps_its_place_in_the_block(page, paste, open_section, is_saved, assessment):
    assessment.budget_lines.all().delete()
    open_section("budget")
    page.locator("[data-add]").click()
    paste(
        "".join(
            f"项目支出\t项目{n}\t财政拨款\t{'不是数' if n in (1, 3) else n}\t0\t1\r\n" for n in range(1, 5)
        )
    )
    expect(page.locator("#budget_line-n4-state")).to_have_attribute("data-state", "saved")
    for number in (3, 1):
        page.locator(f"#id_budget_line-n{number}-initial").fill("9")
        expect(page.locator(f"#budget_line-n{number}-state")).to_have_attribute("data-state", "saved")

    rows = BudgetLine.objects.filter(assessment=assessment).values_list("project__name", "initial")
    assert list(rows) == [("项目1", 9), ("项目2", 2), ("项目3", 9), ("项目4", 4)]
