"""docs/security.md names tests that exist and leaves no section of the standards without a verdict."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
SECTIONS = (5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3)
"""Of each chapter of ASVS 5.0, V1 to V17: how many sections it has."""
VERDICTS = ("满足", "部分", "缺", "不适用", "运维")
ENVIRONMENT = re.findall(r"`(PERFEVAL_\w+)", DOCUMENT)


def rows(pattern):
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCUMENT.splitlines()
        if re.match(pattern, line)
    ]


def test_every_section_of_the_asvs_has_a_verdict():
    judged = rows(r"\| \d+\.\d ")

    assert [row[0].split()[0] for row in judged] == [
        f"{chapter}.{section}" for chapter, count in enumerate(SECTIONS, 1) for section in range(1, count + 1)
    ]
    assert {row[1] for row in judged} <= set(VERDICTS)
    assert [row for row in judged if not all(row)] == []


def test_every_clause_has_a_verdict():
    judged = rows(r"\| 8\.1\.")

    assert {row[0].split()[0] for row in judged} == {
        *(f"8.1.4.{number}" for number in range(1, 12)),
        *(f"8.1.5.{number}" for number in range(1, 5)),
    }
    assert {row[1].strip("*") for row in judged} <= set(VERDICTS)


def test_what_is_said_to_hold_is_tested_or_looked_at():
    unproven = [
        row[0] for row in rows(r"\| (\d+\.\d|8\.1\.)") if row[1] in ("满足", "部分") and row[3] == "–"
    ]

    assert unproven == []


def test_every_test_that_is_named_exists():
    missing = []
    for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", DOCUMENT):
        file = ROOT / path
        if not file.exists() or (name and f"def {name}(" not in file.read_text(encoding="utf-8")):
            missing.append(f"{path}::{name}")

    assert missing == []


def test_every_file_and_setting_that_is_named_exists():
    files = re.findall(r"`((?:docs|departments|reports|perfeval)/[\w/.-]+)`", DOCUMENT)
    settings = "".join(x.read_text(encoding="utf-8") for x in (ROOT / "perfeval").glob("*.py"))

    assert [x for x in files if not (ROOT / x).exists()] == []
    assert [x for x in ENVIRONMENT if x not in settings] == []
