"""What every test stands on: files, passwords, the browser, and what may be left out."""

import gc
import os
import shutil
from itertools import count

import pytest
from django.conf import settings as django_settings
from django.core.signals import request_finished
from django.db import connection
from hypothesis import settings as hypothesis_settings

from tests import migrated, standing
from tests.flushing import flush_unguarded

pytest_plugins = ["tests.fixtures"]

hypothesis_settings.register_profile("perfeval", print_blob=True, derandomize=False, deadline=None)
hypothesis_settings.load_profile("perfeval")

_MEDIA = count()
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The same engine without windows, if it is there: half the work."""
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(autouse=True)
def machine(request, settings, tmp_path_factory):
    """Files go to a folder of the test, made when there is a file; passwords are hashed quickly.

    Every test's client looks for a static file when one is asked for, instead of listing all of them first.
    """
    settings.WHITENOISE_AUTOREFRESH = "live_server" not in request.fixturenames
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"media-{next(_MEDIA)}"
    settings.HEAVY_PER_MINUTE = 10**6  # tests ask faster than people
    settings.PASSWORD_HASHERS = standing.HASHERS


@pytest.fixture(autouse=True)
def written_past_the_application(monkeypatch):
    """Factories write without an audit event; the next request does not make up for it."""
    monkeypatch.setattr("departments.audit.requests.seal", lambda by: None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if CHROMIUM is None:
        pytest.skip("Chromium is missing")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings, tmp_path_factory):
    """Give SQLite a file where a browser is driven.

    In memory all threads of the server share one connection, and with it each other's transactions.
    """
    migrated.share()
    database = django_settings.DATABASES["default"]
    is_driven = any(item.get_closest_marker("browser") for item in request.session.items)
    if not is_driven or "sqlite" not in database["ENGINE"]:
        return
    database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "db.sqlite3")
    options = database["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit empty the tables afterwards, the append-only ones too."""
    flush_unguarded(type(connection.ops))
    standing.stand.blocker = django_db_blocker
    yield
    standing.stand.end()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark what drives a browser; leave out what only the other database, or either of them, can answer."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    _leave_variations_to_the_slow(items)
    is_postgres = "postgresql" in django_settings.DATABASES["default"]["ENGINE"]
    left_out = [x for x in items if (_needs_no_table(x) if is_postgres else x.get_closest_marker("postgres"))]
    config.hook.pytest_deselected(items=left_out)
    gone = {*left_out}
    items[:] = [item for item in items if item not in gone]


def _leave_variations_to_the_slow(items):
    """The quick set asks each question once, with the inputs that stand first."""
    asked = set()
    for item in items:
        if item.get_closest_marker("variations"):
            question = item.nodeid.partition("[")[0]
            if question in asked:
                item.add_marker("slow")
            asked.add(question)


def _needs_no_table(item):
    """Its answer on SQLite is its answer. Who starts whole programs on the database at hand asks for that."""
    if item.get_closest_marker("either_database"):
        return True
    names = {"django_db_setup", "browser"} & {*getattr(item, "fixturenames", ())}
    return not (names or item.get_closest_marker("django_db"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    standing.before(item)


def pytest_collection_finish(session):
    """What was loaded stays: looking through it for garbage again and again takes a tenth of the time.

    Playwright runs an event loop in the tests' thread, where Django refuses its database.
    """
    standing.plan(session.items)
    request_finished.disconnect(dispatch_uid="garbage")  # of the WSGI application, if a test loaded it
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    if any(item.get_closest_marker("browser") for item in session.items):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where everything is required, a test that is left out has failed."""
    report = yield
    if report.skipped and os.environ.get("REQUIRE_ALL") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was left out, and REQUIRE_ALL is set: {report.longrepr}"
    return report
