"""What the program stands on fails: people are told to wait, operators which setting it is."""

import errno
import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test import RequestFactory

from perfeval import failures, logs
from perfeval.secret import kept_secret
from perfeval.variables import Variables

from . import hosts
from .hosts import Host


def answered(failure, path="/", **headers):
    """The answer to a request that ended with this exception."""
    try:
        raise failure
    except Exception:
        return failures.broken(RequestFactory().get(path, headers=headers))


@pytest.mark.parametrize(
    ("failure", "status", "words", "setting"),
    [
        (OperationalError("connection refused"), 503, "系统暂时不能使用", "DATABASE_URL"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "磁盘已满", "PERFEVAL_VAR"),
        (OSError(errno.ECONNRESET, "reset"), 500, "系统出错了", ""),
        (ValueError("a mistake of ours"), 500, "系统出错了", ""),
    ],
)
def test_people_are_told_what_helps(failure, status, words, setting, caplog):
    with caplog.at_level(logging.ERROR, "perfeval.failures"):
        answer = answered(failure)

    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert answer.headers.get("Retry-After") == ("60" if status == 503 else None)
    assert setting in caplog.text
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "headers"), [("/api/v1/departments", {}), ("/", {"Accept": "application/json"})]
)
def test_programs_are_told_in_their_own_form(path, headers):
    answer = answered(OperationalError("gone"), path, **headers)

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")
    assert json.loads(answer.content)["detail"].startswith("系统暂时不能使用")


@pytest.mark.slow
def test_a_database_that_is_away_is_told_in_one_line(tmp_path):
    host = Host(tmp_path)
    host.environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/perfeval"

    told = host.run("migrate")

    assert told.returncode == 2
    assert told.stderr.startswith("数据库（DATABASE_URL）不能使用：")
    assert "Traceback" not in told.stderr


@pytest.mark.slow
def test_a_database_that_is_away_is_a_page_for_everybody(tmp_path):
    """Asked as gunicorn asks: through every middleware, with somebody's session."""
    host = Host(tmp_path)
    host.environment |= {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/perfeval",
        "PERFEVAL_LOG_LEVEL": "CRITICAL",
    }
    code = """
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "localhost"})
client.cookies["sessionid"] = "x" * 32
for path in ("/healthz", "/readyz", "/", "/accounts/login/"):
    answer = client.get(path)
    print(path, answer.status_code, answer.has_header("Content-Security-Policy"), "不能使用" in answer.text)
"""
    told = host.shell(code).splitlines()

    probes = ["/healthz 200 True False", "/readyz 503 True False"]
    assert told == [*probes, "/ 503 True True", "/accounts/login/ 503 True True"]


FILLED = {
    "sqlite": ["VACUUM", "PRAGMA max_page_count = 1"],
    "postgresql": [
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON departments_section EXECUTE FUNCTION full_disk()",
    ],
}
"""SQLite takes no page more than it has; PostgreSQL answers as it does when a file cannot grow."""
EMPTIED = {
    "sqlite": ["PRAGMA max_page_count = 1000000"],
    "postgresql": ["DROP TRIGGER full_disk ON departments_section"],
}
TYPED = """
from django.db import connection
from django.test import Client
from tests import factories
place = factories.department("东湖区商务局", parent=factories.authority())
row = factories.assessment(place, factories.fiscal_year(place.parent))
client = Client(raise_request_exception=False, headers={{"host": "localhost"}})
client.force_login(factories.member(place, "preparer"))
address, token = f"/assessments/{{row.pk}}/texts/", "section-goal_analysis"
typed = {{"rows": token, f"{{token}}-base": "", f"{{token}}-text": "长" * 9000}}
cursor = connection.cursor()
for statement in {filled}:
    cursor.execute(statement)
answer = client.post(address, typed)
print(answer.status_code, answer.has_header("Retry-After"), "磁盘已满" in answer.text, row.sections.count())
print(client.get(address).status_code)
for statement in {emptied}:
    cursor.execute(statement)
print(client.post(address, typed).status_code, row.sections.count())
"""
"""A text is typed while the disk of the database is full, and again with room; the page is read meanwhile."""


