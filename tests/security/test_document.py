"""docs/security.md and docs/asvs.md name what exists and leave no requirement without a verdict."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECURITY, ASVS = ((ROOT / f"docs/{x}.md").read_text(encoding="utf-8") for x in ("security", "asvs"))
BOTH = SECURITY + ASVS
LEVELS = (
    "22 1111122223 112222222223 222 123",
    "122 112 12223 23",
    "3 113 12223 11222233 11122333 3 22333",
    "12233 23333 22 1222",
    "2 112333 113 222",
    "122 111111112222 11223333 112233 22222333 2223 33 2222",
    "222 1111 22 11222 223 22",
    "1233 1123 133 23",
    "111 1222",
    "22 223 22223 1111122222233333 22222 22 222",
    "2233 22233 11233 1222 23 23 33",
    "12233 11 22223",
    "2333 222223 2233 1222233",
    "22 12223333 122",
    "12233 12233 1222222 3333",
    "2 22222 2222 222 2223",
    "23 22223333 22",
)
"""ASVS 5.0.0: a line for each chapter, a word for each section, a digit for the level of each requirement."""
VERDICTS = ("满足", "部分", "缺", "不适用", "运维")
ASVS_VERDICTS = ("满足", "部分", "未满足", "不适用")
ENVIRONMENT = re.findall(r"`(PERFEVAL_\w+)", BOTH)
REQUIREMENT, CLAUSE = r"\| \d+\.\d+\.\d+ \|", r"\| 8\.1\."


def rows(document, pattern):
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in document.splitlines()
        if re.match(pattern, line)
    ]


def requirements():
    """Number and level of each requirement of the first two levels."""
    return [
        [f"{chapter}.{section}.{number}", level]
        for chapter, sections in enumerate(LEVELS, 1)
        for section, levels in enumerate(sections.split(), 1)
        for number, level in enumerate(levels, 1)
        if level in "12"
    ]


def test_every_requirement_of_the_asvs_has_a_verdict():
    judged = rows(ASVS, REQUIREMENT)

    assert [row[:2] for row in judged] == requirements()
    assert {row[3] for row in judged} <= set(ASVS_VERDICTS)
    assert [row[0] for row in judged if len(row) != 6 or not all(row)] == []


def test_what_does_not_hold_says_what_is_missing_and_the_rest_does_not():
    told = {row[0] for row in rows(ASVS, REQUIREMENT) if "缺：" in row[4]}

    assert told == {row[0] for row in rows(ASVS, REQUIREMENT) if row[3] in ("部分", "未满足")}


def test_every_requirement_is_tested_or_looked_at():
    def proves(cell):
        return cell == "检查" or all(re.fullmatch(r"`tests/[\w/.:]+`", x) for x in cell.split("、"))

    assert [row[0] for row in rows(ASVS, REQUIREMENT) if not proves(row[5])] == []


def test_the_sums_are_those_of_the_table():
    found = Counter((row[3], row[1]) for row in rows(ASVS, REQUIREMENT))
    sums = {x: (found[x, "1"], found[x, "2"], found[x, "1"] + found[x, "2"]) for x in ASVS_VERDICTS}

    told = rows(ASVS, rf"\| ({'|'.join(ASVS_VERDICTS)}) \|")
    assert {row[0]: tuple(map(int, row[1:])) for row in told} == sums
    said = "，".join(f"{name}{sums[name][2]}" for name in ASVS_VERDICTS)
    assert f"{len(requirements())}条逐条对照见 [asvs.md](asvs.md)：{said}。" in SECURITY


def test_every_clause_has_a_verdict():
    judged = rows(SECURITY, CLAUSE)

    assert {row[0].split()[0] for row in judged} == {
        *(f"8.1.4.{number}" for number in range(1, 12)),
        *(f"8.1.5.{number}" for number in range(1, 5)),
    }
    assert {row[1].strip("*") for row in judged} <= set(VERDICTS)


def test_what_is_said_to_hold_is_tested_or_looked_at():
    unproven = [row[0] for row in rows(SECURITY, CLAUSE) if row[1] in ("满足", "部分") and row[3] == "–"]

    assert unproven == []


def test_every_test_that_is_named_exists():
    missing = []
    for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", BOTH):
        file = ROOT / path
        if not file.exists() or (name and f"def {name}(" not in file.read_text(encoding="utf-8")):
            missing.append(f"{path}::{name}")

    assert missing == []


def test_every_file_and_setting_that_is_named_exists():
    files = re.findall(r"`((?:docs|departments|reports|perfeval|deploy|static|templates)/[\w/.-]+)`", BOTH)
    settings = "".join(x.read_text(encoding="utf-8") for x in (ROOT / "perfeval").glob("*.py"))

    assert [x for x in files if not (ROOT / x).exists()] == []
    assert [x for x in ENVIRONMENT if x not in settings] == []
