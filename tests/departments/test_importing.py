"""The assessment file into the database and out again: the same file, or every problem and nothing done."""

import copy
import json
from pathlib import Path

import pytest

from departments import assessment_file, demo, importing, queries, workflow
from departments.assessment_file import AssessmentFileError
from departments.models import (
    Assessment,
    AuditEvent,
    BudgetLine,
    Department,
    Goal,
    Indicator,
    Project,
    ScoringScheme,
    Section,
)
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "fixtures/demo").glob("*.json"), *(ROOT / "tests/cases").glob("*.json")])
ROWS = (Project, BudgetLine, Goal, Indicator, Section)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def load(data):
    return assessment_file.load(data, queries.schemes_by_key())


def prepare(data):
    """The department and the year that the file asks for; the file as it comes out again."""
    code = data["department"]["code"] or "999001"
    outline = factories.outline(data.get("outline") or "huangshi-2021")
    project_scheme = factories.scheme(data.get("project_scheme") or "hubei-project-2020")
    authority = factories.authority("某市财政局", code="999")
    factories.department(data["department"]["name"], code=code, parent=authority)
    factories.fiscal_year(
        authority, year=data["year"], scheme=ScoringScheme.objects.get(key=data["scheme"]),
        project_scheme=project_scheme, outline=outline,
    )  # fmt: skip
    registered = {
        "department": {"code": code, "name": data["department"]["name"]},
        "outline": outline.key,
        "project_scheme": project_scheme.key,
    }
    return assessment_file.dump(load(data | registered))


@pytest.mark.variations
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_imported_comes_out_the_same(db, path):
    data = read(path)
    expected = prepare(data)

    assessment = importing.import_facts(load(data), by=None)

    assert assessment_file.dump(queries.facts_for(assessment)) == expected
    assert [event.verb for event in assessment.audit_events.all()] == ["import"]


@pytest.fixture
def data(assessment):
    """The file of the complete self-assessment."""
    return assessment_file.dump(queries.facts_for(assessment))


def counts():
    return [model.objects.count() for model in ROWS]


def test_importing_again_replaces_everything(assessment, preparer, data):
    before = counts()
    data["goals"][0]["indicators"].pop()

    importing.import_facts(load(data), by=preparer)

    assessment.refresh_from_db()
    assert counts() == [before[0], before[1], before[2], before[3] - 1, before[4]]
    assert (assessment.version, Assessment.objects.count()) == (2, 1)
    assert [(e.verb, e.actor) for e in AuditEvent.objects.all()] == [("import", preparer)]


def test_a_department_is_found_by_name_without_a_code(assessment, data):
    data["department"]["code"] = ""

    assert importing.import_facts(load(data), by=None) == assessment


def test_the_year_of_the_nearest_authority_counts(assessment, data, authority):
    city = factories.authority("市财政局")
    factories.fiscal_year(city)
    authority.parent = city
    authority.save()

    assert importing.import_facts(load(data), by=None).fiscal_year.authority == authority


def test_what_is_submitted_is_not_replaced(preparer, assessment, data):
    workflow.submit(assessment, by=preparer)
    before = counts()

    with pytest.raises(AssessmentFileError, match="已送审"):
        importing.import_facts(load(data), by=preparer)

    assert (counts(), AuditEvent.objects.filter(verb="import").count()) == (before, 0)


# what is wrong in the file → the places that are named
WRONG = {
    "unknown department": (lambda d: d["department"].update(code="000"), ["department.code"]),
    "no such name": (lambda d: d["department"].update(code="", name="无"), ["department.name"]),
    "unknown year": (lambda d: d.update(year=2009), ["year"]),
    "three at once": (
        lambda d: (
            d["department"].update(name="别的局"),
            d.update(scheme="national-project-2020", outline="dongxihu-2020"),
        ),
        ["department.name", "scheme", "outline"],
    ),
    "unknown year and projects": (
        lambda d: (d.update(year=2009), d["budget"][2].update(project="甲")), ["year", "budget[2].project"]
    ),
    "unknown text": (lambda d: d["sections"].update(poem="诗"), ["sections.poem"]),
    "project twice": (lambda d: d["projects"].append(dict(d["projects"][0])), ["projects[1].name"]),
    "unknown projects": (
        lambda d: (d["budget"][2].update(project="甲"), d["goals"][0].update(project="乙")),
        ["budget[2].project", "goals[0].project"],
    ),
    "target too long": (
        lambda d: d["goals"][0]["indicators"][0].update(target="长" * 301, actual="9" * 301),
        ["goals[0].indicators[0].target", "goals[0].indicators[0].actual"],
    ),
    "negative first budget": (
        lambda d: (d["budget"][0].update(initial="-1.00"), d["budget"][1].update(initial="-2.00")),
        ["budget[0].initial", "budget[1].initial"],
    ),
    "money without category project": (
        lambda d: d["budget"][0].update(project="招商引资专项"), ["budget[0].category"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_every_problem_is_named_and_nothing_is_done(assessment, data, case):
    spoil, places = WRONG[case]
    before = counts()
    spoil(data)

    with pytest.raises(AssessmentFileError) as refused:
        importing.import_facts(load(data), by=None)

    named = [problem.path for problem in refused.value.problems]
    assert [place for place in places if place not in named] == []
    assert (counts(), AuditEvent.objects.count()) == (before, 0)
    assessment.refresh_from_db()
    assert assessment.version == 1


LONG = ("name", "office", "purpose", "reason", "title", "expected", "actual", "unit", "level1", "level2")


def _texts(data):
    """Every object of the file that holds texts, by its place."""
    yield "projects[0]", data["projects"][0]
    yield "goals[0]", data["goals"][0]
    yield "goals[0].indicators[0]", data["goals"][0]["indicators"][0]


@pytest.mark.parametrize(
    "bad", ["长" * 21_000, "\x00", "\ud800", "\u202e"], ids=["long", "NUL", "surrogate", "bidi"]
)
@pytest.mark.parametrize("number", range(3))
def test_texts_that_the_database_cannot_hold_are_named(assessment, data, number, bad):
    for name in LONG:
        spoiled = copy.deepcopy(data)
        place, row = list(_texts(spoiled))[number]
        if name not in row:
            continue
        row[name] = bad
        with pytest.raises(AssessmentFileError) as refused:
            importing.import_facts(load(spoiled), by=None)
        assert refused.value.problems[0].path.startswith(place)


def test_an_empty_file_makes_an_empty_self_assessment(db):
    data = read(FILES[0]) | {"budget": [], "projects": [], "goals": [], "sections": {}}
    expected = prepare(data)

    assessment = importing.import_facts(load(data), by=None)

    assert assessment_file.dump(queries.facts_for(assessment)) == expected
    assert Department.objects.count() == 2


@pytest.mark.parametrize("count", [1, 30])
def test_an_import_takes_a_fixed_number_of_queries(assessment, data, django_assert_max_num_queries, count):
    data["goals"][0]["indicators"] = [
        data["goals"][0]["indicators"][0] | {"name": f"指标{i}"} for i in range(count)
    ]
    facts = load(data)

    with django_assert_max_num_queries(73):
        importing.import_facts(facts, by=None)


def test_both_demo_files_are_of_the_demo_departments(db):
    codes = {bureau.department for bureau in demo.BUREAUS}

    assert {tuple(read(path)["department"].values()) for path in FILES if path.parent.name == "demo"} == codes
