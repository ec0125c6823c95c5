"""In the window of a telephone a wide table moves in a box of its own, by keyboard too; the page stays."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def desk(page, live_server, sign_in, manager, assessment):
    """The manager's desk with everybody's progress, in a window of so many pixels."""

    def at(width):
        page.set_viewport_size({"width": width, "height": 844})
        sign_in(manager)
        page.goto(live_server.url)
        return page.get_by_role("region", name="各部门进度（可左右移动的表格）")

    return at


def test_a_wide_table_is_reached_and_moved_by_keyboard(page, desk):
    table = desk(390)
    table.focus()
    page.keyboard.press("ArrowRight")

    expect(table).to_be_focused()
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    assert page.evaluate("[window.scrollX, document.scrollingElement.scrollWidth]") == [0, 390]


def test_the_name_of_the_row_stays_while_the_table_moves(page, desk, assessment):
    table = desk(390)
    name = table.get_by_role("row").filter(has_text=assessment.department.name).get_by_role("rowheader")
    table.evaluate("box => { box.scrollLeft = box.scrollWidth; }")

    assert name.bounding_box()["x"] == pytest.approx(table.bounding_box()["x"], abs=2)
    expect(name).to_be_in_viewport()


def test_a_table_that_fits_is_no_stop_of_the_keyboard(page, desk):
    table = desk(1366)

    expect(page.get_by_role("heading", name="各部门进度")).to_be_visible()
    expect(table).to_have_count(0)
    assert page.locator(".sideways[tabindex]").count() == 0


def test_a_table_that_grows_too_wide_becomes_one(page, desk):
    table = desk(1366)
    expect(page.get_by_role("heading", name="各部门进度")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})

    expect(table).to_have_attribute("tabindex", "0")


def test_without_scripts_the_page_stays_too(browser, live_server, sign_in, manager, assessment):
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        sign_in(manager, page)
        page.goto(live_server.url)
        expect(page.get_by_role("table").first).to_be_visible()
        width = page.evaluate("document.scrollingElement.scrollWidth")

    assert width == 390
