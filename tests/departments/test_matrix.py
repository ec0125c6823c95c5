"""Every address × every role × every state × GET and POST, against what the permission matrix says."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from zlib import crc32

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import get_resolver, reverse

from departments import sessions
from departments.audit import requests
from departments.models import AuditEvent, CapturedRow
from reports import documents
from reports.formats import pdf

from .matrix import setting_up, world
from .matrix.expected import PAGES, Page
from .matrix.foreign import FOREIGN

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
REFUSED = {"x": (403, 409), "-": (404,), "m": (405,)}
QUIET = ("a finding",)
"""What goes away by itself while somebody writes is no sign of anything."""
CARRIED_OUT = (200, 204, 302, 409, 422)
ALL = PAGES | setting_up.PAGES


@pytest.fixture(scope="module")
def papers(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world of the matrix, built once and taken back at the end."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            built = world.built()
        built.media = media
        for rows in built.papers.values():
            rows.event = AuditEvent.objects.order_by("-pk").first().number
            rows.people = built.people
        yield built
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def quick_documents(papers, settings, monkeypatch):
    """Who may is asked here, not how documents look."""
    settings.MEDIA_ROOT = papers.media
    settings.SESSION_IDLE_SECONDS = 24 * 3600  # what a request notes is taken back, however long this runs
    monkeypatch.setattr(sessions, "CONFIRMED_FOR", 24 * 3600)
    logging.disable(logging.WARNING)
    draw_nothing(monkeypatch)
    for status in (403, 404):
        monkeypatch.setattr(f"django.conf.urls.handler{status}", partial(refused, status))
    yield
    logging.disable(logging.NOTSET)


def draw_nothing(patch) -> None:
    """Documents are a few bytes."""
    patch.setattr(documents, "document_bytes", lambda submission, extension: b"%PDF")
    patch.setattr(documents, "public_bytes", lambda submission: b"%PDF")
    for document in documents.DOCUMENTS.values():
        patch.setattr(type(document), "render", lambda *args: b"%PDF", raising=False)
    patch.setattr(pdf, "render", lambda content: b"%PDF")


@pytest.fixture
def unnoted(monkeypatch):
    """A refusal leaves no event here: to write and take back so many takes as long as to refuse."""
    monkeypatch.setattr(requests, "_note", lambda *args: None)


def refused(status, request, exception=None) -> HttpResponse:
    """Without the page that says so, which takes longer than to refuse."""
    return HttpResponse(status=status)


def names(patterns, space="") -> Iterator[str]:
    """Every address by its name, with its namespace; who has none is `?`."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name or '?'}"


def test_every_address_is_declared():
    declared = {name.partition(" ")[0] for name in ALL}

    assert {*names(get_resolver().url_patterns)} - setting_up.LED_ELSEWHERE == declared


@contextmanager
def tried():
    """What is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_written(before: int) -> bool:
    """Whether any row of the business was written, as the database itself noted."""
    later = AuditEvent.objects.filter(pk__gt=before).exclude(rows="")
    return CapturedRow.objects.exists() or later.exists()


def asked(client, method, name, papers):
    """The answer, and whether something was written."""
    page = ALL[name]
    before = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    with tried():
        if page.before:
            page.before(papers)
            CapturedRow.objects.all().delete()
        address = reverse(name.partition(" ")[0], kwargs=page.address(papers))
        cookies = dict(client.cookies)
        response = getattr(client, method)(address, page.data(papers) if method == "post" else {})
        client.cookies.clear()
        client.cookies.update(cookies)  # who signed out is signed in again
        for _ in response if response.streaming else ():
            pass  # read to its end, a file is closed by the client; closing it here would end the connection
        return response, is_written(before)


def is_led_to_sign_in(response) -> bool:
    return response.status_code == 302 and "/login/" in response.url


def agrees(letter: str, response, written: bool) -> bool:
    """Whether the answer is what the letter says."""
    if letter == "w":
        return response.status_code in CARRIED_OUT and not is_led_to_sign_in(response)
    if letter == "l":
        return is_led_to_sign_in(response) and not written
    if letter in REFUSED:
        refused = response.status_code in REFUSED[letter]
        return not written and (refused or (letter == "x" and is_led_to_sign_in(response)))
    if written or is_led_to_sign_in(response):
        return False
    return response.status_code < (500 if letter == "n" else 400)


def letter_of(page: Page, role: str, method: str, at: int) -> str:
    if role == "public" and len(page.public) > 2:
        return page.public[at] if method == "get" else "m"
    if role == "public":
        return page.public[-1] if method == "post" else page.public[0]
    letters = getattr(page, method)[role]
    return letters[at] if len(letters) > 1 else letters


def is_asked(name: str, state: str, role: str, method: str, letter: str) -> bool:
    """On SQLite every cell, but `m` and `l`, which are decided before any state is read, once for each role.

    On PostgreSQL whatever is carried out; what is shown, once for each role; what is refused, in one state of
    each page. No state makes these queries of another kind.
    """
    page, is_sqlite = ALL[name], connection.vendor == "sqlite"
    if letter == "w" or (is_sqlite and letter not in "ml"):
        return True
    states = states_of(page)
    if not is_sqlite and letter in "-x":
        return state == one_of(states, name)
    alike = [x for x in states if letter_of(page, role, method, world.STATES.index(x)) == letter]
    return (is_sqlite or letter in "rn") and state == one_of(alike, f"{name} {role}")


def one_of(states, key: str) -> str:
    return states[crc32(key.encode()) % len(states)]


def states_of(page: Page):
    """The two steps within 已送审 differ only where something is decided."""
    if page.is_once:
        return ("submitted",)
    return world.STATES if page.has_steps else [x for x in world.STATES if x not in world.STEPS]


@pytest.mark.parametrize("name", ALL)
def test_the_matrix(papers, unnoted, name):
    page, wrong = ALL[name], []
    for state in states_of(page):
        at, rows = world.STATES.index(state), papers.papers[state]
        for role, client in papers.clients.items():
            for method in ("get", "post"):
                letter = letter_of(page, role, method, at)
                if not is_asked(name, state, role, method, letter):
                    continue
                response, written = asked(client, method, name, rows)
                if not agrees(letter, response, written):
                    wrong.append((state, role, method, letter, response.status_code, written))

    assert wrong == [], wrong


@pytest.mark.parametrize("verb", [name for name in PAGES if name.startswith("departments:verb ")])
def test_who_may_use_a_verb_does(papers, verb):
    page = PAGES[verb]
    offered = [
        (role, state)
        for role, letters in page.post.items() if len(letters) > 1
        for state, letter in zip(world.STATES, letters, strict=True) if letter == "w"
    ]  # fmt: skip
    answers = {}
    for role, state in offered:
        response, written = asked(papers.clients[role], "post", verb, papers.papers[state])
        answers[role, state] = response.status_code, written

    assert answers == dict.fromkeys(offered, (302, True)) != {}


@pytest.mark.parametrize("case", FOREIGN)
def test_a_foreign_number_is_refused_and_nothing_is_written(papers, case):
    foreign = FOREIGN[case]
    rows = papers.papers[foreign.state]
    before = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    address = reverse(foreign.name, kwargs=foreign.address(rows))

    with tried():
        status = papers.clients[foreign.role].post(address, foreign.data(rows)).status_code
        answer = status, is_written(before)

        told = AuditEvent.objects.filter(pk__gt=before, verb="forged", result="denied").exists()
    assert answer in [(404, False), (409, False), (422, False)]
    assert told == (case not in QUIET)
