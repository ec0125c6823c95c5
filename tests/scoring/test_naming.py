"""Figures of rows by name, and what becomes of a name when its row is renamed, doubled or deleted."""

import pytest

from departments.scoring.naming import figures_of, nearest, resolve, tokens_in, unknown_figures
from departments.scoring.scorecard import score

from .builders import assessment, budget_line, goal, indicator, project


def facts_of(**changes):
    own = goal(
        indicator(
            "100", "75", name="引进企业数", weight="40", unit="家", deviation_reason="部分项目推迟。\n"
        ),
        indicator("≥95%", "96%", name="满意度", level1="满意度指标", level2="服务对象", weight="40"),
    )
    of_project = goal(indicator("10", "9", name="展会场次", weight="40"), title="办展会", project="招商经费")
    given = {
        "projects": (project(reason="活动推迟"), project("党建")),
        "goals": (own, of_project),
        "budget": (
            budget_line("100.00", "80.00", category="project", project="招商经费"),
            budget_line("2000000.00", "1986000.00"),
        ),
    }
    return assessment(**given | changes)


def figures(**changes):
    facts = facts_of(**changes)
    return figures_of(facts, score(facts))


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("{招商经费·执行率}", "80.00%"),
        ("{招商经费·执行数:元}元", "80.00元"),
        ("{党建·预算数}万元", "0.00万元"),
        ("{招商经费·执行偏差原因}", "活动推迟"),
        ("{引进企业数·目标值}家，{引进企业数·完成值}家", "100家，75家"),
        ("{引进企业数·完成率}得{引进企业数·得分}分", "75.00%得30.00分"),
        ("{满意度·目标值}", "≥95%"),
        ("{引进企业数·偏差原因}。", "部分项目推迟。"),
        ("{招商经费·展会场次·完成值}", "9"),
        ("｛引进企业数·完成值｝", "75"),
        ("{产出指标完成数}{产出指标未完成数}{满意度指标完成数}", "011"),
        ("{产出指标得分}", "30.00"),
        ("{未完成指标名单}；{项目名单}", "引进企业数；招商经费、党建"),
        ("{没有的项目·执行率}", "{没有的项目·执行率}"),
    ],
)
def test_rows_are_named(text, resolved):
    assert resolve(text, figures()) == resolved


def test_an_indicator_taken_from_the_budget_has_the_value_computed():
    rate = indicator(
        "10", None, name="预算调整率", method="derived", parameters={"figure": "budget_adjustment_rate"}
    )
    budget = (budget_line("100.00", "95.00", adjustment="25.00"),)

    assert resolve("{预算调整率·完成值}", figures(goals=(goal(rate),), budget=budget)) == "25.00%"


def test_figures_bring_their_units():
    found = figures()
    names = ("招商经费·执行数", "引进企业数·完成值", "满意度·目标值", "总得分", "指标总数", "部门整体执行率")
    assert [found[name].unit_beside for name in names] == ["万元", "家", "", "分", "个", ""]


def test_two_indicators_of_one_name_are_told_apart_by_their_goals():
    goals = tuple(
        goal(indicator(name="次数", actual=x), title=t) for x, t in (("1", "目标甲"), ("2", "目标乙"))
    )
    found = figures(goals=goals)

    assert "次数·完成值" not in found
    assert resolve("{目标甲·次数·完成值}{目标乙·次数·完成值}", found) == "12"


def test_two_rows_of_one_name_have_no_figures():
    same = (indicator(name="次数"), indicator(name="次数"))
    found = figures(goals=(goal(*same),), projects=(project("甲"), project("甲")))

    assert not [name for name in found if "次数" in name or "甲" in name]


def test_names_that_tokens_cannot_hold_are_written_otherwise():
    found = figures(projects=(project("招商{二期}：\n平台"),), budget=())

    assert resolve("{招商 二期 ： 平台·执行率}", found) == "0.00%"


def test_a_name_with_a_colon_is_no_option():
    found = figures(projects=(project("平台:二期"),), budget=())

    assert resolve("{平台:二期·预算数:去零}", found) == "0"


def test_a_deleted_row_leaves_its_name_unknown_and_the_nearest_is_known():
    (token,) = unknown_figures("支出{招商经费·执行数}万元", figures(projects=(project("招商专项经费"),)))

    assert (token.start, token.end, token.written) == (2, 12, "{招商经费·执行数}")
    assert nearest(token.name, figures(projects=(project("招商专项经费"),))) == "招商专项经费·执行数"


def test_any_braces_are_read_without_failing():
    for text in (
        "{}",
        "{{}}",
        "{:}",
        "{：：}",
        "{\n}",
        "}{",
        "{" * 999,
        "{a:b:c}",
        "{·}",
        "{" + "甲" * 5000 + "}",
    ):
        assert resolve(text, figures()) == text
        list(tokens_in(text))
