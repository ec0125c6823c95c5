"""A PDF in the viewer of the browser, which a Chromium without windows does not have."""

import io
import shutil

import pytest
from playwright.sync_api import expect

from departments import evidence
from tests.departments import evidence_files as files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
CHROMIUM = shutil.which("chromium")


@pytest.fixture
def page(browser_type, browser_type_launch_args, browser_context_args):
    if CHROMIUM is None:
        pytest.skip("Chromium with windows is missing")
    browser = browser_type.launch(**browser_type_launch_args | {"executable_path": CHROMIUM})
    yield browser.new_page(**browser_context_args)
    browser.close()


def test_a_pdf_is_shown_by_the_browser_under_our_policy(
    page, sign_in, live_server, assessment, preparer, complaints
):
    evidence.add(assessment, io.BytesIO(files.PDF), "合同.pdf", frozenset(), by=preparer)
    sign_in(preparer)
    page.goto(f"{live_server.url}/assessments/{assessment.pk}/evidence/")
    page.get_by_role("rowheader", name="合同.pdf").get_by_role("link").click()

    expect(page.locator("iframe.preview-pdf")).to_be_visible()
    while not any(frame.url.startswith("chrome-extension://") for frame in page.frames):
        page.wait_for_event("framenavigated")
    assert complaints == []
