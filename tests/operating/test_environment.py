"""The table of variables and the settings name the same ones; so do the files for servers."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import get_commands

from tests.operating.hosts import ROOT, Host

READ = re.compile(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"')
SETTINGS = ("settings", "accounts", "mail")
ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
OF_OTHERS = {"PGHOST", "FONTCONFIG_FILE", "PORT", "PERFEVAL_WORKERS"}
"""Read by libpq, by fontconfig, by ./dev and by perfeval.serving."""


def read_by_settings():
    texts = [(ROOT / f"perfeval/{name}.py").read_text("utf-8") for name in SETTINGS]
    return {name for text in texts for name in READ.findall(text)}


def test_every_variable_is_described_once():
    rows = ROW.findall((ROOT / "docs/operators.md").read_text("utf-8"))

    assert sorted(rows) == sorted(read_by_settings() | OF_OTHERS)


def test_the_files_for_servers_set_variables_that_are_read():
    files = [path for path in (ROOT / "deploy").iterdir() if path.is_file()]
    named = {name for path in files for name in re.findall(r"\bPERFEVAL_[A-Z_]+\b", path.read_text("utf-8"))}

    assert named
    assert named <= read_by_settings() | OF_OTHERS


@pytest.mark.slow
def test_what_is_written_without_a_value_is_as_good_as_not_written(tmp_path):
    host = Host(tmp_path)
    empty = ("PERFEVAL_VAR", "PERFEVAL_STATIC_ROOT", "PERFEVAL_MAIL_URL", "PERFEVAL_S3_BUCKET", "BROKER_URL")
    host.environment |= dict.fromkeys(empty, "")

    asked = "print(s.VAR_DIR == s.BASE_DIR / 'var', s.STATIC_ROOT, s.WHITENOISE_USE_FINDERS, s.EMAIL_BACKEND)"
    told = host.shell(f"from django.conf import settings as s; {asked}")

    assert told.split() == ["True", "None", "True", "django.core.mail.backends.dummy.EmailBackend"]


UNITS = sorted((ROOT / "deploy").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_service_that_may_write_nowhere_has_a_folder_of_its_own(unit):
    text = unit.read_text("utf-8")

    assert "StateDirectory=perfeval" in text or "ProtectSystem" not in text
    assert "PERFEVAL_VAR=/var/lib/perfeval" in text


def test_commands_by_hand_run_with_what_the_service_has():
    unit = (ROOT / "deploy/perfeval.service").read_text("utf-8")
    script = (ROOT / "deploy/manage").read_text("utf-8")
    kept = ("User", "Group", "WorkingDirectory", "EnvironmentFile", "Environment", "UMask")
    has = re.findall(rf"^(?:{'|'.join(kept)}|\w+Directory(?:Mode)?)=(.+)$", unit, re.MULTILINE)

    assert len(has) > len(kept)
    assert [x for line in has for x in line.split() if x not in script] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing")
def test_systemd_takes_the_units(tmp_path):
    names = []
    for unit in (ROOT / "deploy").glob("perfeval*.*"):
        name = unit.name.replace("@", "@1")
        text = unit.read_text("utf-8").replace("/srv/perfeval/.venv/bin/python", sys.executable)
        (tmp_path / name).write_text(text.replace("/srv/perfeval", str(ROOT)), "utf-8")
        names.append(str(tmp_path / name))
    told = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True)

    ours = [line for line in told.stderr.splitlines() if "perfeval" in line]  # others' units may be wrong
    assert (told.returncode, ours) == (0, [])


def test_containers_run_what_is_there_and_take_every_variable():
    services = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text("utf-8"))["services"]
    ours = {name: x for name, x in services.items() if x["image"] == "perfeval"}

    assert {name for name in services if name not in ours} == {"broker"}
    assert all(x["env_file"] == [".env"] for x in ours.values())
    commands = " ".join(str(x.get("command", "")) for x in ours.values())
    assert set(re.findall(r"manage\.py\W+(\w+)", commands)) <= set(get_commands())


def test_the_proxy_speaks_only_what_is_recommended_and_says_who_asks():
    """https://ssl-config.mozilla.org, intermediate, without what has no forward secrecy."""
    text = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    (ciphers,) = re.findall(r"ssl_ciphers ([^;]+);", text)

    assert re.findall(r"ssl_protocols ([^;]+);", text) == ["TLSv1.2 TLSv1.3"]
    assert all(
        re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES\d+-GCM-SHA\d+|CHACHA20-POLY1305)", x)
        for x in ciphers.split(":")
    )
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "proxy_set_header X-Forwarded-Proto https;" in text


def test_the_proxy_has_a_page_for_what_the_program_is_not_asked():
    text = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    pages = re.findall(r"error_page .*/sorry/(\S+);", text)

    assert pages == ["413.html", "429.html", "503.html"]
    assert {x.name for x in (ROOT / "deploy/sorry").iterdir()} == {*pages, "sorry.css"}
    for page in pages:
        html = (ROOT / "deploy/sorry" / page).read_text("utf-8")
        assert "<script" not in html
        assert "style=" not in html
        assert 'lang="zh-CN"' in html


def test_the_image_leaves_behind_what_only_makes_it():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    text = (ROOT / "deploy/Containerfile").read_text("utf-8")

    assert {"tests", "docs", ".git", "var", "deploy/.env"} <= set(ignored)
    assert "./dev setup --server" in text
    assert text.index("COPY --from=made /app /app") < text.index("USER perfeval")


def test_static_files_collected_by_root_are_read_by_the_service(tmp_path):
    options = settings.STORAGES["staticfiles"]["OPTIONS"] | {"location": tmp_path}
    storage = storages.create_storage(settings.STORAGES["staticfiles"] | {"OPTIONS": options})
    name = storage.save("site.css", ContentFile(b"body {}"))

    assert Path(storage.path(name)).stat().st_mode & 0o777 == 0o644


def test_servers_install_what_was_tested():
    """Every pin for servers is a pin of the tests, and none is a tool of developers."""
    pins, tested = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )

    assert pins.items() <= tested.items()
    assert {"celery", "django-storages", "gunicorn"} <= pins.keys()
    assert not {"pytest", "mypy", "ruff", "playwright", "moto"} & pins.keys()


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_services_reach_and_read_only_what_is_listed(unit):
    text = unit.read_text("utf-8")

    for line in ("IPAddressDeny=any", "InaccessiblePaths=-/srv/perfeval/.git", "ProtectSystem=strict"):
        assert f"\n{line}" in text


def test_the_broker_of_the_containers_asks_for_a_password():
    broker = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text("utf-8"))["services"]["broker"]

    assert '--requirepass "$${BROKER_PASSWORD:?}"' in broker["command"][-1]
