"""全选本页: the rows of the list it stands under, no others."""

import pytest
from playwright.sync_api import expect

from departments import workflow
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_list_of_the_reviews_is_chosen_by_itself(
    page, live_server, sign_in, authority, fiscal_year, assessment, preparer, reviewer, manager
):
    factories.submission(assessment, by=preparer)
    workflow.approve(assessment, by=reviewer)
    other = factories.department("第二单位", parent=authority)
    waiting = factories.complete_assessment(other, fiscal_year)
    factories.submission(waiting, by=factories.member(other, "preparer"))

    sign_in(manager)
    page.goto(f"{live_server.url}/reviews/")
    page.wait_for_load_state("networkidle")
    first, second = (page.locator(f"[aria-labelledby={x}]") for x in ("waiting", "others"))
    first.get_by_text("全选本页").click()
    expect(first.locator("[name=chosen]")).to_be_checked()
    expect(second.locator("[name=chosen]")).not_to_be_checked()

    first.get_by_text("全不选").click()
    second.get_by_text("全选本页").click()
    expect(first.locator("[name=chosen]")).not_to_be_checked()
    expect(second.locator("[name=chosen]")).to_be_checked()
