from decimal import Decimal

import pytest

from departments.scoring.figures import FIGURES
from departments.scoring.naming import figures_of, resolve, unknown_figures
from departments.scoring.scorecard import score

from .builders import assessment, budget_line, goal, indicator, project


@pytest.fixture
def figures():
    rows = (
        indicator("10", "10", name="甲", weight="30"),
        indicator("10", "9", name="乙", level2="质量指标", weight="10"),
        indicator(name="丙", level1="效益指标", level2="环境效益", weight="30"),
        indicator(name="丁", level1="满意度指标", level2="服务对象", weight="10"),
    )
    facts = assessment(
        goals=(goal(*rows),),
        projects=(project(),),
        budget=(
            budget_line("8000000.00", "7900000.00", adjustment="319100.00"),
            budget_line("1000.00", "1704.12", category="operating"),
            budget_line("13295745.76", "13328700.00", category="project", project="招商经费"),
        ),
    )
    return figures_of(facts, score(facts))


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("支出{部门整体支出执行数}万元", "支出2123.04万元"),
        ("支出{部门整体支出执行数:千分位}万元", "支出2,123.04万元"),
        ("支出{部门整体支出执行数:元}元", "支出21230404.12元"),
        ("支出{部门整体支出执行数：元,千分位}元", "支出21,230,404.12元"),
        ("{项目支出执行数:去零}", "1332.87"),
        ("{基本支出执行数:去零,千分位}", "790.17"),
        ("{指标得分}/{指标得分:去零}", "79.00/79"),
        ("{基本支出占比}与{项目支出占比}", "37.22%与62.78%"),
        ("{评价等级}", "优"),
        ("{目标数}类{指标总数}个，完成{完成指标数}个", "1类4个，完成3个"),
        ("{产出指标数}{数量指标数}{质量指标数}{生态效益指标数}{满意度指标数}{项目数}", "211111"),
        ("没有{这个}也没有{总得分:红色}", "没有{这个}也没有{总得分:红色}"),
        ("{}{ }{{目标数}", "{}{ }{1"),
    ],
)
def test_a_text_takes_its_figures(figures, text, resolved):
    assert resolve(text, figures) == resolved


def test_unknown_names_and_options_are_listed_as_written(figures):
    text = "{总得分}{总的分}{总得分:红色}{总得分:去零、千分位}"

    assert [x.written for x in unknown_figures(text, figures)] == ["{总的分}", "{总得分:红色}"]


def test_an_undefined_figure_prints_a_dash():
    facts = assessment(goals=(), budget=())
    figures = figures_of(facts, score(facts))

    assert resolve("{评价等级} {基本支出占比} {预算执行得分}", figures) == "—— —— 0.00"


def test_the_seed_shares_are_rounded_half_up():
    facts = assessment(
        budget=(budget_line("0", "13908100.00"), budget_line("0", "70922900.00", category="project"))
    )
    figures = figures_of(facts, score(facts))

    assert (figures["基本支出占比"].value, figures["项目支出占比"].value) == (
        Decimal("16.40"),
        Decimal("83.60"),
    )
    assert figures["部门整体支出执行数"].printed(["去零"]) == "8483.1"


def test_every_name_asked_for_exists():
    wanted = """
        部门整体支出预算数 部门整体支出执行数 部门整体支出年初预算数 部门整体支出调整数 部门整体执行率
        基本支出预算数 基本支出执行数 基本支出执行率 基本支出占比
        项目支出预算数 项目支出执行数 项目支出执行率 项目支出占比
        预算执行得分 指标得分 总得分 评价等级 目标数 指标总数 完成指标数 项目数
        产出指标数 数量指标数 质量指标数 时效指标数 成本指标数
        效益指标数 经济效益指标数 社会效益指标数 生态效益指标数 可持续影响指标数 满意度指标数
        预算调整率 结转结余率
    """

    assert set(wanted.split()) <= set(FIGURES)
