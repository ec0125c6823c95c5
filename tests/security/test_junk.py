"""Junk in every box of every page, in its address and behind it: an answer, never a broken program."""

import re
from collections import defaultdict
from html.parser import HTMLParser
from itertools import cycle, islice, product
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from tests.departments.matrix import world
from tests.departments.test_matrix import (
    ALL,
    draw_nothing,
    letter_of,
    papers,  # noqa: F401
    quick_documents,  # noqa: F401
    tried,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
JUNK = {
    "NUL": "a\x00b",
    "without end": "9" * 400,
    "beyond a key": str(2**63),
    "no day": "9999-99-99",
    "a day beyond the calendar": "0000-00-00",
    "infinite": "1e999999",
    "not a number": "NaN",
    "below nothing": "-1",
    "other digits": "٣",
    "marks": "\u202e\u200b<script>'\"{{%",
    "a structure": '{"a": [null, {"b": 1e400}]}',
    "long": "长" * 30_000,
    "nothing": "",
}
FOR_POSTGRES = ("NUL", "without end", "beyond a key", "a day beyond the calendar", "infinite", "long")
"""What it may refuse where SQLite takes it; the rest no database sees as anything but a text or a number."""
OF_ONE_BOX, MOST = 2, {"sqlite": 40, "postgresql": 20}
"""Kinds tried in each box alone, and questions of one page; all boxes at once get each kind."""
NAMELESS = 3
"""Kinds tried where a page names nothing behind its question mark."""
ROLES = ("preparer", "head", "reviewer", "manager", "system_admin", "security_admin", "audit_admin")
LEAVES = {"logout", "admin:logout"}


class Boxes(HTMLParser):
    """What a page can send: its posted forms with their boxes, and the names behind question marks."""

    def __init__(self):
        super().__init__()
        self.forms, self.asked, self.is_asking = [], set(), False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        posts = given.get("hx-post") or (given.get("action") or "")
        if given.get("hx-post") or tag == "form":
            self.is_asking = not given.get("hx-post") and (given.get("method") or "get").lower() != "post"
            self.forms += [] if self.is_asking else [(posts, {})]
        self.asked |= {name for name, _ in parse_qsl(urlsplit(given.get("href") or "").query)}
        if not (name := given.get("name")) or tag not in ("input", "select", "textarea", "button"):
            return
        if self.is_asking:
            self.asked.add(name)
        elif self.forms:
            self.forms[-1][1].setdefault(name, given.get("value") or "")


def may(name, method, letters="rwn"):
    """Who is answered, in which state: the first of each role that the matrix lets in."""
    page = ALL[name]
    for state in ("submitted",) if page.is_once else ("returned", "submitted", "approved", "published"):
        for role in ROLES:
            if letter_of(page, role, method, world.STATES.index(state)) in letters:
                yield state, role


def address_of(name, rows, **other):
    return reverse(name.partition(" ")[0], kwargs=ALL[name].address(rows) | other)


@pytest.fixture(scope="module")
def boxes(papers):  # noqa: F811
    """URL name → box → a value, and the names behind question marks, from every page that there is."""
    found, asked = defaultdict(dict), defaultdict(set)
    for name in ALL:
        for state, role in islice(may(name, "get", "r"), 3):
            with tried(), pytest.MonkeyPatch.context() as patch:
                draw_nothing(patch)
                shown = papers.clients[role].get(address := address_of(name, papers.papers[state]))
            if shown.streaming or "html" not in shown.get("Content-Type", ""):
                continue
            parsed = Boxes()
            parsed.feed(shown.content.decode())
            asked[name] |= parsed.asked
            for action, fields in parsed.forms:
                found[named(urlsplit(action).path or address)] |= fields
    return found, asked


def named(path):
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    verb = match.kwargs.get("verb", "") if match.view_name == "departments:verb" else ""
    return f"{match.view_name} {verb}".strip()


def kinds():
    """What is tried on the database at hand."""
    return {x: JUNK[x] for x in (JUNK if connection.vendor == "sqlite" else FOR_POSTGRES)}


def one_of_each(fields):
    """Rows are alike: of boxes that differ in numbers only, the first."""
    alike = {re.sub(r"\d+|__prefix__", "0", field): field for field in reversed(fields)}
    return list(reversed(alike.values()))


def combinations(fields):
    """What is posted: each kind in all boxes, and of what is tried in single boxes an even choice."""
    together = [(f"all: {kind}", dict.fromkeys(fields, junk)) for kind, junk in kinds().items()]
    every = [("nothing at all", {}), ("as it is", fields), *together, *evenly(list(alone(fields)))]
    return [(what, data) for at, (what, data) in enumerate(every) if data not in [x for _, x in every[:at]]]


def evenly(several):
    return several[:: len(several) // MOST[connection.vendor] + 1]


def alone(fields):
    """Some kinds in each box, and each box left out."""
    tried_next = cycle(kinds().items())
    for field in one_of_each(fields):
        for kind, junk in islice(tried_next, OF_ONE_BOX):
            yield f"{field}: {kind}", fields | {field: junk}
        yield f"without {field}", {x: y for x, y in fields.items() if x != field}


def status(client, method, address, data):
    """What is answered; what is written is taken back."""
    cookies = dict(client.cookies)
    client.raise_request_exception = False
    try:
        with tried():
            response = getattr(client, method)(address, data)
            for _ in response if response.streaming else ():
                pass
            return response.status_code
    finally:
        client.cookies.clear()
        client.cookies.update(cookies)


@pytest.mark.parametrize("name", [x for x in ALL if x not in LEAVES and any(may(x, "post", "wn"))])
def test_what_is_posted_never_breaks_the_program(papers, boxes, name):  # noqa: F811
    state, role = next(may(name, "post", "w"), None) or next(may(name, "post", "wn"))
    rows, client = papers.papers[state], papers.clients[role]
    fields = boxes[0][name] | ALL[name].data(rows)

    broken = []
    for what, data in combinations(fields):
        with tried():
            if ALL[name].before:
                ALL[name].before(rows)
            answered = status(client, "post", address_of(name, rows), data)
        broken += [(what, answered)] if answered >= 500 else []

    assert broken == []


def questions(asked):
    """Each kind behind all names at once, and of what is tried behind single ones an even choice."""
    together = [(kind, junk, asked or ["page"]) for kind, junk in kinds().items()]
    if len(asked) < 2:
        return together if asked else together[:NAMELESS]
    tried_next = cycle(kinds().items())
    single = [(kind, junk, [x]) for x in asked for kind, junk in islice(tried_next, OF_ONE_BOX)]
    return together + evenly(single)


@pytest.mark.parametrize("name", [x for x in ALL if any(may(x, "get"))])
def test_what_is_asked_never_breaks_the_program(papers, boxes, name):  # noqa: F811
    state, role = next(may(name, "get"))
    broken = []
    for kind, junk, names in questions(sorted(boxes[1][name])):
        data = dict.fromkeys(names, junk[:1000])
        answered = status(papers.clients[role], "get", address_of(name, papers.papers[state]), data)
        broken += [(kind, names, answered)] if answered >= 500 else []

    assert broken == []


@pytest.mark.parametrize("name", [x for x in ALL if x.count("admin:") == 0])
def test_numbers_beyond_a_key_are_not_found(papers, name):  # noqa: F811
    state = next((state for method in ("get", "post") for state, _ in may(name, method)), "submitted")
    rows = papers.papers[state]
    with tried():
        if ALL[name].before:
            ALL[name].before(rows)
        numbers = [x for x, value in ALL[name].address(rows).items() if isinstance(value, int)]

    broken = []
    for number, field, method in product((2**63, 10**30), numbers, ("get", "post")):
        try:
            address = address_of(name, rows, **{field: number})
        except NoReverseMatch:  # the address takes no number of that length
            continue
        for role in ("preparer", "manager"):
            answered = status(papers.clients[role], method, address, {})
            broken += [(field, number, method, role, answered)] if answered >= 500 else []

    assert broken == []
