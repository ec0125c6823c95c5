"""A backup put into an empty host is the same to the last row and byte, from and to either database."""

import json
import os
import re
import socket
import subprocess
import sys
import zipfile

import pytest

from . import hosts

pytestmark = pytest.mark.slow

LIVELY = """
from departments import demo
from departments.models import Department, Evidence, Assessment, User
from django.core.files.base import ContentFile
demo.load_demo()
Department.objects.create(code="900", name="将被删除", kind="authority").delete()
a, u = Assessment.objects.first(), User.objects.first()
Evidence.objects.create(assessment=a, file=ContentFile(bytes(range(256)) * 9, name="x"), name="合同.pdf",
    sha256="0" * 64, size=2304, uploaded_by=u)
"""
ON = {True: pytest.mark.either_database, False: pytest.mark.postgres}
PAIRS = [
    pytest.param(a, b, marks=ON[a == b == "sqlite"])
    for a in ("sqlite", "postgresql") for b in ("sqlite", "postgresql")
]  # fmt: skip


@pytest.fixture(scope="module")
def templates(tmp_path_factory, django_db_setup, django_db_blocker):
    """Migrate once, and run what is asked for once; every host of a kind starts as a copy."""
    every = {}
    with django_db_blocker.unblock():

        def template(kind, lived=""):
            if (kind, lived) not in every:
                like = template(kind) if lived else None
                made = every[kind, lived] = hosts.made(tmp_path_factory.mktemp(kind), kind, like=like)
                if lived:
                    made.shell(lived)
            return every[kind, lived]

        yield template
        for one in every.values():
            one.remove()


@pytest.fixture
def host(tmp_path, templates):
    """Make hosts; their databases go afterwards."""
    every = []

    def make(kind, name, lived="", **kwargs):
        every.append(hosts.made(tmp_path / name, kind, like=templates(kind, lived), **kwargs))
        return every[-1]

    yield make
    for one in every:
        one.remove()


def manifest(path):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


def digests(path):
    """What two archives of equal content have in common, without the record that a restore adds to."""
    found = manifest(path)
    tables = {name: table["sha256"] for name, table in found["tables"].items()}
    for name in ("departments_auditevent", "departments_capturedrow"):  # what is pending, events take
        tables.pop(name)
        found["last_keys"].pop(name, None)
    return tables, found["files"], found["last_keys"]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_everything_arrives(host, tmp_path, source, target):
    old, new, archive = host(source, "old", LIVELY), host(target, "new"), tmp_path / "backup.zip"
    old.done("backup", str(archive))

    said = new.done("restore", str(archive))
    new.done("backup", str(tmp_path / "again.zip"))

    assert "每张表、每个文件的SHA-256都与备份一致" in said
    assert "审计记录完好" in said
    assert digests(tmp_path / "again.zip") == digests(archive)
    assert len(manifest(archive)["files"]) == 1
    assert "完好" in new.done("verify_audit", "--rows")
    again = new.run("restore", str(archive))
    assert (again.returncode, "数据库不是空的" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    "kind", [pytest.param("sqlite", marks=ON[True]), pytest.param("postgresql", marks=ON[False])]
)
def test_people_work_while_a_backup_is_made(host, tmp_path, kind):
    """Departments come in pairs; a backup that holds one of a pair only is not of one moment."""
    old, new = host(kind, "old"), host("sqlite", "new")
    writer = old.start("shell", "-v0", "-c", WRITING)
    assert writer.stdout.readline() == "writing\n"

    made = [old.run("backup", str(tmp_path / f"{number}.zip")) for number in range(2)]
    still_writing = writer.poll() is None
    writer.kill()
    writer.communicate()

    assert [x.returncode for x in made] == [0, 0], made[0].stderr
    assert still_writing
    first, second = (manifest(tmp_path / f"{number}.zip")["tables"] for number in range(2))
    counts = [x["departments_department"]["count"] for x in (first, second)]
    assert counts[0] < counts[1]
    assert [count % 2 for count in counts] == [0, 0]
    new.done("restore", str(tmp_path / "1.zip"))


