"""The table of variables and the settings name the same ones; so do the files for servers."""

import re

from tests.operating.hosts import ROOT

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
