"""A browser, people who sign in, and a watch on everything the browser complains about."""

import pytest

from tests.factories import PASSWORD


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
    """Sign in as somebody: `sign_in(preparer)`."""

    def as_person(person):
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/accounts/login/")
        page.get_by_label("用户名").fill(person.username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("heading", name="工作台").wait_for()

    return as_person


@pytest.fixture
def cell(page):
    """The input of one field of a row: `cell(indicator, "actual_measure")`."""

    def of(row, field):
        return page.locator(f"#id_{row._meta.model_name}-{row.pk}-{field}")

    return of
