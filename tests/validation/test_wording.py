"""People read Chinese: no key of the program in a finding, a reason or an explained score."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from departments.scoring.methods import score_indicator
from departments.validation import findings_in
from tests.scoring.builders import HUBEI, NO_BUDGET, budget, indicator
from tests.scoring.test_methods import ADJUSTMENT, CONTROL, SATISFACTION, UNDEFINED

from .test_checks import TABLE

ROOT = Path(__file__).parents[2] / "departments"
WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9.-]+")
KNOWN = {
    "min",
    "Excel",
    "PDF",
    "Word",
    "WPS",
    "PPT",
    "UTF-8",
    "GB18030",
    "SHA-256",
    "xlsx",
    "docx",
    "pdf",
    "https",
}
"""Names people know, and the function in the formulas."""


def foreign(text):
    """The words of the program in a text for people."""
    return sorted(set(WORD.findall(text)) - KNOWN)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case[0])
def test_a_finding_is_in_chinese(case):
    titled = replace(case[5], optional_sections=dict.fromkeys(case[5].sections, "概述"))
    for found in findings_in(titled):
        assert foreign("".join((found.place, found.found, found.expected, found.message))) == [], found


@pytest.mark.parametrize(("changes", "words"), UNDEFINED)
def test_a_reason_is_in_chinese(changes, words):
    assert foreign(score_indicator(indicator(**changes), HUBEI, NO_BUDGET).reason) == []


@pytest.mark.parametrize(
    "row",
    [
        indicator("3", "2"),
        indicator("3", "4", method="at_most"),
        indicator("100", "98", method="equal"),
        indicator("好", "好", method="qualitative", tier="full"),
        indicator("好", "好", method="manual", entered_score="7"),
        indicator("90", "85", method="tiers", parameters=SATISFACTION),
        indicator("90", "101", method="deduction", parameters=CONTROL),
        indicator(None, None, method="derived", parameters=ADJUSTMENT),
    ],
    ids=lambda row: row.method,
)
def test_an_explained_score_is_in_chinese(row):
    trace = score_indicator(row, HUBEI, budget("100.00", "95.00", "7.00"))

    assert foreign(str(trace) + "".join(text for pair in trace.rows for text in pair)) == []


def sentences():
    """Every Chinese text in the code of scoring, checks, forms and pages, docstrings left out."""
    for folder in ("scoring", "validation", "forms", "views"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            docs = {id(x.value) for x in ast.walk(tree) if isinstance(x, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                    yield f"{path.name}:{node.lineno}", node.value


def test_no_sentence_of_the_program_holds_a_key():
    is_pattern = re.compile(r"\\|\[|\(\?|\|")
    filled_in = re.compile(r"%\(\w+\)s")  # by Django's forms
    wrong = [
        (place, text)
        for place, text in ((place, filled_in.sub("", text)) for place, text in sentences())
        if re.search("[\u4e00-\u9fff]", text) and foreign(text) and not is_pattern.search(text)
    ]

    assert wrong == []