@pytest.mark.slow
@pytest.mark.django_db
def test_a_full_disk_below_the_database_is_said_and_nobody_is_told_to_wait(tmp_path):
    host = hosts.made(tmp_path, kind := connection.vendor)
    try:
        told = host.shell(TYPED.format(filled=FILLED[kind], emptied=EMPTIED[kind])).splitlines()
    finally:
        host.remove()

    assert [x for x in told if x[0].isdigit() and "perfeval" not in x] == ["507 False True 0", "200", "302 1"]


def test_a_wrong_host_name_is_told_by_the_variable():
    record = logging.LogRecord("x", 40, "", 0, "You may need to add 'a.cn' to ALLOWED_HOSTS.", None, None)

    assert logs.OurNames().filter(record)
    assert record.getMessage() == "You may need to add 'a.cn' to PERFEVAL_HOSTS."
    assert "our_names" in settings.LOGGING["loggers"]["django.security.DisallowedHost"]["filters"]


WRONG = [
    ("EVIDENCE_FILE_MB", "abc"), ("HTTPS", "ja"), ("PROXIES", "10.0.0.300"), ("METRICS_FROM", "anywhere"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), WRONG)
def test_a_value_that_cannot_be_read_is_refused_by_its_name(name, text, monkeypatch):
    monkeypatch.setenv(f"PERFEVAL_{name}", text)
    read = {"EVIDENCE_FILE_MB": Variables().int, "HTTPS": Variables().bool}.get(name, Variables().networks)

    with pytest.raises(ImproperlyConfigured, match=f"PERFEVAL_{name}={text}: expected "):
        read(f"PERFEVAL_{name}")


def test_what_holds_secrets_is_refused_without_them(monkeypatch):
    monkeypatch.setenv("PERFEVAL_AUDIT_KEYS", "a-key-without-a-name")

    with pytest.raises(ImproperlyConfigured) as refused:
        Variables().dict("PERFEVAL_AUDIT_KEYS")

    assert str(refused.value) == "PERFEVAL_AUDIT_KEYS=…: expected name=value,name=value"
    assert refused.value.__suppress_context__


def test_a_secret_that_begins_with_a_dollar_is_that_secret(monkeypatch):
    """One key of fifty does; taken for the name of another variable, it would be none."""
    monkeypatch.setenv("PERFEVAL_SECRET_KEY", "$3cret")

    assert Variables()("PERFEVAL_SECRET_KEY", default="") == "$3cret"


def test_a_word_that_is_none_of_those_known_is_refused(monkeypatch):
    monkeypatch.setenv("PERFEVAL_LOG_FORMAT", "xml")

    with pytest.raises(ImproperlyConfigured, match="PERFEVAL_LOG_FORMAT=xml: expected text or json"):
        Variables().choice("PERFEVAL_LOG_FORMAT", ("text", "json"), default="text")


def test_an_empty_file_of_a_key_is_refused_and_kept(tmp_path):
    (tmp_path / "secret_key").touch()

    with pytest.raises(ImproperlyConfigured, match="secret_key: expected a key, and the file is empty"):
        kept_secret(tmp_path / "secret_key")


def test_programs_that_start_at_once_keep_the_same_key(tmp_path):
    together = threading.Barrier(8)

    def begin(_):
        together.wait()
        return kept_secret(tmp_path / "secret_key")

    with ThreadPoolExecutor(8) as programs:
        keys = set(programs.map(begin, range(8)))

    assert len(keys) == 1
    assert [x.name for x in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_refused(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("PERFEVAL_VAR", str(tmp_path / "file/var"))

    with pytest.raises(ImproperlyConfigured, match=r"PERFEVAL_VAR=.*: expected a folder"):
        Variables().folder("PERFEVAL_VAR", default="")


@pytest.mark.slow
def test_commands_tell_a_wrong_variable_in_one_line(tmp_path):
    host = Host(tmp_path)
    host.environment["PERFEVAL_PASSWORD_PROFILE"] = "strong"

    told = host.run("check")

    assert (told.returncode, told.stderr) == (
        2, "环境变量不对：PERFEVAL_PASSWORD_PROFILE=strong: expected asvs or dengbao\n",
    )  # fmt: skip
