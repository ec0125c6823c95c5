"""The set-up pages speak Chinese throughout: Django's own words are translated, or said otherwise."""

import html
import re

import pytest

from departments.models import FiscalYear, Outline, ScoringScheme
from tests import factories

pytestmark = [pytest.mark.slow, pytest.mark.either_database]


PAGES = (
    "",
    "department/",
    "department/add/",
    "department/{department}/change/",
    "department/{department}/delete/",
    "department/{department}/history/",
    "user/",
    "user/add/",
    "user/{user}/change/",
    "user/{user}/password/",
    "user/{user}/delete/",
    "fiscalyear/",
    "fiscalyear/add/",
    "fiscalyear/{year}/change/",
    "scoringscheme/",
    "scoringscheme/add/",
    "scoringscheme/{scheme}/change/",
    "outline/",
    "outline/add/",
    "outline/{outline}/change/",
)
KNOWN = {"JSON", "Excel"}


@pytest.fixture
def keys(department, fiscal_year, preparer):
    return {
        "department": department.pk,
        "user": preparer.pk,
        "year": FiscalYear.objects.get().pk,
        "scheme": ScoringScheme.objects.first().pk,
        "outline": Outline.objects.first().pk,
    }


def words(page):
    """The foreign words that a person reads or hears; names of accounts and keys of schemes are no words."""
    page = re.sub(r"<(script|style|textarea)\b.*?</\1>", " ", page, flags=re.S)
    heard = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', page))
    text = html.unescape(re.sub(r"<[^>]+>", " ", page) + heard)
    named = re.compile(r"[a-z]+-[a-z]+-\d{4}|[a-z]+-\d{4}|tianbao|guanli|\{\w+\}")
    return set(re.findall(r"[A-Za-z]{2,}", named.sub(" ", text))) - KNOWN


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_in_chinese(path, signed_in, manager, keys):
    path = "/admin/" + (f"departments/{path}" if path else "")
    response = signed_in(manager).get(path.format(**keys))

    assert response.status_code == 200
    assert words(response.content.decode()) == set()


@pytest.mark.parametrize("path", ["department/add/", "user/add/", "fiscalyear/add/", "scoringscheme/add/"])
def test_what_is_refused_is_refused_in_chinese(path, signed_in, manager, keys):
    inlines = ("memberships", "extensions", "dual_duties")
    counts = ("TOTAL_FORMS", "INITIAL_FORMS")
    data = {f"{name}-{count}": "0" for name in inlines for count in counts} | {"year": "x", "data": "{"}
    response = signed_in(manager).post(f"/admin/departments/{path}", data)

    assert response.status_code == 200
    assert words(response.content.decode()) == set()


def test_nobody_reads_the_hash_of_a_password(signed_in, manager, preparer):
    page = signed_in(manager).get(f"/admin/departments/user/{preparer.pk}/change/").content.decode()

    assert "重置密码" in page
    assert "argon2" not in page


def test_a_new_password_is_asked_for_and_set(signed_in, manager, preparer):
    client, path = signed_in(manager), f"/admin/departments/user/{preparer.pk}/password/"
    assert "这个字段是必填项" in client.post(path, {}).content.decode()

    client.post(path, {"password1": factories.PASSWORD + "2", "password2": factories.PASSWORD + "2"})
    preparer.refresh_from_db()
    assert preparer.check_password(factories.PASSWORD + "2")
