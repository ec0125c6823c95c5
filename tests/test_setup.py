"""The set-up holds on this machine: database, pages of health, static files, locks, fonts."""

import ast
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from perfeval.faces import FACES

ROOT = Path(__file__).resolve().parent.parent


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


# --- database -------------------------------------------------------------------------------


@pytest.fixture
def sqlite_file(tmp_path, django_db_blocker):
    """A connection to a database in a file, opened with the options of the settings."""
    from perfeval.databases import SQLITE_OPTIONS

    wrapper = DatabaseWrapper(
        {
            **django_settings.DATABASES["default"],
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": tmp_path / "db.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": 0,
        }
    )
    with django_db_blocker.unblock():
        wrapper.connect()
        yield wrapper.connection
        wrapper.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("busy_timeout", 20_000),
    ],
)
def test_sqlite_is_opened_for_safety(sqlite_file, pragma, value):
    assert sqlite_file.execute(f"PRAGMA {pragma}").fetchone() == (value,)


# --- pages ----------------------------------------------------------------------------------


def test_healthz_needs_no_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_readyz_answers_when_every_migration_is_applied(client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_says_that_migrations_are_missing(client):
    latest = MigrationLoader(connection).graph.leaf_nodes("departments")[0]
    MigrationRecorder(connection).record_unapplied(*latest)

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"migrations missing\n")


@pytest.mark.slow
def test_readyz_says_that_the_database_is_out_of_reach(tmp_path):
    script = "from django.test import Client; print(Client(HTTP_HOST='localhost').get('/readyz').content)"

    answer = manage("shell", "-v", "0", "-c", script, DATABASE_URL=f"sqlite:///{tmp_path}")

    assert answer.stdout == "b'database unreachable\\n'\n"


# --- static files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "bootstrap/css/bootstrap.min.css",
        "bootstrap/js/bootstrap.bundle.min.js",
        "bootstrap-icons/bootstrap-icons.min.css",
        "django_htmx/htmx-2.min.js",
        "fonts/fangsong.ttf",
    ],
)
def test_a_bare_clone_serves_its_static_files(client, name):
    response = client.get(f"/static/{name}")

    assert response.status_code == 200
    assert len(response.getvalue()) > 10_000


def test_fonts_css_and_fontconfig_know_the_same_faces():
    css = Path(finders.find("css/fonts.css")).read_text(encoding="utf-8")
    faces = re.findall(r'font-family: "([^"]+)";\s+src:([^;]+);', css)

    assert {family: tuple(re.findall(r'local\("([^"]+)"\)', source)) for family, source in faces} == {
        face.family: face.office if face.is_bold else (*face.office, face.free) for face in FACES
    }
    for name in re.findall(r'url\("\.\./([^"]+)"\)', css):
        assert finders.find(name), name


def test_nothing_points_outside():
    """Pages work in a closed network. Names of XML vocabularies are no addresses."""
    files = [
        path
        for folder in ("templates", "static")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".html", ".css", ".js", ".svg", ".txt", ".xml"}
    ]
    outside = {
        f"{path.relative_to(ROOT)}: {address}"
        for path in files
        for address in addresses_in(path.read_text(encoding="utf-8"))
    }
    assert outside == set()


def addresses_in(text):
    without_comments = re.sub(r"/\*.*?\*/|<!--.*?-->|{#.*?#}", "", text, flags=re.DOTALL)
    return re.findall(r"(?<!\")(?<!=)(?:https?:)?//[a-z0-9][^\s\"')]*", strip_names(without_comments))


def strip_names(text):
    return re.sub(r"http://(www\.w3\.org|schemas\.openxmlformats\.org)/[^\s\"']*", "", text)


# --- locks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_hashes_and_no_hosts(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert re.findall(r"://|--index|--find-links|@ ", text) == []
    pinned = re.findall(r"^[a-z0-9-]+==", text, flags=re.MULTILINE)
    assert len(pinned) > 20
    assert len(re.findall(r"^[a-z0-9-]+==\S+.*\\\n    --hash=sha256:", text, re.M)) == len(pinned)


DEVELOPERS = {
    "pytest",
    "pytest-django",
    "hypothesis",
    "mypy",
    "ruff",
    "bandit",
    "playwright",
    "moto",
    "flask",
}


@pytest.mark.slow
def test_a_server_gets_what_the_program_imports_and_no_tool_of_developers():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", text, flags=re.MULTILINE))
    brought = packages_distributions()
    needed = {re.sub(r"[-_.]+", "-", brought[name][0]).lower() for name in imported() if name in brought}

    assert {"django", "weasyprint", "gunicorn"} <= needed
    assert needed - locked == set()
    assert locked & DEVELOPERS == set()


def imported():
    """The first names of all that the program imports, and of what its settings name."""
    files = [x for room in ("perfeval", "departments", "reports") for x in (ROOT / room).rglob("*.py")]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (x.name.partition(".")[0] for x in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield (node.module or "").partition(".")[0]
    yield from (
        name.partition(".")[0] for name in [*django_settings.INSTALLED_APPS, *django_settings.MIDDLEWARE]
    )
    yield "gunicorn"


def test_a_container_installs_nothing_else():
    assert "./dev setup --server" in (ROOT / "deploy/Containerfile").read_text(encoding="utf-8")
    assert "--server ] || LOCK=requirements.lock" in (ROOT / "dev").read_text(encoding="utf-8")


def test_the_npm_lock_names_no_hosts():
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in text
    assert '"integrity": "sha512-' in text


# --- tools ----------------------------------------------------------------------------------

PACKAGES = {"systemd-analyze": "systemd", "pdftoppm": "poppler-utils", "gs": "ghostscript"}
"""Program → Debian package, where they are not called the same."""
OPTIONAL = {"clamd"}
"""Where it is missing, a scanner of the tests speaks like it."""


def test_every_tool_that_a_test_is_left_out_without_is_installed():
    """On a clean machine everything is required: what is missing fails."""
    (listed,) = re.findall(r"TEST_PACKAGES=\((.*)\)", (ROOT / "dev").read_text(encoding="utf-8"))
    texts = [x.read_text(encoding="utf-8") for x in (ROOT / "tests").rglob("*.py")]
    asked = {name for text in texts for name in re.findall(r'shutil\.which\("([\w-]+)"', text)} - OPTIONAL

    assert {"nginx", "redis-server", "systemd-analyze"} <= asked
    assert {PACKAGES.get(name, name) for name in asked} <= set(listed.split())


# --- fonts ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_system_check_passes_here():
    assert manage("check").returncode == 0


@pytest.mark.slow
def test_without_fonts_the_system_check_names_every_face_and_the_repair(tmp_path):
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", encoding="utf-8")

    answer = manage("check", FONTCONFIG_FILE=str(config))

    assert answer.returncode == 1
    assert re.findall(r"No font for (\S+):", answer.stderr) == sorted(f.family for f in FACES)
    assert answer.stderr.count("Run: ./dev setup") == len(FACES)


@pytest.mark.slow
def test_a_fresh_process_keeps_its_secret_key(tmp_path):
    script = "from django.conf import settings; print(settings.SECRET_KEY)"
    keys = {manage("shell", "-v", "0", "-c", script, PERFEVAL_VAR=str(tmp_path)).stdout for _ in "12"}

    assert len(keys) == 1
    assert len(keys.pop().strip()) == 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_https_makes_cookies_secure_and_redirects():
    script = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT)"
    )

    assert manage("shell", "-v", "0", "-c", script, PERFEVAL_HTTPS="1").stdout == "True True True\n"
