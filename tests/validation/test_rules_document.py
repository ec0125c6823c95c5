"""docs/rules.md lists every rule and names what exists: no rule without a row, a source and a test."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

import departments.validation
from departments.rulebook import RULES
from departments.scoring.methods import METHODS
from departments.validation import CHECKS
from departments.validation.waivable import WHY_NOT

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "`" in line
]
OUTSIDE = {"check_can_be_kept"}
"""Checks of the way to the archive, which need more than the facts."""
SOURCE = re.compile(r"〔20\d\d〕\d+号|自评|附表|复核实务|公开|本产品|批复|明细|四川|执行率|支出|财政部|勾稽")
"""A clause, a form, or where the practice was seen."""


def found(name):
    """The object behind `scoring.methods.at_least`."""
    parts = name.split(".")
    here = importlib.import_module("departments." + parts[0])
    for number, part in enumerate(parts[1:], 2):
        if inspect.ismodule(here) and not hasattr(here, part):
            here = importlib.import_module("departments." + ".".join(parts[:number]))
        else:
            here = getattr(here, part)
    return here


def written_checks():
    """Every function of validation named as a check, wherever it stands."""
    folder = Path(departments.validation.__file__).parent
    return {
        node.name
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check_")
    }


def test_every_method_and_check_has_one_row():
    functions = [found(row[2].strip("`")) for row in ROWS]
    rules = [*METHODS.values(), *CHECKS]

    assert [function.__name__ for function in rules if functions.count(function) != 1] == []
    checks = [function for function in functions if function.__name__.startswith("check_")]
    assert [function for function in checks if function.__name__ not in OUTSIDE] == list(CHECKS)
    assert {function.__name__ for function in checks} - {x.__name__ for x in CHECKS} == OUTSIDE


def test_no_check_is_written_and_not_run():
    assert written_checks() == {check.__name__ for check in CHECKS}


def test_the_bureau_knows_every_rule():
    assert set(RULES) == {check.__name__ for check in CHECKS} | OUTSIDE
    assert set(WHY_NOT) <= set(RULES)
    assert [rule.name for rule in RULES.values() if rule.text != found_text(rule.name)] == []


def found_text(name):
    """The text of the row."""
    return next(row[0] for row in ROWS if row[2].endswith(f".{name}`"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2])
def test_a_row_names_what_exists(row):
    rule, source, function, test = row
    file, name = re.fullmatch(r"`(.+)::(.+)`", test).groups()

    assert rule
    assert SOURCE.search(source)
    assert found(function.strip("`")).__doc__
    assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_is_described_by_its_docstring(check):
    row = next(row for row in ROWS if row[2].endswith(f".{check.__name__}`"))

    assert row[0] == check.__doc__
    assert len(check.__name__) <= 60
