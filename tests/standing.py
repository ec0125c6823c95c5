"""What neighbouring tests ask for alike is built once, stands for all of them, and each gets a copy of it.

To build a submitted self-assessment takes longer than most tests that want one. Each test still runs in a
transaction of its own, which is rolled back to where it began: at what stands. Nobody finds a row that
none of their fixtures asked for, so any test may be run alone, and in any order.
"""

import copy
import inspect
from collections.abc import Callable
from itertools import groupby, takewhile
from typing import Any

import pytest
from django.test import TestCase, override_settings

WEIGHTS = {"fiscal_year": 2, "assessment": 6, "submission": 8, "approved": 8, "published": 6}
"""Roughly how long one takes to build, beside a person or a department."""
COMMITTING = {"transactional_db", "django_db_reset_sequences", "live_server", "browser"}
"""Fixtures of tests that no transaction surrounds."""

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Passwords are hashed quickly."""

Run = tuple[int, int]
"""The number of the module, and of the first test in it."""

_makers: dict[str, Callable[..., Any]] = {}
_given: dict[str, Callable[..., Any]] = {}
_plan: dict[str, tuple[Run, frozenset[str]]] = {}
"""By test: its run, and what stands in it."""


def may_stand(make: Callable[..., Any]) -> Any:
    """A fixture of rows that may stand for several tests; so may everything it takes."""
    name = make.__name__
    parameters = [*inspect.signature(make).parameters]

    def given(standing: dict[str, Any], db: None, **others: Any) -> Any:
        return standing[name] if name in standing else make(**others)

    names = ["standing", "db", *parameters]
    given.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(x, inspect.Parameter.KEYWORD_ONLY) for x in names]
    )
    given.__name__, given.__doc__ = name, make.__doc__
    _makers[name], _given[name] = make, given
    return pytest.fixture(given)


class Stand:
    """What stands now, in the transaction around the tests of one run."""

    def __init__(self) -> None:
        self.blocker: Any = None
        self.run: Run | None = None
        self.rows: dict[str, Any] = {}
        self._around: Any = None

    def be(self, run: Run, names: frozenset[str]) -> None:
        """Build what stands in the run, unless it stands; without a database yet, the tests build it."""
        if run == self.run or self.blocker is None:
            return
        self.end()
        if names:
            with self.blocker.unblock(), override_settings(PASSWORD_HASHERS=HASHERS):
                self._around = TestCase._enter_atomics()
                self.run = run
                for name in names:
                    self._build(name)

    def _build(self, name: str) -> Any:
        if name not in self.rows:
            make = _makers[name]
            self.rows[name] = make(*map(self._build, inspect.signature(make).parameters))
        return self.rows[name]

    def end(self) -> None:
        """Take everything back."""
        if self._around:
            with self.blocker.unblock():
                TestCase._rollback_atomics(self._around)
        self.run, self.rows, self._around = None, {}, None


stand = Stand()


def copies() -> dict[str, Any]:
    """The test's own of what stands, by the names of the fixtures."""
    return copy.deepcopy(stand.rows)


def plan(items: list[pytest.Item]) -> None:
    """Decide what is to stand for which tests, as they follow each other."""
    for number, (_, module) in enumerate(groupby(items, lambda item: item.path)):
        tests = [*module]
        wanted = [_wanted(item) for item in tests]
        for begin, end in _runs(wanted):
            names = frozenset.intersection(*wanted[begin:end])
            _plan.update({item.nodeid: ((number, begin), names) for item in tests[begin:end]})


def before(item: pytest.Item) -> None:
    """What is to stand for this test stands."""
    stand.be(*_plan[item.nodeid])


def _wanted(item: Any) -> frozenset[str]:
    """What the test asks for and may stand; nothing, if it commits, or has its own fixture of such a name."""
    fixtures = {name: kinds[-1] for name, kinds in item._fixtureinfo.name2fixturedefs.items()}
    marker = item.get_closest_marker("django_db")
    if COMMITTING & {*fixtures} or (marker and (marker.args or marker.kwargs)):
        return frozenset()
    own = any(fixtures[name].func is not _given[name] for name in _makers.keys() & {*fixtures})
    surrounded = any(x.scope == "module" and "django_db_blocker" in x.argnames for x in fixtures.values())
    return frozenset() if own or surrounded else _made_first(item.fixturenames, fixtures)


def _made_first(names: list[str], fixtures: dict[str, Any]) -> frozenset[str]:
    """What is made before another fixture writes upon it: that may have to be there before the rest."""
    order: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in fixtures and name not in seen:
            seen.add(name)
            for taken in fixtures[name].argnames:
                visit(taken)
            order.append(name)

    for name in names:
        visit(name)
    rows = {*_makers, "db"}
    first = next((x for x in order if x not in _makers and rows & {*fixtures[x].argnames}), None)
    return frozenset(x for x in takewhile(lambda name: name != first, order) if x in _makers)


def _runs(wanted: list[frozenset[str]]) -> list[tuple[int, int]]:
    """Tests cut into runs so that the least is built: what a run has in common once, the rest by each."""
    best: list[tuple[int, list[tuple[int, int]]]] = [(0, [])]
    for end in range(1, len(wanted) + 1):
        choices, common, each = [], wanted[end - 1], 0
        for begin in range(end - 1, -1, -1):
            common &= wanted[begin]
            if not common and choices:
                break
            each += _weight(wanted[begin])
            cost = best[begin][0] + each - (end - begin - 1) * _weight(common) + 1
            choices.append((cost, [*best[begin][1], (begin, end)]))
        best.append(min(choices))
    return best[-1][1]


def _weight(names: frozenset[str]) -> int:
    return sum(WEIGHTS.get(name, 1) for name in names)
