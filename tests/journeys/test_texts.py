"""Texts in a browser: marks that follow the typing, one click that mends, figures by keyboard, drafts."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = "全年预算100万元，支出95万元，执行率97%，比计划快。"
BOX = "#id_section-conclusion-text"


@pytest.fixture
def texts(page, live_server, sign_in, preparer, assessment):
    """The texts' page with one wrong rate, and a figure beyond the basic plane before it."""
    assessment.sections.filter(key="conclusion").update(text=f"𠮷地。{WRONG}")
    sign_in(preparer)
    page.set_viewport_size({"width": 1366, "height": 768})

    def open_page(name="texts/"):
        page.goto(f"{live_server.url}/assessments/{assessment.pk}/{name}")
        return page

    return open_page


def marked(page):
    return page.locator("#section-conclusion .backdrop .said-figure")


SELECTED = "(b => (b.value || '').slice(b.selectionStart, b.selectionEnd))(document.activeElement)"


def text_of(assessment, key="conclusion"):
    return assessment.sections.get(key=key).text


def test_a_finding_leads_to_its_figure(texts, complaints):
    page = texts("check/")
    page.get_by_role("link", name="文字说明／自评结论／97%").click()

    expect(page.locator(BOX)).to_be_focused()
    expect(marked(page)).to_have_text(["97%"])
    page.wait_for_function(f"() => ({SELECTED}) === '97%'")
    expect(page.locator("#section-conclusion-findings .is-here")).to_have_count(1)
    assert complaints == []


def test_marks_follow_what_is_typed_and_saved(texts, complaints):
    page = texts()
    page.locator(BOX).click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("经核实，")
    expect(marked(page)).to_have_text(["97%"])
    expect(page.locator("#save-state")).to_contain_text("已保存")
    expect(marked(page)).to_have_text(["97%"])

    page.locator(BOX).press("Control+End")
    page.keyboard.type("支出占一半。")
    expect(page.locator("#save-state")).to_contain_text("已保存")
    box = page.locator(BOX)
    same = "e => [e.clientWidth, e.scrollHeight, e.scrollTop]"
    assert box.evaluate(same) == page.locator("#section-conclusion .backdrop").evaluate(same)
    assert complaints == []


def test_one_click_mends_and_another_undoes(texts, assessment, complaints):
    page = texts()
    page.get_by_role("button", name="改为 95%").click()
    expect(page.locator("#save-state")).to_contain_text("已保存")
    expect(page.locator("#section-conclusion-findings li")).to_have_count(0)
    assert text_of(assessment) == f"𠮷地。{WRONG}".replace("97%", "95%")

    expect(page.locator("#mended")).to_contain_text("已把“97%”改为“95%”")
    page.locator("#mended button").click()
    expect(page.locator("#section-conclusion-findings li")).to_have_count(1)
    assert text_of(assessment) == f"𠮷地。{WRONG}"
    assert complaints == []


def test_a_figure_is_picked_by_keyboard(texts, assessment, complaints):
    page = texts()
    page.locator(BOX).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("引进企业{")
    expect(page.locator("#figures input")).to_be_focused()
    page.keyboard.type("引进 完成值")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator(BOX)).to_be_focused()
    expect(page.locator(BOX)).to_have_value(re.compile("引进企业{引进重点企业数·完成值}家$"))
    expect(page.locator("#section-conclusion .backdrop .chip")).to_have_text(["{引进重点企业数·完成值}"])
    expect(page.locator("#save-state")).to_contain_text("已保存")
    page.locator("#section-conclusion .preview summary").click()
    expect(page.locator("#section-conclusion-preview .chip")).to_have_text(["75"])
    assert complaints == []


def test_leaving_the_list_writes_nothing(texts):
    page = texts()
    before = page.locator(BOX).input_value()
    page.get_by_role("button", name="插入数字").first.click()
    page.keyboard.type("执行率")
    page.keyboard.press("Escape")

    expect(page.locator(BOX)).to_be_focused()
    assert page.locator(BOX).input_value() == before


def test_a_draft_is_begun_marked_and_renewed_without_losing_a_sentence(texts, assessment, complaints):
    assessment.sections.filter(key="goal_analysis").delete()
    page = texts()
    page.get_by_role("button", name="用底稿起草").click()
    box = page.locator("#id_section-goal_analysis-text")
    expect(box).to_have_value(re.compile("^本单位2025年度共设定"))
    box.press("Control+End")
    page.keyboard.type("以上已核实。")
    expect(page.locator("#save-state")).to_contain_text("已保存")

    factories.indicator(assessment.goals.first(), "走访企业数", target="10", actual="5", order=9)
    texts()
    expect(page.locator(".stale-draft .came")).to_have_count(1)
    page.get_by_role("button", name="采用新底稿").click()
    expect(page.locator(".stale-draft")).to_have_count(0)
    assert "（3）走访企业数" in text_of(assessment, "goal_analysis")
    assert "以上已核实。" in text_of(assessment, "goal_analysis")
    assert complaints == []


def test_without_scripts_the_same_buttons_post_the_page(browser, live_server, sign_in, preparer, assessment):
    assessment.sections.filter(key="conclusion").update(text=WRONG)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(preparer, page)
    page.goto(f"{live_server.url}/assessments/{assessment.pk}/texts/")
    page.get_by_role("button", name="改为 95%").click()
    expect(page.locator("#mended")).to_contain_text("已把“97%”改为“95%”")
    assert text_of(assessment) == WRONG.replace("97%", "95%")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("button", name="改为 95%")).to_be_visible()
    assert text_of(assessment) == WRONG
    context.close()
