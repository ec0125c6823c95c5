"""The entry pages on paper: all that was entered, nothing to press, nothing over anything else."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = {"width": 1032, "height": 400}
"""A4 landscape within its margins, in CSS pixels, and low enough that the tables are higher than it."""
CUT = """() => [...document.querySelectorAll('main textarea, main .grid-wrap, main summary')]
  .filter(x => x.checkVisibility())
  .filter(x => x.scrollHeight > x.clientHeight + 2 || x.scrollWidth > x.clientWidth + 2)
  .map(x => x.outerHTML.slice(0, 120))"""
LONG = "逐项核实了完成情况，台账与凭证一致，没有发现虚报。\n" * 40


@pytest.fixture
def printed(page, open_section):
    """One section as it is printed: `printed("texts")`."""

    def shown(section):
        page.set_viewport_size(SHEET)
        open_section(section)
        page.emulate_media(media="print")
        return page

    return shown


@pytest.mark.parametrize("section", ["budget", "projects", "indicators", "texts", "evidence"])
def test_nothing_to_press_and_nothing_cut(section, printed, assessment):
    assessment.sections.update(text=LONG)
    page = printed(section)

    assert page.locator("main :is(button, .btn)").filter(visible=True).count() == 0
    assert page.evaluate(CUT) == []


def test_the_formula_of_an_indicator_stands_without_its_triangle(printed):
    line = printed("indicators").locator(".detail-row summary").first

    expect(line.locator("b")).to_be_hidden()
    expect(line).to_have_css("list-style-type", "none")


@pytest.mark.parametrize("address", ["/assessments/{0.assessment_id}/indicators/", "/submissions/{0.pk}/"])
def test_wide_tables_are_printed_across(address, page, live_server, sign_in, preparer, submission):
    sign_in(preparer)
    page.set_viewport_size(SHEET)
    page.goto(live_server.url + address.format(submission))
    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.body).page") == "entry"
    beyond = "all => all.filter(x => x.getBoundingClientRect().right > innerWidth).length"
    assert page.locator("main table").evaluate_all(beyond) == 0
