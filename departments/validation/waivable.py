"""Which checks may be waived: not those without which the figures or the form would be wrong."""

from collections.abc import Mapping

_RATE = "没有完整、正确的预算明细，就算不出预算执行率和得分。"
_TIED = "表格之间的对应关系断了，合计和得分就不可信。"
_SCORE = "它保证得分按规则算出、合计为100分，豁免后总得分和等级没有意义。"
_KEPT = "它保证送审稿能够完整存档、以后还能读出来。"
_NAMED = "没有名称的行无法在正式文件和审核中指明。"

WHY_NOT: Mapping[str, str] = {
    "check_budget_exists": _RATE,
    "check_budget_cells_filled": _RATE,
    "check_budget_not_zero": _RATE,
    "check_adjusted_budget_not_negative": _RATE,
    "check_spent_not_negative": _RATE,
    "check_sums_can_be_kept": _KEPT,
    "check_budget_lines_name_known_projects": _TIED,
    "check_project_money_names_its_project": _TIED,
    "check_projects_have_names": _NAMED,
    "check_project_names_unique": _TIED,
    "check_goals_exist": _SCORE,
    "check_goals_have_titles": _NAMED,
    "check_goals_name_known_projects": _TIED,
    "check_weights_filled": _SCORE,
    "check_weights_in_range": _SCORE,
    "check_weights_have_two_decimals": _SCORE,
    "check_weights_sum_to_100": _SCORE,
    "check_goal_weight_is_sum_of_indicators": _SCORE,
    "check_indicators_have_names": _NAMED,
    "check_every_indicator_is_scored": _SCORE,
    "check_entered_score_not_above_weight": _SCORE,
    "check_entered_score_in_tier_band": _SCORE,
    "check_figures_in_texts_are_known": "文字中引用的数据不存在，正式文件上会印出花括号。",
    "check_evidence_has_no_virus": "带病毒的文件会传给每一个打开它的人。",
    "check_can_be_kept": _KEPT,
}
"""Name of a check → why it is never waived."""
