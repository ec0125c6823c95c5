"""manage.py check_text: any text file, no database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]
TEXTS = Path(__file__).parent / "texts"
TABLES = ROOT / "fixtures" / "demo" / "dongxihu-2020.json"


def run(capsys, *args):
    """What was printed, and the exit code."""
    code = 0
    try:
        call_command("check_text", *map(str, args))
    except SystemExit as stopped:
        code = stopped.code
    return json.loads(capsys.readouterr().out), code


def written(tmp_path, raw):
    path = tmp_path / "文本.txt"
    path.write_bytes(raw)
    return path


def test_prints_quantities_and_findings(capsys, tmp_path):
    text = "预算100万元，支出95万元，执行率97%。"
    result, code = run(capsys, written(tmp_path, text.encode()))

    assert code == 0
    assert list(result) == ["quantities", "findings"]
    assert result["quantities"][2] == {"text": "97%", "start": 18, "end": 21, "class": "wrong"}
    assert result["findings"] == [
        {
            "check": "check_narrative_rates",
            "severity": "warning",
            "place": "第1段／97%",
            "found": "97%",
            "expected": "95%",
            "message": "“预算100万元，支出95万元，执行率97%”：95÷100＝95%，与计算结果不符，应为95%。",
            "start": 18,
            "end": 21,
        }
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(capsys, tmp_path, encoding):
    text = "预算１００万元，\r\n支出95万元，执行率97%。"
    result, code = run(capsys, written(tmp_path, text.encode(encoding)))

    assert code == 0
    assert [text[x["start"] : x["end"]] for x in result["quantities"]] == ["１００万元", "95万元", "97%"]
    assert [x["text"] for x in result["quantities"]] == ["１００万元", "95万元", "97%"]


def test_with_tables(capsys, tmp_path):
    path = written(
        tmp_path, "基本支出预算{基本支出预算数}万元，基本支出决算为769.17万元，自评总得分95.64分。".encode()
    )
    result, code = run(capsys, path, "--tables", TABLES)

    assert code == 0
    assert [(x["text"], x["class"]) for x in result["quantities"]] == [
        ("{基本支出预算数}万元", "unknown"), ("769.17万元", "wrong"), ("95.64分", "agrees"),
    ]  # fmt: skip
    assert [(x["found"], x["expected"]) for x in result["findings"]] == [("769.17万元", "796.17万元")]


@pytest.mark.parametrize(
    "raw",
    [b"\x00\x01\x02PNG", b"%PDF-1.7\n\xff\xfe\x00", b"\xff" * 100, b" " * 20_000_001],
    ids=["binary", "pdf", "no text", "huge"],
)
def test_what_is_no_text_is_refused(capsys, tmp_path, raw):
    result, code = run(capsys, written(tmp_path, raw))

    assert code == 2
    assert result["error"]
    assert result["quantities"] == result["findings"] == []


@pytest.mark.slow
def test_five_megabytes_are_read(capsys, tmp_path):
    words = "各科室认真落实年度工作要求，定期对指标进行安排部署，分析原因，倒排工期。\n" * 46_000
    text = words + "全年受理案件3256件，审结3102件，结案率96.27%。\n"
    result, code = run(capsys, written(tmp_path, text.encode()))

    assert len(text.encode()) > 5_000_000
    assert code == 0
    assert [x["expected"] for x in result["findings"]] == ["95.27%"]


def test_what_cannot_be_opened_is_refused(capsys, tmp_path):
    good = written(tmp_path, b"")
    missing = [
        (tmp_path / "missing.txt",),
        (tmp_path,),
        (good, "--tables", tmp_path / "missing.json"),
        (good, "--tables", good),
    ]

    assert [run(capsys, *args)[1] for args in missing] == [2] * 4
    assert run(capsys, good) == ({"quantities": [], "findings": []}, 0)


@pytest.mark.slow
def test_needs_no_database():
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody:wrong@127.0.0.1:1/nothing",
        "PYTHONIOENCODING": "ascii",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check_text", str(TEXTS / "huangshi-2021.txt")],
        cwd=ROOT, env=environment, capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr.decode()
    assert [x["expected"] for x in json.loads(done.stdout)["findings"]] == ["16.40%", "83.60%"]
