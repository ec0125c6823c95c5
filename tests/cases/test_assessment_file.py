import copy
import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from departments import assessment_file
from departments.assessment_file import AssessmentFileError, UnreadableFileError
from departments.assessment_file.shape import (
    BUDGET_LINE,
    DEPARTMENT,
    FILE,
    GOAL,
    INDICATOR,
    PARAMETERS,
    PROJECT,
    REPORTED,
    TIER,
)  # fmt: skip
from departments.scoring.schemes import load_schemes

ROOT = Path(__file__).parents[2]
CASES = sorted(Path(__file__).parent.glob("*.json"))
SCHEMA = json.loads((ROOT / "docs" / "assessment-file.schema.json").read_text(encoding="utf-8"))
SCHEMES = load_schemes()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.fixture
def data():
    """The example of the documentation."""
    text = (ROOT / "docs" / "assessment-file.md").read_text(encoding="utf-8")
    return json.loads(text.split("```json")[1].split("```")[0])


def load(data):
    return assessment_file.load(data, SCHEMES)


def problems_of(data):
    with pytest.raises(AssessmentFileError) as refused:
        load(data)
    return refused.value.problems


def set_at(data, path, value):
    """Set data[…][…] by a path such as goals.0.weight."""
    *parents, last = [int(x) if x.isdigit() else x for x in path.split(".")]
    for step in parents:
        data = data[step]
    data[last] = value


def test_the_example_is_read_and_written(data):
    facts = load(data)

    assert facts.budget[0].initial == Decimal("8319100.00")
    assert facts.goals[0].indicators[0].actual.number == Decimal("23333.56")
    assert facts.reported == {"execution_score": "19.14", "total": "99.14"}
    assert assessment_file.dump(facts) == data


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_case_fits_the_schema_and_survives_a_round_trip(path):
    data = assessment_file.read(path)
    facts = load(data)
    written = assessment_file.dump(facts)

    VALIDATOR.validate(data)
    VALIDATOR.validate(written)
    assert load(written) == facts
    assert assessment_file.dump(load(written)) == written


def test_absent_keys_have_defaults():
    minimal = {"format": "perfeval.assessment/1", "scheme": "hubei-department-2020",
               "department": {"name": "某局"}, "year": 2020,
               "goals": [{"indicators": [{"name": "甲", "method": "at_least"}]}],
               "budget": [{"category": "personnel"}]}  # fmt: skip
    facts = load(minimal)

    VALIDATOR.validate(minimal)
    assert facts.goals[0].indicators[0].weight is None
    assert facts.budget[0].source == "appropriation"
    assert load(assessment_file.dump(facts)) == facts


def test_optional_keys_survive(data):
    row = data["goals"][0]["indicators"][0]
    row |= {"adjusted_target": "≥18000", "adjustment_reason": "批复", "accumulation": "average"}
    row["parameters"] = {"tiers": [{"at_least": "90", "score": "5"}, {"at_least": "0", "score": "1"}]}
    data["projects"][0] |= {
        "reason": "疫情",
        "reported": {"execution_score": None, "total": None, "grade": None},
    }
    data["projects"][0]["reported"]["execution_rate"] = "97.05"
    data["note"] = "据公开文本"

    VALIDATOR.validate(data)
    assert assessment_file.dump(load(data)) == data


PLACES = ["", "department", "budget.0", "projects.0", "goals.0", "goals.0.indicators.0", "reported"]


@pytest.mark.parametrize("place", PLACES)
def test_an_unknown_key_fails_in_schema_and_reader_and_is_named(data, place):
    set_at(data, f"{place}.bonus".removeprefix("."), "1")

    assert not VALIDATOR.is_valid(data)
    assert any("bonus" in problem.path and "未知" in problem.found for problem in problems_of(data))


@pytest.mark.parametrize(
    ("properties", "fields"),
    [
        (SCHEMA["properties"], FILE),
        (SCHEMA["properties"]["department"]["properties"], DEPARTMENT),
        (SCHEMA["$defs"]["budget_line"]["properties"], BUDGET_LINE),
        (SCHEMA["$defs"]["project"]["properties"], PROJECT),
        (SCHEMA["$defs"]["goal"]["properties"], GOAL),
        (SCHEMA["$defs"]["indicator"]["properties"], INDICATOR),
        (SCHEMA["$defs"]["parameters"]["properties"], PARAMETERS),
        (SCHEMA["$defs"]["parameters"]["properties"]["tiers"]["items"]["properties"], TIER),
    ],
)
def test_schema_and_reader_know_the_same_keys(properties, fields):
    assert set(properties) == {field.name for field in fields}


def test_schema_and_reader_know_the_same_reported_figures():
    assert set(SCHEMA["$defs"]["reported"]["properties"]) == REPORTED


