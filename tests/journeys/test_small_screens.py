"""390 pixels wide: tables are moved within the page, the page itself stays where it is."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.mark.parametrize("person", ["preparer", "reviewer", "manager"])
def test_no_page_is_wider_than_the_screen(
    request, page, live_server, sign_in, assessment, submission, person
):
    sign_in(request.getfixturevalue(person))
    page.set_viewport_size({"width": 390, "height": 800})
    own = f"/assessments/{assessment.pk}/"
    pages = {
        "preparer": [
            "/",
            own,
            f"{own}indicators/",
            f"{own}evidence/",
            f"/submissions/{submission.pk}/receipt/",
        ],
        "reviewer": ["/", "/reviews/", "/findings/", "/notices/", f"/submissions/{submission.pk}/review/"],
        "manager": ["/years/", "/overview/list/", "/overview/ranking/", "/schemes/"],
    }
    wide = {}
    for address in pages[person]:
        page.goto(f"{live_server.url}{address}")
        needed, given = page.evaluate(WIDTHS)
        if needed > given:
            wide[address] = needed

    assert wide == {}
