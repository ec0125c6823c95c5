"""The overview on paper: no table is cut off on a sheet of A4."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = {"width": 1032, "height": 700}
"""A4 landscape within its margins, in CSS pixels."""


def test_every_table_of_the_overview_fits_the_sheet(
    page, live_server, sign_in, assessment, preparer, manager
):
    factories.submission(assessment, by=preparer)
    sign_in(manager)
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}/overview/")
    tables = page.locator("main .scroll:has(table)")
    assert tables.count() >= 3
    assert tables.evaluate_all("all => all.filter(x => x.scrollWidth > x.clientWidth).length") == 0
