"""指标库: every indicator fits the forms and scores as it says; searching and adding."""

from decimal import Decimal

import pytest

from departments import library, queries
from departments.forms import parameters
from departments.models import Indicator
from departments.scoring.execution import DERIVED
from departments.scoring.scorecard import score
from tests import factories

pytestmark = pytest.mark.slow


HTMX = {"HX-Request": "true"}
ROWS = library.library()
FRAMEWORK_NAMES = """
绩效目标合理性 绩效指标明确性 在职人员控制率 “三公经费”变动率 重点支出安排率 预算完成率 预算调整率 支付进度率
结转结余率 结转结余变动率 公用经费控制率 “三公经费”控制率 政府采购执行率 管理制度健全性 资金使用合规性
预决算信息公开性 基础信息完善性 资产管理制度健全性 资产管理安全性 固定资产利用率 实际完成率 完成及时率
质量达标率 重点工作办结率 经济效益 社会效益 生态效益 社会公众或服务对象满意度
"""
FRAMEWORK = FRAMEWORK_NAMES.split()
FROM_BUDGET = ("预算完成率", "预算调整率", "结转结余率", "公用经费控制率")


def test_the_framework_is_there_and_keys_are_unique():
    assert [name for name in FRAMEWORK if name not in {row.name for row in ROWS}] == []
    assert len({row.key for row in ROWS}) == len(ROWS)
    assert all(row.explanation and row.source for row in ROWS)
    assert {row.name for row in ROWS if row.figure} >= set(FROM_BUDGET)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_every_indicator_can_be_added_and_keeps_its_rule(row, assessment, preparer):
    added = library.pick(assessment, assessment.goals.get(), row, by=preparer)
    added = Indicator.objects.get(pk=added.pk)

    assert (added.name, added.level1, added.level2, added.method) == (
        row.name,
        row.level1,
        row.level2,
        row.method,
    )
    assert added.accumulation == row.over_year
    assert added.parameters == dict(row.parameters)
    assert (str(added.target_measure) if added.target_measure else "") == row.target
    assert parameters.ParametersField().clean(parameters.in_words(row.parameters)) == {
        name: value for name, value in row.parameters.items() if name not in ("figure", "then")
    }
    assert assessment.audit_events.last().reason == f"从指标库加入：{row.source}"


@pytest.mark.parametrize("row", [row for row in ROWS if row.figure], ids=lambda row: row.key)
def test_a_derived_one_scores_itself_from_the_budget(row, assessment, preparer):
    added = library.pick(assessment, assessment.goals.get(), row, by=preparer)
    Indicator.objects.filter(pk=added.pk).update(weight=Decimal(5))
    facts = queries.facts_for(assessment)
    line = next(x for x in score(facts)[0].lines if x.name == row.name)

    assert line.score is not None
    figure = DERIVED[row.parameters["figure"]]
    assert row.present(facts.budget_of(None)) == figure.ratio(facts.budget_of(None)).percent
    assert figure.name in line.trace.formula


@pytest.mark.parametrize(
    ("query", "group", "first"),
    [
        ("调整率", "", "预算调整率"), ("三公 控制", "", "“三公经费”控制率"),
        ("满意", "satisfaction", "服务对象满意度"),
        ("培训 合格", "output", "培训合格率"), ("没有这样的", "", None), ("满意", "benefit", None),
    ],
)  # fmt: skip
def test_searching_by_words_and_type(query, group, first):
    assert next((row.name for row in library.search(query, group)), None) == first


def url(assessment):
    return f"/assessments/{assessment.pk}/library/"


def test_the_page_lists_what_is_there_and_what_the_budget_says(signed_in, preparer, assessment):
    page = signed_in(preparer).get(url(assessment), {"q": "公用经费控制率"}).content.decode()
    assert "找到1个指标" in page
    assert "现为75.00%" in page
    library.pick(assessment, assessment.goals.get(), library.search("公用经费控制率")[0], by=preparer)
    assert "已有" in signed_in(preparer).get(url(assessment), {"q": "公用经费控制率"}).content.decode()


def test_one_click_adds_to_the_goal(signed_in, preparer, assessment):
    goal = factories.goal(assessment, "办好活动", project=assessment.projects.get(), order=1)
    data = {"goal": goal.pk, "indicator": "events", "q": "活动"}
    response = signed_in(preparer).post(url(assessment), data)

    assert response.url == f"{url(assessment)}?q=%E6%B4%BB%E5%8A%A8&goal={goal.pk}"
    assert [x.name for x in goal.indicators.all()] == ["举办活动场次"]


def test_without_leaving_the_list(signed_in, preparer, assessment):
    data = {"goal": assessment.goals.get().pk, "indicator": "events"}
    answer = signed_in(preparer).post(url(assessment), data, headers=HTMX).content.decode()
    assert "已有" in answer
    assert "已把“举办活动场次”加入目标“做好商务促进工作”" in answer


def test_another_ones_goal_or_an_unknown_key_is_refused(
    signed_in, preparer, assessment, other_department, fiscal_year
):
    foreign = factories.goal(factories.assessment(other_department, fiscal_year))
    client = signed_in(preparer)
    for data in (
        {"goal": foreign.pk, "indicator": "events"},
        {"goal": assessment.goals.get().pk, "indicator": "x"},
    ):
        assert client.post(url(assessment), data).status_code == 404
    assert Indicator.objects.filter(goal=foreign).count() == 0


def test_without_goals_the_way_is_shown(signed_in, preparer, department, fiscal_year):
    page = signed_in(preparer).get(url(factories.assessment(department, fiscal_year))).content.decode()
    assert "还没有绩效目标" in page


def test_strangers_find_nothing(signed_in, stranger, assessment):
    assert signed_in(stranger).get(url(assessment)).status_code == 404
    assert signed_in(stranger).post(url(assessment), {"indicator": "events"}).status_code == 404


def test_what_is_submitted_is_not_written(signed_in, preparer, submission):
    assert signed_in(preparer).get(url(submission.assessment)).status_code == 403
    assert signed_in(preparer).post(url(submission.assessment)).status_code == 403


def test_the_list_is_a_fixed_number_of_queries(
    signed_in, preparer, assessment, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(preparer)
    with django_assert_max_num_queries(15) as first:
        client.get(url(assessment))
    for _ in range(10):
        factories.indicator(factories.goal(assessment, project=factories.project(assessment)))
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(url(assessment))
