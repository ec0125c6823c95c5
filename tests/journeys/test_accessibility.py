"""Every page can be used by keyboard and read aloud: names, one main heading, no foreign request."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)

NAMELESS = """() => [...document.querySelectorAll(
    "input:not([type=hidden]), select, textarea, button, a[href]")]
  .filter(x => !(x.labels?.length || x.getAttribute("aria-label") || x.textContent.trim() || x.title))
  .map(x => x.outerHTML)"""
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map(x => x.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}"""


@pytest.mark.parametrize(
    "path",
    ["", "basics/", "budget/", "projects/", "indicators/", "texts/", "check/", "submissions/"],
)
def test_every_control_has_a_name(path, page, live_server, sign_in, complaints, preparer, assessment):
    foreign = []
    page.on("request", lambda x: foreign.append(x.url) if not x.url.startswith(live_server.url) else None)
    sign_in(preparer)
    page.goto(f"{live_server.url}/assessments/{assessment.pk}/{path}")

    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(TWICE) == []
    assert page.locator("h1").count() == 1
    assert [url for url in foreign if not url.startswith("data:")] == []
    assert complaints == []
