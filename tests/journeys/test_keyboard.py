"""The whole entry by keyboard alone, on the screen that officers have."""

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


class Keys:
    """A keyboard, and the eyes to see where one is."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text):
        self.page.keyboard.insert_text(text)

    def go(self):
        """Enter, where it leads to another page; there the first Tab starts from the top."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def tab_to(self, is_there, key="Tab", most=400):
        """Tab until the focused element is the one looked for."""
        for _ in range(most):
            self.page.keyboard.press(key)
            if self.page.evaluate(
                f"() => {{ const x = document.activeElement; return Boolean({is_there}); }}"
            ):
                return
        raise AssertionError(f"Tab never reaches {is_there}")

    def tab_to_text(self, text):
        self.tab_to(f"x.textContent.trim().startsWith({text!r}) && x.matches('a, button, summary')")

    def open_section(self, name):
        self.tab_to(f"x.matches('.sections a') && x.textContent.includes({name!r})")
        self.go()

    def choose(self, words):
        """A choice of the focused select, by F2 and the arrows."""
        self.press("F2")
        for _ in range(30):
            chosen = self.page.evaluate("document.activeElement.selectedOptions[0].text")
            if chosen.startswith(words):
                return
            self.press("ArrowDown")
        raise AssertionError(f"no choice {words}")

    def save(self):
        """Ctrl+S, and the eyes wait for the answer."""
        self.press("Control+s")
        expect(self.page.locator("#save-state")).to_have_attribute("data-state", "saved")


@pytest.fixture
def keys(page, live_server):
    """At the page to sign in."""
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{live_server.url}/")
    return Keys(page)


def test_the_whole_entry_by_keyboard_alone(page, keys, preparer, department, fiscal_year):
    row = factories.assessment(department, fiscal_year)
    sign_in(keys, preparer)
    fill_in_basics(keys)
    fill_in_projects(keys)
    fill_in_budget(keys)
    fill_in_indicators(keys)
    fill_in_texts(keys, fiscal_year.outline)
    explain_and_submit(keys)

    expect(page.locator(".messages")).to_contain_text("已送审")
    row.refresh_from_db()
    assert row.status == row.Status.SUBMITTED
    assert row.submissions.get().grade == "优"


def sign_in(keys, person):
    keys.write(person.username)
    keys.press("Tab")
    keys.write(factories.PASSWORD)
    keys.go()
    keys.tab_to_text("继续填报")
    keys.go()


def fill_in_basics(keys):
    keys.open_section("基本信息")
    keys.tab_to("x.name?.endsWith('-contact')")
    keys.write("张三")
    keys.press("Tab")
    keys.write("027-12345678")
    keys.save()


def fill_in_projects(keys):
    keys.open_section("项目支出")
    keys.tab_to_text("添加项目")
    keys.press("Enter")
    for text in ("招商引资专项", "招商科", "用于招商"):
        keys.write(text)
        keys.press("Tab")
    keys.save()


def fill_in_budget(keys):
    keys.open_section("预算执行")
    for category, amount in (("人员经费", "100万元"), ("项目支出", "50万元")):
        keys.tab_to_text("添加一行")
        keys.press("Enter")
        keys.choose(category)
        keys.press("Tab")
        if category == "项目支出":
            keys.choose("招商引资专项")
        keys.press("Tab", "Tab")
        for figure in (amount, "0", amount):
            keys.page.keyboard.type(figure)
            keys.press("Tab")
    keys.save()


def fill_in_indicators(keys):
    keys.open_section("绩效目标与指标")
    keys.tab_to("x.name === 'goal-n1-title'")
    keys.write("做好招商引资")
    keys.tab_to_text("添加目标")
    keys.go()
    keys.tab_to("x.name?.endsWith('-expected')")
    keys.write("引进企业")
    keys.press("Tab")
    keys.write("已引进企业")
    for number, level2 in ((1, "数量指标"), (2, "质量指标")):
        keys.tab_to_text("添加指标")
        keys.press("Enter")
        for text in ("产出指标", level2, f"第{number}项指标", None, "100", "家", "100", "40"):
            if text:
                keys.write(text)
            keys.press("Tab")
    keys.save()


def fill_in_texts(keys, outline):
    keys.open_section("文字说明")
    for block in outline.text_blocks():
        keys.tab_to(f"x.id === 'id_section-{block['section']}-text'")
        keys.write(f"本部门按要求完成了{block['title']}。")
    keys.save()


def explain_and_submit(keys):
    keys.open_section("校验与送审")
    for _ in range(keys.page.get_by_placeholder("写明为什么如此").count()):
        keys.tab_to("x.matches('textarea[name=text]')")
        keys.write("已核实，情况属实。")
    expect(keys.page.locator("#submit-box")).to_contain_text("可以送审")
    keys.page.reload()
    keys.tab_to("x.matches('#submit-box button')")
    keys.go()
