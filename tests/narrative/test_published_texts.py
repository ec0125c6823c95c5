# ruff: noqa: E501 (a table reads by rows)
"""Two published documents: every quantity with its class, every inconsistency with its right value.

`texts/*.expected.txt` lists the quantities in their order, one a line: class, tab, text. `unknown` is no fault:
the document states nothing it could be compared with.
"""

from pathlib import Path

import pytest

from departments import assessment_file
from departments.scoring.schemes import load_schemes
from departments.scoring.scorecard import score
from departments.validation import findings_in
from departments.validation.narrative import FAULTS, examine
from departments.validation.narrative.not_quantities import masked
from departments.validation.narrative.tables import Tables
from departments.validation.narrative.texts import Text

TEXTS = Path(__file__).parent / "texts"
DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
NAMES = ("dongxihu-2020", "huangshi-2021")

# quantity, how many words before it, class, right value
FAULTY = {
    "dongxihu-2020": [
        ("绩效目标4大类", "contradicts", "2类"),
        ("完成了14个", "contradicts", "15个"),
        ("完成全年任务11.5亿美元的105.4%", "truncated", "105.5%"),
        ("限上商贸企业23家", "contradicts", "8家"),
        ("进限入库8家", "contradicts", "2家"),
        ("限上商贸企业8家", "contradicts", "23家"),
        ("进限2家", "contradicts", "8家"),
    ],
    "huangshi-2021": [
        ("占总支出的 16.39%", "truncated", "16.40%"),
        ("占总支出的 83.61%", "rounding", "83.60%"),
    ],
}


def text_of(name):
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


def examined(name, tables=None):
    return examine([("", "", text_of(name))], None, tables)


def tables_of(name):
    facts = assessment_file.load(assessment_file.read(DEMO / f"{name}.json"), load_schemes())
    return Tables.of(facts, score(facts))


def shown(examination, name):
    """The words that end in each faulty quantity, its class and the right value."""
    text = text_of(name)
    return [
        (
            next(x for x, *_ in FAULTY[name] if text[: fault.mention.end].endswith(x)),
            fault.verdict,
            fault.expected,
        )
        for fault in examination.faults
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_quantity_has_its_class(name):
    examination = examined(name)
    section = examination.sections[0]
    found = [f"{examination.class_of(0, x)}\t{x.text}" for x in section.quantities]

    assert found == (TEXTS / f"{name}.expected.txt").read_text(encoding="utf-8").splitlines()
    assert len([row for row in found if row.split("\t")[0] in FAULTS]) == len(FAULTY[name])


@pytest.mark.parametrize("name", NAMES)
def test_every_digit_is_read_or_no_quantity(name):
    folded = Text.of(text_of(name)).folded
    left = list(masked(folded))
    for quantity in examined(name).sections[0].quantities:
        left[quantity.start : quantity.end] = " " * (quantity.end - quantity.start)

    assert [x for x in left if x.isdecimal()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_inconsistency_is_found_with_its_right_value(name):
    assert shown(examined(name), name) == FAULTY[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_add_no_false_alarm(name):
    assert shown(examined(name, tables_of(name)), name) == FAULTY[name]


def test_the_tables_are_recognised_in_the_text():
    examination = examined("dongxihu-2020", tables_of("dongxihu-2020"))
    agreed = {x.mention.quantity.text for x in examination.statements if x.check == "check_narrative_tables"}

    assert agreed >= {
        "19.64分",
        "76分",
        "95.64分",
        "2,161.48万元",
        "831.91万元",
        "98.22%",
        "15个",
        "9项",
        "23家",
    }


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("自评得分19.64分", "自评得分19.46分", "19.64分"),
        ("基本支出为831.91万元", "基本支出为813.91万元", "831.91万元"),
        ("总计15个", "总计16个", "15个"),
        ("数量指标4项", "数量指标5项", "4项"),
        ("入库限上商贸企业23家", "入库限上商贸企业32家", "23家"),
    ],
)
def test_a_figure_unlike_the_tables_is_found(right, wrong, expected):
    text = text_of("dongxihu-2020").replace(right, wrong, 1)
    examination = examine([("", "", text)], None, tables_of("dongxihu-2020"))
    found = [x.expected for x in examination.statements if x.verdict == "wrong" and "tables" in x.check]

    assert found == [expected]


@pytest.mark.parametrize("name", NAMES)
def test_the_demo_reports_only_what_is_true(name):
    facts = assessment_file.load(assessment_file.read(DEMO / f"{name}.json"), load_schemes())
    found = [(x.found, x.expected) for x in findings_in(facts) if x.check.startswith("check_narrative")]
    figures_by_name = {"huangshi-2021"}  # both shares are put in by name there, so they cannot be wrong

    assert [e for _, e in found] == ([] if name in figures_by_name else [
        "105.5%", "2类", "15个", "8家", "2家", "23家", "8家",
    ])  # fmt: skip


def test_findings_point_into_the_section_as_written():
    facts = assessment_file.load(assessment_file.read(DEMO / "dongxihu-2020.json"), load_schemes())
    found = {x.expected: x for x in findings_in(facts) if x.check.startswith("check_narrative")}
    achieved = facts.sections["achieved"]

    assert achieved[found["105.5%"].start : found["105.5%"].end] == "105.4%"
    assert achieved[found["15个"].start : found["15个"].end] == "{完成指标数}个"
    assert found["105.5%"].key == "section:achieved"
    assert found["105.5%"].to_dict()["start"] == found["105.5%"].start
