"""Drafts of the outlines: their sentences follow the rows, their numbers are figures by name."""

import json

import pytest
from django.conf import settings

from departments import assessment_file
from departments.drafting import Drafter, problems_of_draft
from departments.redrafting import difference, merged
from departments.scoring.naming import figures_of, resolve, unknown_figures
from departments.scoring.schemes import load_scheme
from departments.scoring.scorecard import score
from departments.validation.narrative import examine
from departments.validation.narrative.tables import Tables
from tests.scoring.builders import assessment, budget_line, goal, indicator, project

OUTLINES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((settings.BASE_DIR / "fixtures" / "outlines").glob("*.json"))
}
TEXTS = [
    pytest.param(name, block, id=f"{name}-{block['section']}")
    for name, outline in OUTLINES.items()
    for block in outline["blocks"]
    if "section" in block
]


def facts_of(**changes):
    rows = (
        indicator(
            "100",
            "75",
            name="引进企业数",
            weight="30",
            unit="家",
            deviation_reason="推迟。",
            improvement="加快",
        ),
        indicator("40", "40", name="活动场次", weight="20", level2="质量指标", unit="场"),
        indicator("95", "96", name="满意度", level1="满意度指标", level2="服务对象", weight="30"),
    )
    given = {
        "goals": (goal(*rows, title="促进商务发展"),),
        "projects": (project(reason="活动推迟"), project("党建经费")),
        "budget": (
            budget_line("2000000.00", "1986000.00"),
            budget_line("1000000.00", "800000.00", category="project", project="招商经费"),
            budget_line("50000.00", "50000.00", category="project", project="党建经费"),
        ),
    }
    return assessment(**given | changes)


def drafter(facts=None):
    facts = facts or facts_of()
    cards = score(facts)
    return Drafter.of(facts, cards, figures_of(facts, cards))


@pytest.mark.parametrize(
    ("template", "draft"),
    [
        ("{department}{year}年度得{总得分}分。", "某区商务局2020年度得{总得分}分。"),
        ("每个项目：{序号}.{项目}{项目·执行率}", "1.招商经费{招商经费·执行率}\n2.党建经费{党建经费·执行率}"),
        ("每个未完成指标：{指标·目标值}，{指标·完成值}", "{引进企业数·目标值}家，{引进企业数·完成值}家"),
        ("每个未执行完项目：{项目}：{项目·执行偏差原因}。", "招商经费：{招商经费·执行偏差原因}。"),
        ("每个目标：（{汉字序号}）{目标}。", "（一）促进商务发展。"),
        ("有未完成指标：未完成的有：\n每个未完成指标：{指标}", "未完成的有：\n引进企业数"),
        ("没有未完成指标：均已完成。", ""),
        ("没有未完成满意度指标：均已完成。", "均已完成。"),
        ("有〔甲{数量指标数}〕〔、乙{成本指标数}〕〔、丙{质量指标数}〕", "有甲{数量指标数}、丙{质量指标数}"),
        ("其中：〔成本{成本指标数}项〕〔、质量{质量指标数}项〕。", "其中：质量{质量指标数}项。"),
        ("根据财预〔2013〕53号文件。", "根据财预〔2013〕53号文件。"),
    ],
)  # fmt: skip
def test_a_draft_is_written_for_the_rows_there_are(template, draft):
    assert drafter().draft(template) == draft


@pytest.mark.parametrize(("name", "block"), TEXTS)
def test_every_text_of_the_shipped_outlines_offers_a_draft(name, block):
    assert len(block["draft"]) > 20
    assert list(problems_of_draft(block["draft"])) == []


ALL_MET = goal(indicator("10", "10", name="甲项任务", weight="80"), title="完成任务")


DEMO = {path.stem: path for path in sorted((settings.BASE_DIR / "fixtures" / "demo").glob("*.json"))}


@pytest.mark.parametrize("name", DEMO)
def test_drafts_of_the_published_years_are_without_findings(name):
    schemes = {key: load_scheme(key) for key in ("hubei-department-2020", "hubei-project-2020")}
    facts = assessment_file.load(json.loads(DEMO[name].read_text("utf-8")), schemes)

    assert faults_of(facts, name) == []


def faults_of(facts, name):
    """What the checker finds in all drafts of an outline, untouched, and names that do not exist."""
    cards = score(facts)
    figures = figures_of(facts, cards)
    blocks = [x for x in OUTLINES[name]["blocks"] if "section" in x]
    drafts = [(x["section"], x["title"], drafter(facts).draft(x["draft"])) for x in blocks]
    found = examine(drafts, figures, Tables.of(facts, cards))
    unknown = [token.written for _, _, text in drafts for token in unknown_figures(text, figures)]
    left = [title for _, title, text in drafts if "{" in resolve(text, figures) or not text]
    return [(x.mention.quantity.text, x.computation) for x in found.faults] + unknown + left


@pytest.mark.parametrize("name", OUTLINES)
@pytest.mark.parametrize(
    "changes",
    [{}, {"goals": (ALL_MET,)}, {"projects": (), "budget": (budget_line("0", "0"),)}],
    ids=["some unmet", "all met", "no projects"],
)
def test_the_checker_finds_nothing_in_untouched_drafts(name, changes):
    assert faults_of(facts_of(**changes), name) == []


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("每个科室：{科室}", "每个科室"),
        ("{总的分}", "{总的分}"),
        ("{项目·分数}", "{项目·分数}"),
        ("{科室·得分}", "{科室·得分}"),
    ],
)
def test_a_draft_that_asks_for_nothing_there_is_is_refused(template, problem):
    assert problem in "".join(problems_of_draft(template))


@pytest.mark.parametrize(
    ("text", "old", "new", "merged_text"),
    [
        ("甲\n乙", "甲\n乙", "甲\n乙\n丙", "甲\n乙\n丙"),
        ("甲\n乙\n我写的", "甲\n乙", "甲\n丙", "甲\n丙\n我写的"),
        ("甲改过\n乙", "甲\n乙", "丁\n乙", "丁\n甲改过\n乙"),
        ("全是我写的", "甲\n乙", "甲\n丙", "全是我写的\n丙"),
        ("甲\n乙", "甲\n乙", "甲", "甲"),
        ("乙\n甲", "甲\n乙\n丙", "甲\n丙", "甲"),
        ("一段\n甲", "甲", "甲", "一段\n甲"),
        ("（1）甲\n（2）乙", "（1）甲\n（2）乙", "（1）丙\n（2）甲\n（3）乙", "（1）丙\n（2）甲\n（3）乙"),
        (
            "（1）甲改过\n（2）乙",
            "（1）甲\n（2）乙",
            "（1）丙\n（2）甲\n（3）乙",
            "（1）丙\n（1）甲改过\n（3）乙",
        ),
    ],
)
def test_what_people_wrote_stays_when_the_draft_changes(text, old, new, merged_text):
    assert merged(text, old, new) == merged_text


def test_the_difference_names_the_lines():
    assert difference("甲\n乙\n丙", "甲\n丁\n丙") == [("-", "乙"), ("+", "丁")]
    assert difference("（1）甲\n（2）乙", "（1）丙\n（2）甲\n（3）乙") == [("+", "（1）丙")]