WRITING = """
from django.db import transaction
from departments import audit
from departments.models import Department
for number in range(100000):
    with transaction.atomic():
        Department.objects.create(code=f"a{number}", name=f"甲{number}", kind="authority")
        Department.objects.create(code=f"b{number}", name=f"乙{number}", kind="authority")
        audit.record("set_up_add", by=None, target=f"部门{number}")
    if number == 3:
        print("writing", flush=True)
"""


def drilled(archive, keys, folder):
    folder.mkdir()
    kept = {x: y for x, y in os.environ.items() if x != "DATABASE_URL" and not x.startswith("PERFEVAL_")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = kept | {"PYTHON": sys.executable, "PORT": port, "TMPDIR": str(folder)}
    command = [str(hosts.ROOT / "deploy/restore-drill"), str(archive), str(keys)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.either_database
def test_a_drill_times_each_step_says_what_fails_and_leaves_nothing(host, tmp_path):
    old, archive, keys = host("sqlite", "old"), tmp_path / "backup.zip", tmp_path / "keys"
    old.done("backup", str(archive))
    keys.mkdir()
    (keys / "audit_keys").write_text(hosts.AUDIT_KEY)
    (keys / "secret_key").write_text("x" * 50)
    (tmp_path / "torn.zip").write_bytes(archive.read_bytes()[:1000])

    whole = drilled(archive, keys, tmp_path / "first")
    torn = drilled(tmp_path / "torn.zip", keys, tmp_path / "second")

    assert (whole.returncode, whole.stderr) == (0, "")
    steps = re.findall(r"^(\w+) +\d+\.\d 秒$", whole.stdout, re.MULTILINE)
    assert steps == ["check", "migrate", "restore", "verify", "readyz"]
    assert (torn.returncode, "不是完整的备份文件" in torn.stdout) == (1, True)
    assert [*(tmp_path / "first").iterdir(), *(tmp_path / "second").iterdir()] == []
    assert drilled(archive, tmp_path / "nowhere", tmp_path / "third").returncode == 2


@pytest.mark.either_database
def test_a_host_without_the_keys_refuses_and_stays_empty(host, tmp_path):
    old, new = host("sqlite", "old", LIVELY), host("sqlite", "new", keys="k1=" + "8" * 64)
    old.done("backup", str(tmp_path / "backup.zip"))

    refused = new.run("restore", str(tmp_path / "backup.zip"))
    left = [path for path in (tmp_path / "new").glob("media/**/*") if path.is_file()]
    lost = new.run("restore", str(tmp_path / "backup.zip"), "--keys-lost")

    assert (refused.returncode, "请先放好原系统的audit_keys" in refused.stderr) == (2, True)
    assert left == []
    assert (lost.returncode, "处问题" in lost.stderr) == (1, True)


@pytest.mark.either_database
def test_a_damaged_backup_names_the_member_and_changes_nothing(host, tmp_path):
    old, new, archive = host("sqlite", "old", LIVELY), host("sqlite", "new"), tmp_path / "backup.zip"
    old.done("backup", str(archive))
    stored = archive.read_bytes()
    at = stored.index(bytes(range(256)))  # the file that is kept
    archive.write_bytes(stored[:at] + b"!" + stored[at + 1 :])

    refused = new.run("restore", str(archive))
    checked = new.run("restore", "--check", str(archive))

    (path,) = manifest(archive)["files"]
    assert refused.returncode == 2
    assert f"files/{path}：SHA-256为" in refused.stderr
    assert (checked.returncode, f"files/{path}：" in checked.stdout) == (1, True)
    assert new.shell("from departments.models import User; print(User.objects.count())") == "0\n"
    assert not list((tmp_path / "new").glob("media/**/*"))


@pytest.mark.either_database
def test_a_file_that_rows_name_and_nobody_has_is_told(host, tmp_path):
    old = host("sqlite", "old", LIVELY)
    for path in (tmp_path / "old/media").rglob("*"):
        if path.is_file():
            path.unlink()

    made = old.run("backup", str(tmp_path / "backup.zip"))

    assert (made.returncode, "1个登记的文件缺失" in made.stderr) == (1, True)
    assert len(manifest(tmp_path / "backup.zip")["missing"]) == 1
