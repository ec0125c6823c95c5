"""Fifty files as departments have them: each comes in with exact figures, or says why it does not.

`build.py` wrote them; what is to come of each stands in `files/expected.json`.
"""

import json
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from departments.models import WorkbookImport
from reports.foreign.mapping import guess
from reports.reading.book import Book, Refused
from reports.workbook import importing

FOLDER = Path(__file__).parent / "files"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("read_here"),
    pytest.mark.slow,
    pytest.mark.either_database,
]


def plan_of(name, assessment, by):
    """What an import would do when nobody changes what was guessed."""
    upload = importing.upload(assessment, name, (FOLDER / name).read_bytes(), by=by)
    if upload.kind == WorkbookImport.Kind.TABLE:
        upload.mapping = guess(Book.from_json(upload.content)).to_json()
    return importing.preview(upload)


def comparable(text):
    """A figure by its value."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def rows_of(plan):
    """Name → every value that would be written for it; a project with its line of the budget."""
    troubled = {problem.group for problem in plan.problems}
    found = defaultdict(dict)
    for row in plan.rows:
        values = {cell.field: cell.new for cell in row.cells}
        name = values.get("name") or values.get("project")
        if name and row.line.group not in troubled:
            found[name] |= values
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_comes_in_with_exact_figures_or_explains_itself(name, assessment, preparer):
    expected = EXPECTED[name]
    if "refused" in expected:
        with pytest.raises(Refused, match=expected["refused"]):
            plan_of(name, assessment, preparer)
        return
    plan = plan_of(name, assessment, preparer)
    found = rows_of(plan)

    assert list(found) == [row["name"] for row in expected["rows"]]
    for row in expected["rows"]:
        read = {field: comparable(found[row["name"]].get(field, "")) for field in row}
        assert read == {field: comparable(value) for field, value in row.items()}
    told = " ".join(f"{problem.found} {problem.message}" for problem in plan.problems)
    assert [words for words in expected.get("problems", []) if words not in told] == []
    assert bool(plan.problems) == bool(expected.get("problems"))


def test_there_are_fifty_and_they_are_small():
    files = [path for path in FOLDER.iterdir() if path.name != "expected.json"]

    assert sorted(path.name for path in files) == sorted(EXPECTED)
    assert len(files) == 50
    assert sum(path.stat().st_size for path in files) < 1024 * 1024
