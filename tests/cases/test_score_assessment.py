import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

FOLDER = Path(__file__).parent
GOOD = FOLDER / "05-hubei-fishing-ban-2020.json"


def run(capsys, *files):
    """The printed results, and the exit code."""
    code = 0
    try:
        call_command("score_assessment", *map(str, files))
    except SystemExit as stopped:
        code = stopped.code
    return json.loads(capsys.readouterr().out), code


def test_prints_scorecards_and_findings(capsys):
    results, code = run(capsys, GOOD, FOLDER / "08-jishan-medical-insurance-2020.json")

    assert code == 0
    assert [list(result) for result in results] == [["file", "scorecards", "findings", "error"]] * 2
    assert results[0]["file"] == str(GOOD)
    assert results[0]["scorecards"][0]["total"] == "100.00"
    assert results[1]["scorecards"][0]["lines"][0] | {"trace": ""} == {
        "goal": "年度总体目标",
        "name": "全县参合人数",
        "weight": "15",
        "score": "14.86",
        "reported": "13",
        "trace": "",
    }
    assert results[1]["findings"][0].keys() == {"check", "severity", "place", "found", "expected", "message"}


def test_an_unreadable_file_leaves_the_others_scored(capsys, tmp_path):
    bad = {
        "binary.json": b"\x00\xff\xfe",
        "deep.json": b"[" * 100_000,
        "twice.json": b'{"format": "a", "format": "b"}',
        "unknown.json": GOOD.read_bytes().replace(b'"year"', b'"jahr"'),
        "huge.json": b" " * 10_000_001,
    }
    for name, raw in bad.items():
        (tmp_path / name).write_bytes(raw)
    files = [*(tmp_path / name for name in bad), tmp_path, tmp_path / "missing.json", GOOD]

    results, code = run(capsys, *files)

    assert code == 2
    assert all(result["error"] and not result["scorecards"] for result in results[:-1])
    assert "jahr" in results[3]["error"]
    assert results[-1]["error"] is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("database", "encoding"),
    [
        ("postgres://nobody:wrong@127.0.0.1:1/nothing", "utf-8"),
        ("postgres://nobody:wrong@127.0.0.1:1/nothing", "ascii"),
        ("garbage", "utf-8"),
        ("broken://x", "utf-8"),
    ],
)
def test_needs_no_database(tmp_path, database, encoding):
    environment = os.environ | {"DATABASE_URL": database, "PYTHONIOENCODING": encoding}
    odd = tmp_path / os.fsdecode("自评\udcff.json".encode("utf-8", "surrogateescape"))
    odd.write_bytes(GOOD.read_bytes())

    done = subprocess.run(
        [sys.executable, "manage.py", "score_assessment", str(GOOD), str(odd)],
        cwd=FOLDER.parents[1], env=environment, capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr.decode()
    assert [result["error"] for result in json.loads(done.stdout)] == [None, None]
