"""docs/rules.md lists every rule, and everything it names exists."""

import importlib
import re
from pathlib import Path

import pytest

from departments.scoring.methods import METHODS
from departments.validation import CHECKS

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "`" in line
]


def found(name):
    """The object behind `scoring.methods.at_least`."""
    parts = name.split(".")
    here = importlib.import_module("departments." + ".".join(parts[:2]))
    for part in parts[2:]:
        here = getattr(here, part)
    return here


def test_every_method_and_check_has_one_row():
    functions = [found(row[2].strip("`")) for row in ROWS]
    rules = [*METHODS.values(), *CHECKS]

    assert [function.__name__ for function in rules if functions.count(function) != 1] == []
    checks = [function for function in functions if function.__name__.startswith("check_")]
    assert checks == list(CHECKS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2])
def test_a_row_names_what_exists(row):
    rule, source, function, test = row
    file, name = re.fullmatch(r"`(.+)::(.+)`", test).groups()

    assert rule
    assert source
    assert found(function.strip("`")).__doc__
    assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_is_described_by_its_docstring(check):
    row = next(row for row in ROWS if row[2].endswith(f".{check.__name__}`"))

    assert row[0] == check.__doc__
    assert len(check.__name__) <= 60
