"""Published forms, recomputed: every row and every published error, and no finding that is not expected."""

from pathlib import Path

import pytest

from departments import assessment_file
from departments.scoring.rounding import plain
from departments.scoring.schemes import load_schemes
from departments.scoring.scorecard import score
from departments.validation import findings_in

from .expectations import FORMS

FOLDER = Path(__file__).parent


def read(name):
    return assessment_file.load(assessment_file.read(FOLDER / f"{name}.json"), load_schemes())


def test_every_file_has_its_expectations():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_totals(name):
    card = score(read(name))[0]
    expected = FORMS[name]

    assert (str(card.execution_score), str(card.total), card.grade) == expected[:3]


@pytest.mark.parametrize("name", FORMS)
def test_each_row_agrees_or_has_a_finding(name):
    facts = read(name)
    card = score(facts)[0]
    found = [
        (
            line.name,
            None if line.score is None else str(line.score),
            None if line.reported is None else plain(line.reported),
        )
        for line in card.lines
    ]
    findings = {(x.check, x.place.split("／")[2]) for x in findings_in(facts) if x.place.count("／") >= 2}

    assert found == [row[:3] for row in FORMS[name].rows]
    for row in FORMS[name].rows:
        checks = {check for check, place in findings if place == row.name and check in WITHOUT_AGREEMENT}
        assert checks == ({row.finding} if row.finding else set()), row.name


WITHOUT_AGREEMENT = {row.finding for form in FORMS.values() for row in form.rows if row.finding}
"""Findings that say why a row's published score is not the computed one."""


@pytest.mark.parametrize("name", FORMS)
def test_the_published_errors_are_found_and_nothing_else(name):
    found = [
        (x.check, x.place, x.found, x.expected)
        for x in findings_in(read(name))
        if x.check not in WITHOUT_AGREEMENT
    ]
    expected = FORMS[name].findings

    missing = [
        e for e in expected if not any(e[0] == f[0] and f[1].endswith(e[1]) and e[2:] == f[2:] for f in found)
    ]
    surplus = [
        f for f in found if not any(e[0] == f[0] and f[1].endswith(e[1]) and e[2:] == f[2:] for e in expected)
    ]
    assert (missing, surplus) == ([], [])
