"""A text against the tables of one self-assessment: any unit, other years and parts of a year left alone."""

from pathlib import Path

import pytest

from departments import assessment_file
from departments.scoring.schemes import load_schemes
from departments.scoring.scorecard import score
from departments.validation.narrative import examine
from departments.validation.narrative.tables import Tables

DEMO = Path(__file__).parents[2] / "fixtures" / "demo" / "dongxihu-2020.json"

RIGHT = [
    "部门整体支出预算2161.48万元，全年执行2123.04万元，执行率98.22%。",
    "2020年部门整体支出预算数为0.2161亿元，执行数0.2123亿元。",
    "基本支出预算8319100元，执行7961700元，执行率95.7%。",
    "项目支出13268748.05元，占62.5%。",
    "招商经费预算90万元，支出87.34万元，执行率97.05%。",
    "招商经费项目年初预算90万元，实际支出873446.09元，预算执行率97%。",
    "实际利用外资12.13亿美元，完成目标11.5亿美元。",
    "自评总得分95.64分，其中预算执行得分19.64分，指标得分76分。",
    "共设置产出指标9个、效益指标5个、满意度指标1个，共15个三级指标。",
    "全年共有三级指标15个，完成14个，1个未完成。",
    "服务企业满意度95%，高于目标90%。",
]
OTHER = [
    "上年部门整体支出1980万元。",
    "2021年部门整体支出预算安排2300万元。",
    "1-6月部门整体支出900万元，执行率41.64%。",
    "基本支出中，人员经费653.19万元，公用经费142.98万元。",
    "其中商贸专项项目支出45万元。",
    "上半年，实际利用外资6.2亿美元。",
    "一季度招商经费支出20万元。",
    "建成区外项目支出500万元的企业2家。",
]
WRONG = [
    ("部门整体支出预算2161.84万元。", "2161.84万元", "2161.48万元"),
    ("基本支出预算831.91万元，执行769.17万元。", "769.17万元", "796.17万元"),
    ("项目支出执行数为1326.78万元。", "1326.78万元", "1326.87万元"),
    ("招商经费预算90万元，支出83.74万元。", "83.74万元", "87.34万元"),
    ("招商经费预算90万元，实际支出87.34万元，执行率95.07%。", "95.07%", "97.04%"),
    ("实际利用外资12.31亿美元。", "12.31亿美元", "12.13亿美元"),
    ("招商引资签约额803.94亿元，目标900亿元。", "900亿元", "800亿元"),
    ("共设定绩效指标16个。", "16个", "15个"),
    ("设定年度绩效目标5个。", "5个", "4个"),
    ("产出指标8个。", "8个", "9个"),
    ("自评总得分94.65分。", "94.65分", "95.64分"),
    ("预算执行得分19.46分。", "19.46分", "19.64分"),
    ("服务企业满意度达到98%。", "98%", "95%"),
]


@pytest.fixture(scope="module")
def tables():
    facts = assessment_file.load(assessment_file.read(DEMO), load_schemes())
    return Tables.of(facts, score(facts))


def examined(text, tables):
    return examine([("", "", text)], None, tables)


@pytest.mark.parametrize("text", RIGHT)
def test_what_agrees_in_any_unit_is_recognised(text, tables):
    examination = examined(text, tables)

    assert examination.faults == ()
    assert "agrees" in [x.verdict for x in examination.statements if x.check == "check_narrative_tables"]


@pytest.mark.parametrize("text", OTHER)
def test_other_years_parts_and_projects_are_left_alone(text, tables):
    assert examined(text, tables).faults == ()


@pytest.mark.parametrize(("text", "wrong", "right"), WRONG)
def test_what_differs_is_found(text, wrong, right, tables):
    found = [(x.mention.quantity.text, x.expected) for x in examined(text, tables).faults]

    assert found == [(wrong, right)]
