"""The entry tables are edited as a spreadsheet is: by keyboard, in blocks, by Chinese input methods."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from departments.models import AuditEvent, BudgetLine, Indicator, Project
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture
def lines(assessment):
    return list(assessment.budget_lines.all())


@pytest.fixture
def at(page):
    """The input of one field of a budget line or a project."""

    def of(row, field):
        token = "budget_line" if isinstance(row, BudgetLine) else row._meta.model_name
        return page.locator(f"#id_{token}-{row.pk}-{field}")

    return of


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


# --- walking and editing ----------------------------------------------------------------------


def test_arrows_tab_and_enter_walk_over_cells(page, open_section, at, lines):
    open_section("budget")
    at(lines[0], "initial").focus()

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
        expect(at(lines[row], field)).to_be_focused()
    assert [x.category for x in BudgetLine.objects.all()] == [x.category for x in lines]


def test_typing_replaces_and_editing_moves_the_caret(page, open_section, is_saved, at, lines):
    open_section("budget")
    cell = at(lines[0], "spent")
    cell.focus()

    page.keyboard.type("123")
    press(page, "ArrowLeft")
    page.keyboard.type("9")
    expect(cell).to_have_value("1293")
    press(page, "Escape")
    expect(cell).to_have_value("6,000,000.00")
    press(page, "F2", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Backspace")
    page.keyboard.type("5")
    expect(cell).to_have_value("6,000,005.00")
    expect(cell).to_be_focused()
    press(page, "Enter")
    expect(at(lines[1], "spent")).to_be_focused()
    is_saved()
    assert BudgetLine.objects.get(pk=lines[0].pk).spent == Decimal(6_000_005)


def test_typing_a_figure_and_an_arrow_goes_on(page, open_section, is_saved, at, lines):
    open_section("budget")
    at(lines[0], "spent").focus()

    page.keyboard.type("7")
    press(page, "ArrowDown")
    expect(at(lines[1], "spent")).to_be_focused()
    page.keyboard.type("8")
    is_saved()
    assert [x.spent for x in BudgetLine.objects.all()[:2]] == [7, 8]


def test_escape_brings_back_what_an_autosave_replaced(page, open_section, is_saved, at, lines):
    open_section("budget")
    at(lines[0], "spent").focus()

    page.keyboard.type("55")
    is_saved()
    assert BudgetLine.objects.get(pk=lines[0].pk).spent == 55
    press(page, "Escape")
    expect(at(lines[0], "spent")).to_have_value("6,000,000.00")
    expect(page.locator(f"#budget_line-{lines[0].pk}-state")).to_have_attribute("data-state", "saved")
    expect(page.locator(f"#budget_line-{lines[0].pk}-rate")).to_have_text("100.00%")
    assert BudgetLine.objects.get(pk=lines[0].pk).spent == 6_000_000


def test_a_choice_is_walked_over_and_changed_after_f2(page, open_section, is_saved, at, lines):
    open_section("budget")
    at(lines[0], "source").focus()

    press(page, "ArrowDown", "ArrowUp")
    expect(at(lines[0], "source")).to_have_value("appropriation")
    page.keyboard.type("上年结转")
    at(lines[0], "source").select_option("carryover")
    is_saved()
    change = AuditEvent.objects.get().changes[0]
    assert (change["field"], change["old"], change["new"]) == ("资金来源", "财政拨款", "上年结转")


def test_a_cell_shows_and_tells_how_far_it_has_got(page, open_section, at, lines):
    open_section("budget")
    cell = at(lines[0], "spent")
    page.route("**/budget/", lambda route: (page.wait_for_timeout(400), route.continue_()))

    cell.fill("7")
    expect(cell).to_have_attribute("data-cell", "dirty")
    expect(cell).to_have_attribute("aria-description", "有未保存的修改")
    expect(cell).to_have_attribute("data-cell", "saving")
    expect(cell).to_have_attribute("data-cell", "saved")
    cell.fill("7a")
    expect(cell).to_have_attribute("data-cell", "error")
    expect(cell).to_have_attribute("aria-invalid", "true")


def test_a_change_is_saved_within_a_second_without_leaving_the_cell(page, open_section, at, lines):
    open_section("budget")
    cell = at(lines[0], "spent")
    cell.focus()

    with page.expect_response(lambda x: x.request.method == "POST" and x.url.endswith("/budget/")) as answer:
        page.keyboard.type("7")
        typed = page.evaluate("performance.timeOrigin + performance.now()")
    assert answer.value.request.timing["startTime"] - typed < 1000
    expect(cell).to_be_focused()


def test_a_long_text_opens_larger(page, open_section, is_saved, assessment, at):
    project = assessment.projects.get()
    open_section("projects")
    at(project, "reason").focus()

    press(page, "Control+Enter")
    box = page.locator("#larger textarea")
    expect(box).to_be_focused()
    box.fill("第一段\n第二段")
    press(page, "Control+Enter")
    expect(at(project, "reason")).to_be_focused()
    is_saved()
    assert Project.objects.get().reason.split() == ["第一段", "第二段"]
    page.get_by_role("button", name="放大编辑").click()
    box.fill("不要")
    press(page, "Escape")
    expect(at(project, "reason")).to_have_value("第一段\n第二段")


# --- Chinese input methods --------------------------------------------------------------------


def test_keys_of_an_input_method_are_not_ours(page, open_section, is_saved, assessment, at):
    project = assessment.projects.get()
    open_section("projects")
    sent = []
    page.on("request", lambda x: sent.append(x) if x.method == "POST" and "projects" in x.url else None)
    cell = at(project, "office")
    cell.focus()
    browser = page.context.new_cdp_session(page)

    for typed in ("c", "ca", "cai", "caiw", "caiwu"):
        browser.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
    for key in ("Enter", "ArrowDown", "Escape"):
        page.evaluate(
            """key => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
                {key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))""",
            key,
        )
    expect(cell).to_be_focused()
    page.wait_for_timeout(1200)
    assert [x for x in sent if x.url.endswith("/projects/")] == []
    browser.send("Input.insertText", {"text": "财务科"})
    expect(cell).to_have_value("财务科")
    is_saved()
    assert Project.objects.get().office == "财务科"


# --- blocks -----------------------------------------------------------------------------------


BLOCK = (
    "项目支出\t招商引资专项\t上年结转\t1,500,000.00\t0\t１２０万元\r\n"
    "公用经费\t\t其他资金\t300000\t\t250000\r\n"
)


def test_the_last_paste_is_undone_also_on_the_server(page, open_section, is_saved, at, lines, assessment):
    open_section("budget")
    at(lines[2], "category").focus()

    page.evaluate(PASTE, BLOCK)
    expect(page.locator("#pasted")).to_contain_text("已粘贴12格，新增1行")
    expect(page.locator("#budget_line-n1-state")).to_have_attribute("data-state", "saved")
    expect(page.locator(f"#budget_line-{lines[2].pk}-state")).to_have_attribute("data-state", "saved")
    figures = assessment.budget_lines.values_list("category", "source", "initial", "spent")[2:]
    assert list(figures) == [
        ("project", "carryover", Decimal(1_500_000), Decimal(1_200_000)),
        ("operating", "other", Decimal(300_000), Decimal(250_000)),
    ]
    press(page, "Control+z")
    expect(page.locator("#budget_line-n1")).to_have_count(0)
    expect(at(lines[2], "initial")).to_have_value("2,000,000.00")
    is_saved()
    assert list(assessment.budget_lines.values_list("source", "initial", "spent")[2:]) == [
        ("appropriation", Decimal(2_000_000), Decimal(1_000_000))
    ]


def test_undoing_a_paste_by_its_button_spares_what_was_typed_since(page, open_section, is_saved, at, lines):
    open_section("budget")
    at(lines[0], "initial").focus()

    page.evaluate(PASTE, "1\t2\t3\n4\t5\t6")
    at(lines[1], "adjustment").fill("55")
    page.get_by_role("button", name="撤销粘贴").click()
    is_saved()
    expect(at(lines[1], "adjustment")).to_have_value("55")
    rows = BudgetLine.objects.values_list("initial", "adjustment", "spent")[:2]
    assert list(rows) == [(6_000_000, 0, 6_000_000), (2_000_000, 55, 1_500_000)]


def test_a_paste_says_what_it_could_not_put_in(page, open_section, at, lines):
    open_section("budget")
    at(lines[0], "source").focus()

    page.evaluate(PASTE, "彩票公益金\t1\t2\t3\t4")
    expect(page.locator("#pasted")).to_contain_text("没有“彩票公益金”这个选项，超出表格的列")
    expect(at(lines[0], "source")).to_have_value("appropriation")


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\t\tb", [["a", "", "b"]]),
        ('"一行\n二行"\tb\n', [["一行\n二行", "b"]]),
        ('"说""好""\t了"\t1', [['说"好"\t了', "1"]]),
        ('5" 管\t2', [['5" 管', "2"]]),
        ("1\n2\n3", [["1"], ["2"], ["3"]]),
        ("1\n\n3\n", [["1"], [""], ["3"]]),
        ("x", [["x"]]),
    ],
)
def test_a_block_is_read_as_excel_writes_it(page, open_section, text, block):
    open_section("budget")
    assert page.evaluate("text => window.perfeval.parseBlock(text)", text) == block


def test_a_cell_of_several_lines_keeps_them(page, open_section, is_saved, assessment, at):
    project = assessment.projects.get()
    open_section("projects")
    at(project, "purpose").focus()

    page.evaluate(PASTE, '"一、办会\n二、参展"\t"因疫情\n取消"\n')
    is_saved()
    row = Project.objects.get()
    assert (row.purpose.splitlines(), row.reason.splitlines()) == (
        ["一、办会", "二、参展"],
        ["因疫情", "取消"],
    )


def test_one_column_fills_downwards(page, open_section, is_saved, at, lines):
    open_section("budget")
    at(lines[0], "spent").focus()

    page.evaluate(PASTE, "11\r\n12\r\n13\r\n")
    is_saved()
    assert [x.spent for x in BudgetLine.objects.all()] == [11, 12, 13]


# --- rows -------------------------------------------------------------------------------------


def test_rows_are_moved_by_keyboard_and_menu_and_stay_so(page, open_section, at, lines, assessment):
    open_section("budget")
    at(lines[0], "spent").focus()

    with page.expect_response(f"**/{assessment.pk}/budget/"):
        press(page, "Alt+ArrowDown")
    expect(at(lines[0], "spent")).to_be_focused()
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


def test_moving_a_row_is_no_conflict_for_who_writes_in_it(page, open_section, is_saved, at, lines):
    open_section("budget")
    BudgetLine.objects.filter(pk=lines[0].pk).update(order=9)

    at(lines[0], "spent").fill("7")
    is_saved()


def test_a_row_is_duplicated_below_itself(page, open_section, assessment, at):
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


def test_the_row_tools_are_reached_by_arrows_and_left_out_by_tab(page, open_section, at, lines):
    open_section("budget")
    at(lines[0], "spent").focus()

    press(page, "ArrowRight")
    expect(page.locator(f"[data-menu=budget_line-{lines[0].pk}]")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("menuitem", name="复制此行")).to_be_focused()
    press(page, "Escape", "ArrowRight", "Enter")
    expect(page.locator(f"#budget_line-{lines[0].pk}")).to_have_class(re.compile("is-deleted"))
    press(page, "Control+s")
    expect(page.locator(f"#budget_line-{lines[0].pk}")).to_have_count(0)
    assert BudgetLine.objects.count() == 2


def test_head_and_first_column_stay_in_view(page, open_section, assessment):
    for number in range(40):
        factories.budget_line(assessment, order=number)
    page.set_viewport_size({"width": 820, "height": 700})
    open_section("budget")
    wrap = page.locator(".grid-wrap")

    wrap.evaluate("x => x.scrollTo(400, 900)")
    frame = wrap.bounding_box()
    head = page.locator("table.grid thead th").first.bounding_box()
    cell = page.locator("table.grid tbody[data-row]").nth(30).locator("th.first").bounding_box()
    assert abs(head["y"] - frame["y"]) < 3
    assert abs(head["x"] - frame["x"]) < 3
    assert abs(cell["x"] - frame["x"]) < 3


# --- people -----------------------------------------------------------------------------------


def test_who_else_is_editing_is_shown(page, open_section, browser, live_server, head, assessment):
    other = browser.new_context().new_page()
    other.goto(f"{live_server.url}/accounts/login/?next=/assessments/{assessment.pk}/budget/")
    other.get_by_label("用户名").fill(head.username)
    other.get_by_label("密码").fill(factories.PASSWORD)
    with other.expect_response("**/presence/budget/"):
        other.get_by_role("button", name="登录").click()
    open_section("budget")

    expect(page.locator("#presence")).to_contain_text("负责人也在编辑本部分")
    page.goto(f"{live_server.url}/assessments/{assessment.pk}/projects/")
    expect(page.locator("#presence")).to_contain_text("负责人在编辑“预算执行”")
    other.context.close()
