"""校验: what must hold before 送审, by noun.

A check is a function; its name is its id, its docstring the public text.
"""

from dataclasses import replace

from departments.scoring.facts import AssessmentFacts
from departments.scoring.scorecard import Scorecard, score

from . import (
    budget,
    copied_texts,
    evidence,
    goal,
    indicator,
    plausibility,
    plausibility_texts,
    project,
    reported,
    scores,
    section,
    weights,
)
from .copying import Likeness
from .findings import ERROR, WARNING, Finding
from .forms import Assessed, Check
from .narrative import checks as narrative_checks

CHECKS: tuple[Check, ...] = (
    budget.check_budget_exists,
    budget.check_budget_cells_filled,
    budget.check_budget_not_zero,
    budget.check_adjusted_budget_not_negative,
    budget.check_spent_not_negative,
    budget.check_sums_can_be_kept,
    budget.check_spent_within_budget,
    budget.check_low_execution_has_reason,
    budget.check_budget_lines_name_known_projects,
    budget.check_project_money_names_its_project,
    project.check_projects_have_names,
    project.check_project_names_unique,
    project.check_projects_have_budget,
    goal.check_goals_exist,
    goal.check_goals_have_titles,
    goal.check_goals_have_indicators,
    goal.check_goals_name_known_projects,
    weights.check_weights_filled,
    weights.check_weights_in_range,
    weights.check_weights_have_two_decimals,
    weights.check_weights_sum_to_100,
    weights.check_goal_weight_is_sum_of_indicators,
    weights.check_level1_weights,
    indicator.check_indicators_have_names,
    indicator.check_indicators_have_levels,
    indicator.check_indicator_names_unique,
    indicator.check_target_filled,
    indicator.check_actual_filled,
    indicator.check_sign_matches_method,
    indicator.check_actual_is_measured,
    indicator.check_adjusted_target_has_reason,
    indicator.check_over_achievement_has_reason,
    indicator.check_budget_not_repeated,
    indicator.check_satisfaction_is_measured,
    evidence.check_evidence_attached,
    evidence.check_evidence_has_no_virus,
    evidence.check_evidence_could_be_scanned,
    scores.check_every_indicator_is_scored,
    scores.check_entered_score_not_above_weight,
    scores.check_tier_scores_not_above_weight,
    scores.check_entered_score_in_tier_band,
    scores.check_entered_score_is_used,
    scores.check_manual_score_has_reason,
    scores.check_unmet_target_has_reason,
    scores.check_unmet_target_has_improvement,
    section.check_required_sections_filled,
    section.check_texts_are_as_long_as_asked,
    section.check_figures_in_texts_are_known,
    reported.check_reported_scores,
    reported.check_reported_scores_not_above_weight,
    reported.check_reported_total_is_sum_of_parts,
    reported.check_reported_weights_sum,
    reported.check_reported_basic_and_project_make_whole,
    reported.check_reported_grade_fits_total,
    reported.check_reported_figures,
    plausibility.check_output_sign,
    plausibility.check_cost_sign,
    plausibility.check_not_all_full_marks,
    plausibility.check_unmet_target_not_full,
    plausibility.check_indicator_not_output_and_benefit,
    plausibility.check_level3_fits_level2,
    plausibility.check_output_has_spending,
    plausibility.check_satisfaction_has_evidence,
    plausibility_texts.check_problems_say_something,
    plausibility_texts.check_dates_within_year,
    plausibility_texts.check_sections_name_this_year,
    copied_texts.check_texts_not_copied,
    copied_texts.check_texts_changed_since_last_year,
    narrative_checks.check_narrative_rates,
    narrative_checks.check_narrative_changes,
    narrative_checks.check_narrative_sums,
    narrative_checks.check_narrative_derived,
    narrative_checks.check_narrative_counts,
    narrative_checks.check_narrative_repeats,
    narrative_checks.check_narrative_tables,
)
"""Every check, in the order in which findings are listed."""


def findings_in(
    facts: AssessmentFacts,
    scorecards: tuple[Scorecard, ...] | None = None,
    likenesses: tuple[Likeness, ...] = (),
) -> list[Finding]:
    """Run every check and return all findings at once; scores first when no scorecards are given.

    `likenesses` are the texts of others that sections are like, as far as somebody looked for them.
    """
    assessed = Assessed(facts, score(facts) if scorecards is None else scorecards, likenesses)
    return [_named(x, check) for check in CHECKS for x in check(assessed)]


def _named(finding: Finding, check: Check) -> Finding:
    """Under the check's name; what is kept of a form has it already."""
    return finding if finding.check else replace(finding, check=check.__name__)


def errors_in(facts: AssessmentFacts) -> list[Finding]:
    """The findings that stop 送审."""
    return [finding for finding in findings_in(facts) if finding.severity == ERROR]


__all__ = [
    "CHECKS", "ERROR", "WARNING", "Assessed", "Check", "Finding", "Likeness", "errors_in", "findings_in",
]  # fmt: skip