ROW = "goals.0.indicators.0"
WRONG = [
    ("format", "perfeval.assessment/2", "format"),
    ("scheme", "no-such-scheme", "scheme"),
    ("scheme", "", "scheme"),
    ("scheme", None, "scheme"),
    ("project_scheme", "no-such-scheme", "project_scheme"),
    ("year", "2020", "year"),
    ("year", True, "year"),
    ("year", 1999, "year"),
    ("department", [], "department"),
    ("department", {"code": "1"}, "department.name"),
    ("budget", {}, "budget"),
    ("budget", [None], "budget[0]"),
    ("budget.0.category", "travel", "budget[0].category"),
    ("budget.0.source", None, "budget[0].source"),
    ("budget.0.initial", 8319100, "budget[0].initial"),
    ("budget.0.initial", 8319100.5, "budget[0].initial"),
    ("budget.0.initial", "8319100.001", "budget[0].initial"),
    ("budget.0.initial", "99999999999999.00", "budget[0].initial"),
    ("budget.0.initial", "8,319,100.00", "budget[0].initial"),
    ("budget.0.initial", "", "budget[0].initial"),
    ("budget.0.spent", "-1.00", "budget[0].spent"),
    (f"{ROW}.method", "guess", "goals[0].indicators[0].method"),
    (f"{ROW}.accumulation", "mean", "goals[0].indicators[0].accumulation"),
    (f"{ROW}.accumulation", None, "goals[0].indicators[0].accumulation"),
    (f"{ROW}.tier", "half", "goals[0].indicators[0].tier"),
    (f"{ROW}.target", 20000, "goals[0].indicators[0].target"),
    (f"{ROW}.target", "1234567890123", "goals[0].indicators[0].target"),
    (f"{ROW}.target", "0.1234567", "goals[0].indicators[0].target"),
    (f"{ROW}.target", ["1"], "goals[0].indicators[0].target"),
    (f"{ROW}.name", None, "goals[0].indicators[0].name"),
    (f"{ROW}.name", "x" * 301, "goals[0].indicators[0].name"),
    (f"{ROW}.parameters", {"tiers": [{"at_least": 90, "score": "5"}]},
     "goals[0].indicators[0].parameters.tiers[0].at_least"),
    (f"{ROW}.parameters", {"step": None}, "goals[0].indicators[0].parameters.step"),
    (f"{ROW}.parameters", {"colour": "red"}, "goals[0].indicators[0].parameters.colour"),
    ("sections", {"a": 1}, "sections.a"),
    ("sections", {"a": "x" * 20001}, "sections.a"),
    ("reported.total", 95, "reported.total"),
    ("reported.total", "九十五", "reported.total"),
]  # fmt: skip
WRONG += [
    (f"{ROW}.weight", weight, "goals[0].indicators[0].weight")
    for weight in (
        10,
        1.5,
        "NaN",
        "Infinity",
        "-Infinity",
        "1e2",
        "1_0",
        "٣",
        "１０",
        "100.0001",
        "1.00001",
        "-1",
        " 1",
        "1.",
    )
]
WRONG += [
    ("goals.0.expected", f"目标{character}", "goals[0].expected")
    for character in "\x00\x07\u200b\u202e\ufeff\ud800\u2028\x7f"
]


@pytest.mark.parametrize(("place", "value", "path"), WRONG)
def test_a_wrong_value_is_refused_at_its_place(data, place, value, path):
    set_at(data, place, value)

    problems = problems_of(data)

    assert path in [problem.path for problem in problems]
    assert all(problem.found and problem.expected for problem in problems)
    str(AssessmentFileError(problems)).encode("utf-8")


@pytest.mark.parametrize("value", [None, [], "text", 5, {}])
def test_a_file_that_is_no_assessment_is_refused(value):
    assert problems_of(value)


def test_all_problems_come_at_once(data):
    set_at(data, f"{ROW}.weight", 10)
    set_at(data, "budget.0.category", "travel")
    del data["year"]
    data["extra"] = "1"

    assert [problem.path for problem in problems_of(data)] == [
        "extra",
        "year",
        "budget[0].category",
        "goals[0].indicators[0].weight",
    ]


def test_too_many_rows_are_refused(data):
    data["budget"] = [copy.copy(data["budget"][0]) for _ in range(5001)]

    assert problems_of(data) == [("budget", "5001行", "不超过5000行")]


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"\x89PNG\r\n\x1a\n", "{}".encode("utf-16"), b'{"a": 1, "a": 2}', b'{"a": NaN}',
        b'{"a": -Infinity}', b"[" * 200_000, b'{"a":' * 100_000, b"[" * 41 + b"]" * 41,
        b'{"year": ' + b"9" * 5000 + b"}", b" " * 10_000_001,
    ],
    ids=lambda raw: repr(raw[:12]),
)  # fmt: skip
def test_bytes_that_are_no_json_are_refused(raw):
    with pytest.raises(UnreadableFileError) as refused:
        assessment_file.parse(raw)

    assert refused.value.problems[0].path == "文件"


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "missing.json", tmp_path, "nul\x00byte"):
        with pytest.raises(UnreadableFileError):
            assessment_file.read(path)
