# ruff: noqa: E501 (a table reads by rows)
"""Each check fires on the smallest wrong fact, at its exact place, and is silent on the right one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from departments.scoring.facts import AssessmentFacts
from departments.validation import CHECKS, findings_in
from tests.scoring.builders import (
    HUBEI_PROJECT,
    NATIONAL,
    assessment,
    budget_line,
    goal,
    indicator,
    project,
)


def rows(first, weight="40"):
    """A form that is complete but for its first indicator."""
    satisfaction = indicator(name="满意度", level1="满意度指标", level2="服务对象满意度指标", weight=weight)
    return assessment(first, satisfaction)


def money(**line):
    """A form that is complete but for its only budget line."""
    return assessment(budget=(budget_line(**line),))


def row(*values, **changes):
    return indicator(*values, **({"weight": "40"} | changes))


def stated(**reported):
    """A complete form, executed at 95 % (19.00), 80 of 80, that was published with these figures."""
    return assessment(reported=reported)


def several(count):
    """A form with this many indicators, each with full marks."""
    return assessment(*(indicator(name=f"培训{n}", weight="10") for n in range(count)))


def said(text):
    """A complete form, executed at 95 % (19.00), 80 of 80, with this text."""
    return assessment(sections={"summary": text})


THREE_LEVELS = assessment(
    indicator(weight="50"),
    indicator(name="增收", level1="效果指标", level2="经济效益指标", weight="30"),
    indicator(name="满意度", level1="满意度指标", weight="10"),
    scheme=NATIONAL,
)
WITH_PROJECT = {"projects": (project(),), "budget": (budget_line(category="project", project="招商经费"),)}
EXPLAINED = {"deviation_reason": "受疫情影响，活动减少", "improvement": "提前谋划"}
I = "绩效指标／目标1／培训人数"  # noqa: E741
L = "预算明细／第1行（人员经费）"

# check, severity, place, found, expected, wrong facts, right facts
TABLE = [
    ("check_budget_exists", "error", "预算明细", "0行", "至少1行", assessment(budget=()), assessment()),
    ("check_budget_cells_filled", "error", f"{L}／执行数", "空白", "金额", money(spent=None), money(spent="95")),
    ("check_budget_not_zero", "error", "预算执行／预算数合计", "0.00", "大于0", money(initial="0", spent="0"), money()),
    ("check_adjusted_budget_not_negative", "error", f"{L}／调整后预算数", "-1.00", "不小于0",
     money(adjustment="-101"), money(adjustment="-1")),
    ("check_spent_not_negative", "error", f"{L}／执行数", "-0.01", "不小于0", money(spent="-0.01"), money()),
    ("check_sums_can_be_kept", "error", "预算执行／执行率", "1000000000000001", "0至1000000000000000",
     money(initial="0.01", spent="100000000000.0001"), money(initial="0.01", spent="100000000000")),
    ("check_spent_within_budget", "warning", f"{L}／执行数", "100.01", "不超过100.00",
     money(spent="100.01"), money(spent="100.00")),
    ("check_low_execution_has_reason", "warning", "预算执行／执行率", "89.99%", "不低于90%或说明原因",
     money(spent="89.99"), money(spent="90.00")),
    ("check_budget_lines_name_known_projects", "error", "预算明细／第1行（项目支出·招商）／项目", "招商",
     "项目清单中的项目", money(category="project", project="招商"), assessment(**WITH_PROJECT)),
    ("check_project_money_names_its_project", "error", "预算明细／第1行（项目支出）／项目", "空白", "项目名称",
     assessment(projects=(project(),), budget=(budget_line(category="project"),)), assessment(**WITH_PROJECT)),
    ("check_project_money_names_its_project", "error", "预算明细／第1行（人员经费·招商经费）／项目", "招商经费", "空白",
     assessment(projects=(project(),), budget=(budget_line(project="招商经费"),)), assessment(**WITH_PROJECT)),
    ("check_projects_have_names", "error", "项目清单／第1行／项目名称", "空白", "名称",
     assessment(projects=(project(" "),)), assessment(projects=(project(),))),
    ("check_project_names_unique", "error", "项目清单／第2行／项目名称", "招商经费", "不重复的名称",
     assessment(projects=(project(), project())), assessment(projects=(project(), project("党员教育")))),
    ("check_projects_have_budget", "warning", "项目清单／第1行／预算明细", "0行", "至少1行",
     assessment(projects=(project(),)), assessment(**WITH_PROJECT)),
    ("check_goals_exist", "error", "绩效指标", "0个", "至少1个", assessment(goals=()), assessment()),
    ("check_goals_have_titles", "error", "绩效指标／目标1／名称", "空白", "名称",
     assessment(goals=(goal(row(), title=" "),)), assessment()),
    ("check_goals_have_indicators", "error", "绩效指标／目标1", "0个指标", "至少1个",
     assessment(goals=(goal(),)), assessment()),
    ("check_goals_name_known_projects", "error", "绩效目标／第1个（完成培训）／项目", "招商", "项目清单中的项目",
     assessment(goals=(goal(row(), project="招商"),)),
     assessment(**WITH_PROJECT, goals=(goal(row(), project="招商经费"),))),
    ("check_weights_filled", "error", f"{I}／分值", "空白", "分值", rows(row(weight=None)), rows(row())),
    ("check_weights_in_range", "error", f"{I}／分值", "0", "大于0且不超过100", rows(row(weight="0")), rows(row())),
    ("check_weights_in_range", "error", f"{I}／分值", "100.01", "大于0且不超过100",
     rows(row(weight="100.01")), rows(row(weight="100"))),
    ("check_weights_have_two_decimals", "warning", f"{I}／分值", "40.001", "最多两位小数",
     rows(row(weight="40.001")), rows(row(weight="40.01"))),
    ("check_weights_sum_to_100", "error", "绩效指标／分值合计", "99.99", "100", rows(row(weight="39.99")), rows(row())),
    ("check_goal_weight_is_sum_of_indicators", "error", "绩效指标／目标1／分值", "80", "40",
     assessment(goals=(goal(row(), weight="80"),)), assessment(goals=(goal(row(), weight="40"),))),
    ("check_level1_weights", "warning", "绩效指标／产出指标／分值合计", "40", "50",
     replace(rows(row()), scheme=NATIONAL), THREE_LEVELS),
    ("check_indicators_have_names", "error", "绩效指标／目标1／第1行／三级指标", "空白", "名称",
     rows(row(name="")), rows(row())),
    ("check_indicators_have_levels", "warning", f"{I}／一级指标", "空白", "一级指标", rows(row(level1="")), rows(row())),
    ("check_indicator_names_unique", "error", f"{I}（第2行）／三级指标", "培训人数", "不重复的指标",
     assessment(row(), row()), assessment(row(), row(name="培训次数"))),
    ("check_indicator_names_unique", "warning", "绩效指标／目标2／培训人数／三级指标", "培训人数", "不重复的指标",
     assessment(goals=(goal(row()), goal(row()))), assessment(row(), row(name="培训次数"))),
    ("check_target_filled", "warning", f"{I}／目标值", "空白", "目标值",
     rows(row(None, "好", method="qualitative", tier="full")), rows(row("好", "好", method="qualitative", tier="full"))),
    ("check_actual_filled", "error", f"{I}／实际完成值", "空白", "完成值", rows(row("100", None)), rows(row("100", "0"))),
    ("check_sign_matches_method", "warning", f"{I}／目标值", "≤", "≥", rows(row("≤100", "100")), rows(row("≥100", "100"))),
    ("check_actual_is_measured", "warning", f"{I}／实际完成值", "≥266米", "实际测得的数值",
     rows(row("≥266米", "≥266米")), rows(row("≥266米", "266米"))),
    ("check_adjusted_target_has_reason", "error", f"{I}／调整理由", "空白", "调整依据",
     rows(row(adjusted_target=row("90").target)), rows(row(adjusted_target=row("90").target, adjustment_reason="批复"))),
    ("check_over_achievement_has_reason", "warning", f"{I}／偏差原因", "130.01%", "不超过130%或说明原因",
     rows(row("100", "130.01")), rows(row("100", "130"))),
    ("check_over_achievement_has_reason", "warning", f"{I}／偏差原因", "2400.00%", "不超过130%或说明原因",
     rows(row("1亿元", "24亿")), rows(row("1亿元", "24亿", **EXPLAINED))),
    ("check_budget_not_repeated", "warning", "绩效指标／目标1／预算资金执行率", "预算资金执行率", "不重复计分的指标",
     rows(row(name="预算资金执行率")), rows(row(name="培训计划执行率"))),
    ("check_satisfaction_is_measured", "warning", "绩效指标／满意度指标", "0个", "至少1个", assessment(row()), rows(row())),
    ("check_evidence_attached", "warning", "佐证材料", "0个", "1个",
     rows(row(evidence_count=0)), rows(row(evidence_count=1))),
    ("check_evidence_has_no_virus", "error", "佐证材料", "合同.pdf（已隔离）", "未发现问题的文件",
     assessment(row(), quarantined_files=("合同.pdf",)), assessment(row())),
    ("check_evidence_could_be_scanned", "warning", "佐证材料", "合同.pdf（无法检查）", "能够检查的文件",
     assessment(row(), unchecked_files=("合同.pdf",)), assessment(row())),
    ("check_every_indicator_is_scored", "error", f"{I}／得分", "空白", "得分",
     rows(row("9月前", "7月")), rows(row("9月前", "7月", entered_score="40", **EXPLAINED))),
    ("check_entered_score_not_above_weight", "error", f"{I}／录入得分", "40.01", "不超过40",
     rows(row("好", "好", method="manual", entered_score="40.01")),
     rows(row("好", "好", method="manual", entered_score="40"))),
    ("check_tier_scores_not_above_weight", "error", f"{I}／分档或扣分规则／第1档得分", "41", "不超过40",
     rows(row(method="tiers", parameters={"tiers": [{"at_least": "90", "score": "41"}]})),
     rows(row(method="tiers", parameters={"tiers": [{"at_least": "90", "score": "40"}]}))),
    ("check_entered_score_in_tier_band", "error", f"{I}／录入得分", "32", "20至32（不含）",
     rows(row("好", "好", method="qualitative", tier="partial", entered_score="32")),
     rows(row("好", "好", method="qualitative", tier="partial", entered_score="31.99"))),
    ("check_entered_score_in_tier_band", "error", f"{I}／录入得分", "31.99", "32至40",
     rows(row("好", "好", method="qualitative", tier="full", entered_score="31.99")),
     rows(row("好", "好", method="qualitative", tier="full", entered_score="40"))),
    ("check_entered_score_is_used", "warning", f"{I}／录入得分", "39", "40.00",
     rows(row(entered_score="39")), rows(row(entered_score="40"))),
    ("check_manual_score_has_reason", "error", f"{I}／偏差原因", "无", "判定原因",
     rows(row("9月前", "7月", method="manual", entered_score="40", deviation_reason="无")),
     rows(row("9月前", "7月", method="manual", entered_score="40", deviation_reason="7月验收，早于9月"))),
    ("check_unmet_target_has_reason", "error", f"{I}／偏差原因", "无。", "偏差原因",
     rows(row("100", "99", deviation_reason="无。")), rows(row("100", "99", **EXPLAINED))),
    ("check_unmet_target_has_reason", "error", f"{I}／偏差原因", "空白", "偏差原因",
     rows(row("1000000", "999999")), rows(row("1000000", "1000000"))),
    ("check_unmet_target_has_improvement", "warning", f"{I}／改进措施", "空白", "改进措施",
     rows(row("100", "99", deviation_reason="受疫情影响")), rows(row("100", "99", **EXPLAINED))),
    ("check_required_sections_filled", "error", "文字说明／存在的问题", "暂无。", "说明文字",
     assessment(required_sections={"problems": "存在的问题"}, sections={"problems": "暂无。"}),
     assessment(required_sections={"problems": "存在的问题"}, sections={"problems": "展会减少，外出不足。"})),
    ("check_texts_are_as_long_as_asked", "error", "文字说明／存在的问题", "5字", "不少于6字，不超过9字",
     assessment(required_sections={"problems": "存在的问题"}, section_lengths={"problems": (6, 9)},
                sections={"problems": "展会 减少。"}),
     assessment(required_sections={"problems": "存在的问题"}, section_lengths={"problems": (6, 9)},
                sections={"problems": "外出的展会减少。"})),
    ("check_texts_are_as_long_as_asked", "error", "文字说明／概述", "8字", "不超过6字",
     assessment(optional_sections={"all": "概述"}, section_lengths={"all": (None, 6)},
                sections={"all": "得{总得分}分。"}),
     assessment(optional_sections={"all": "概述"}, section_lengths={"all": (None, 8)},
                sections={"all": "得{总得分}分。"})),
    ("check_figures_in_texts_are_known", "error", "文字说明／summary／引用1", "{总的分}", "可引用的数据名称",
     assessment(sections={"summary": "得{总的分}分"}), assessment(sections={"summary": "得{总得分}分"})),
    ("check_reported_scores", "warning", f"{I}／得分", "39", "40.00",
     rows(row(reported_score="39")), rows(row(reported_score="40"))),
    ("check_reported_scores_not_above_weight", "warning", f"{I}／得分", "41", "不超过40",
     rows(row(reported_score="41")), rows(row(reported_score="40"))),
    ("check_reported_total_is_sum_of_parts", "warning", "公布数据／总得分（分项之和）", "94", "99",
     stated(execution_score="19", indicator_score="80", total="94"),
     stated(execution_score="19", indicator_score="80", total="99")),
    ("check_reported_weights_sum", "warning", "公布数据／分值合计", "90", "100",
     stated(weight_total="90"), stated(weight_total="100")),
    ("check_reported_basic_and_project_make_whole", "warning", "公布数据／部门整体支出执行数（基本支出＋项目支出）",
     "10", "9.5", stated(部门整体支出执行数="10", 基本支出执行数="9", 项目支出执行数="0.5"),
     stated(部门整体支出执行数="0.01", 基本支出执行数="0.01", 项目支出执行数="0")),
    ("check_reported_grade_fits_total", "warning", "公布数据／评价等级", "优", "良",
     stated(grade="优", total="89.99"), stated(grade="优", total="90")),
    ("check_reported_figures", "warning", "公布数据／总得分", "98", "99.00", stated(total="98"), stated(total="99")),
    ("check_reported_figures", "warning", "公布数据／预算执行得分", "20", "19.00",
     stated(execution_score="20"), stated(execution_score="19.00")),
    ("check_reported_figures", "warning", "公布数据／部门整体执行率", "1", "95.00",
     stated(execution_rate="1"), stated(execution_rate="95%")),
    ("check_reported_figures", "warning", "公布数据／部门整体支出执行数", "94元", "0.01",
     stated(部门整体支出执行数="94元"), stated(部门整体支出执行数="95元")),
    ("check_reported_figures", "warning", "公布数据／指标总数", "3", "2", stated(指标总数="3"), stated(指标总数="2")),
    ("check_output_sign", "warning", f"{I}／计算符号", "≤", "≥",
     rows(row("≤4", "4", method="at_most")), rows(row("≤4", "4", method="at_most", name="安全事故起数"))),
    ("check_cost_sign", "warning", "绩效指标／目标1／单位成本／计算符号", "≥", "≤",
     rows(row(name="单位成本", level2="成本指标")), rows(row(name="成本节约率", level2="成本指标"))),
    ("check_not_all_full_marks", "warning", "绩效指标／得分", "5个满分", "如实评分或说明",
     several(5), several(4)),
    ("check_unmet_target_not_full", "warning", f"{I}／得分", "40", "低于分值或说明",
     rows(row("100", "99", method="manual", entered_score="40", **EXPLAINED)),
     rows(row("100", "99", method="manual", entered_score="39", **EXPLAINED))),
    ("check_indicator_not_output_and_benefit", "warning", "绩效指标／目标1／培训数量／三级指标", "培训数量",
     "与产出不同的效益指标", assessment(row(name="培训"), row(name="培训数量", level1="效益指标")),
     assessment(row(name="培训"), row(name="就业", level1="效益指标"))),
    ("check_level3_fits_level2", "warning", "绩效指标／目标1／培训经费支出／二级指标", "数量指标", "成本",
     rows(row(name="培训经费支出")), rows(row(name="培训经费支出", level2="成本指标", method="at_most"))),
    ("check_level3_fits_level2", "warning", "绩效指标／目标1／培训合格率／二级指标", "数量指标", "质量指标",
     rows(row(name="培训合格率")), rows(row(name="培训合格率", level2="质量指标"))),
    ("check_output_has_spending", "warning", "预算执行／执行数", "0.00", "支出数或说明", money(spent="0"), money(spent="1")),
    ("check_satisfaction_has_evidence", "warning", "绩效指标／目标1／学员满意度／佐证材料（满意度调查）", "0份", "满意度调查材料",
     rows(row(name="学员满意度", evidence_count=0)), rows(row(name="学员满意度", evidence_count=1))),
    ("check_problems_say_something", "warning", "文字说明／problems", "经自查，未发现明显问题。", "具体的问题、原因或措施",
     assessment(sections={"problems": "经自查，未发现明显问题。"}),
     assessment(sections={"problems": "未发现问题的原因是检查次数偏少。", "summary": "无。"})),
    ("check_dates_within_year", "warning", f"{I}／实际完成值", "2021", "2020",
     rows(row("2020年底前", "2021年3月")), rows(row("2020年底前", "2020年11月"))),
    ("check_sections_name_this_year", "warning", "文字说明／summary／年度", "2019", "2020",
     assessment(sections={"summary": "2019年度部门整体绩效自评得95分。"}),
     assessment(sections={"summary": "2020年，落实2019年度绩效自评的整改意见。"})),
    ("check_narrative_rates", "warning", "文字说明／summary／97%", "97%", "95%",
     said("预算100万元，支出95万元，执行率97%。"), said("预算100万元，支出95万元，执行率95%。")),
    ("check_narrative_changes", "warning", "文字说明／summary／8家", "8家", "5家",
     said("企业由85家增加到90家，增加8家。"), said("企业由85家增加到90家，增加5家。")),
    ("check_narrative_sums", "warning", "文字说明／summary／86人", "86人", "88人",
     said("共有职工86人，其中在职54人、退休34人。"), said("共有职工88人，其中在职54人、退休34人。")),
    ("check_narrative_derived", "warning", "文字说明／summary／6万元", "6万元", "5万元",
     said("预算100万元，支出95万元，结余6万元。"), said("预算100万元，支出95万元，结余5万元。")),
    ("check_narrative_counts", "warning", "文字说明／summary／3个", "3个", "2个",
     said("共设定绩效指标20个，完成18个，未完成3个。"), said("共设定绩效指标20个，完成18个，未完成2个。")),
    ("check_narrative_repeats", "warning", "文字说明／summary／23户", "23户", "32户",
     said("改造农村危房23户。\n改造农村危房32户。"), said("改造农村危房23户。\n改造农村危房23户。")),
    ("check_narrative_tables", "warning", "文字说明／summary／98分", "98分", "99分",
     said("自评总得分98分。"), said("自评总得分99分。")),
]  # fmt: skip


@pytest.mark.parametrize(("check", "severity", "place", "found", "expected", "wrong", "right"), TABLE)
def test_fires_on_the_wrong_fact_only(check, severity, place, found, expected, wrong, right):
    named = [x for x in findings_in(wrong) if (x.check, x.place) == (check, place)]

    assert [(x.severity, x.found, x.expected) for x in named] == [(severity, found, expected)]
    assert named[0].message
    assert check not in {x.check for x in findings_in(right)}


def test_level1_names_of_other_forms_are_understood():
    assert findings_in(THREE_LEVELS) == []


def test_every_check_is_in_the_table():
    of_other_texts = {"check_texts_not_copied", "check_texts_changed_since_last_year"}

    assert {check.__name__ for check in CHECKS} - of_other_texts == {case[0] for case in TABLE}


def test_a_complete_form_has_no_finding():
    assert findings_in(assessment()) == []


def test_all_findings_come_at_once():
    facts = assessment(
        row("100", "50", weight="30"), row("9月前", "7月", name="时间"), budget=(budget_line(None, "120"),)
    )

    assert {
        "check_budget_cells_filled",
        "check_spent_within_budget",
        "check_weights_sum_to_100",
        "check_every_indicator_is_scored",
        "check_unmet_target_has_reason",
        "check_unmet_target_has_improvement",
    } <= {finding.check for finding in findings_in(facts)}


def test_places_of_a_check_are_unique_so_that_each_can_be_explained():
    facts = assessment(row("100", "50"), row("100", "40"), budget=(budget_line(), budget_line(spent="200")))
    places = [(finding.check, finding.place) for finding in findings_in(facts)]

    assert len(places) == len(set(places))


def test_the_seed_shares_are_findings():
    lines = (budget_line("1.00", "13908100.00"), budget_line("1.00", "70922900.00", category="project"))
    facts = assessment(budget=lines, reported={"基本支出占比": "16.39", "项目支出占比": "83.61"})

    found = [(x.found, x.expected) for x in findings_in(facts) if x.check == "check_reported_figures"]

    assert found == [("16.39", "16.40"), ("83.61", "83.60")]


def test_a_project_with_its_own_form_is_checked_under_its_name():
    facts = assessment(
        **WITH_PROJECT,
        goals=(*assessment().goals, goal(row("100", "50", weight="70"), project="招商经费")),
    )

    places = {finding.place for finding in findings_in(facts)}

    assert "项目“招商经费”／绩效指标／分值合计" in places
    assert "项目“招商经费”／绩效指标／目标1／培训人数／偏差原因" in places


def test_a_low_project_is_explained_by_its_reason():
    def facts(reason: str) -> AssessmentFacts:
        return assessment(
            projects=(project(reason=reason),),
            budget=(
                budget_line("1000", "1000"),
                budget_line("10", "5", category="project", project="招商经费"),
            ),
        )

    low = "check_low_execution_has_reason"
    assert [x.place for x in findings_in(facts("暂无")) if x.check == low] == [
        "项目“招商经费”／预算执行／执行率"
    ]
    assert [x.place for x in findings_in(facts("疫情影响")) if x.check == low] == []


def test_a_reported_rate_of_a_project_is_checked():
    facts = assessment(
        projects=(project(reported={"execution_rate": "89.91"}),),
        budget=(budget_line("4400.00", "3956.20", category="project", project="招商经费", adjustment="0"),),
        project_scheme=HUBEI_PROJECT,
    )

    assert "check_reported_figures" not in {x.check for x in findings_in(facts)}
    assert facts.budget_of("招商经费").spent == Decimal("3956.20")
