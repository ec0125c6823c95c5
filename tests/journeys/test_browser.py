"""The browser of the journeys works: it reaches the server and draws our faces."""

import pytest

from perfeval.faces import FACES


@pytest.fixture
def plain_page(page, live_server):
    page.goto(f"{live_server.url}/healthz")
    return page


def test_the_server_answers(plain_page):
    assert plain_page.locator("body").inner_text().strip() == "ok"


@pytest.mark.parametrize("family", [face.family for face in FACES])
def test_a_face_loads_under_the_content_policy(plain_page, family):
    plain_page.add_style_tag(url="/static/css/fonts.css")

    loaded = plain_page.evaluate(
        "async name => (await document.fonts.load(`16px ${name}`, '绩')).map(f => f.status)",
        family,
    )

    assert loaded == ["loaded"]


def test_a_face_loads_from_the_server_where_the_machine_has_none(plain_page):
    loaded = plain_page.evaluate(
        """async () => {
            const face = new FontFace("ours", "url(/static/fonts/kaiti.ttf)");
            return (await face.load()).status;
        }"""
    )

    assert loaded == "loaded"


def test_the_sign_in_page_asks_only_its_own_server_and_finds_everything(page, live_server):
    complaints, hosts = [], set()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.partition("://")[2].split("/")[0]))

    page.goto(f"{live_server.url}/accounts/login/", wait_until="networkidle")

    assert complaints == []
    assert hosts - {""} == {live_server.url.partition("://")[2]}
