"""A browser, people who sign in, and a watch on everything the browser complains about."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect

from departments.models import BudgetLine
from tests.factories import PASSWORD

from .server import CountingServer

expect.set_options(timeout=20_000)
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture(scope="session", autouse=True)
def _counting_server():
    """The live server counts its connections."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveServerThread, "server_class", CountingServer)
        yield


@pytest.fixture(autouse=True)
def _quiet(transactional_db, live_server):
    """When a test ends its pages are closed, then the server finishes, and only then is the database emptied.

    Heartbeats, autosaves and pictures may be on their way when a test has seen enough.
    """
    yield
    live_server.thread.httpd.wait_until_quiet()


@pytest.fixture
def complaints(page):
    """What the console and the network complained about."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("response", lambda answer: found.append(answer.url) if answer.status >= 400 else None)
    return found


@pytest.fixture
def sign_in(page, live_server):
    """Be signed in as somebody, without the form: `sign_in(preparer)`; give a page for another browser."""

    def as_person(person, page=page):
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
        )

    return as_person


@pytest.fixture
def sign_in_here(page):
    """Fill in the form of signing in that is shown: `sign_in_here(preparer)`."""

    def as_person(person, page=page):
        page.get_by_label("用户名").fill(person.username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()

    return as_person


@pytest.fixture
def open_section(page, live_server, sign_in, preparer, assessment):
    """Signed in as the preparer, on one section: `open_section("budget")`."""

    def opened(name=""):
        sign_in(preparer)
        page.goto(f"{live_server.url}/assessments/{assessment.pk}/{name and name + '/'}")

    return opened


@pytest.fixture
def is_saved(page):
    """Wait until the page says when it was saved."""

    def saved(page=page):
        expect(page.locator("#save-state")).to_have_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))

    return saved


@pytest.fixture
def cell(page):
    """The input of one field of a row: `cell(indicator, "actual_measure")`."""

    def of(row, field):
        token = "budget_line" if isinstance(row, BudgetLine) else row._meta.model_name
        return page.locator(f"#id_{token}-{row.pk}-{field}")

    return of


@pytest.fixture
def stand_still(page):
    """From the call on, time on the page goes by only as `page.clock` says."""
    page.clock.install()

    def still():
        page.wait_for_load_state("networkidle")
        page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)

    return still


@pytest.fixture
def lines(assessment):
    return list(assessment.budget_lines.all())


@pytest.fixture
def paste(page):
    """Paste a text, as Excel copies it, where the cursor is."""
    return lambda text: page.evaluate(PASTE, text)
