"""What is hardly true in the published cases and both seeds: judged by hand, no false alarm."""

from pathlib import Path

import pytest

from departments import assessment_file
from departments.scoring.schemes import load_schemes
from departments.validation import findings_in

CASES = Path(__file__).parent
SEEDS = CASES.parents[1] / "fixtures" / "demo"
RULES = {
    "check_output_sign", "check_cost_sign", "check_not_all_full_marks", "check_unmet_target_not_full",
    "check_indicator_not_output_and_benefit", "check_level3_fits_level2", "check_output_has_spending",
    "check_satisfaction_has_evidence", "check_problems_say_something", "check_dates_within_year",
    "check_sections_name_this_year", "check_over_achievement_has_reason", "check_actual_is_measured",
    "check_budget_not_repeated", "check_satisfaction_is_measured",
}  # fmt: skip
FULL, SIGN, MEASURED = "check_not_all_full_marks", "check_output_sign", "check_actual_is_measured"
OVER, SATISFIED, REPEATED = (
    "check_over_achievement_has_reason", "check_satisfaction_is_measured", "check_budget_not_repeated",
)  # fmt: skip
# file → rule and what was found
FOUND = {
    "03-dongxihu-service-trade-2020": [(REPEATED, "预算资金执行率"), (SATISFIED, "0个"), (FULL, "8个满分")],
    "05-hubei-fishing-ban-2020": [(MEASURED, "≥90%")],
    "07-yongde-school-nutrition-2022": [],
    "08-jishan-medical-insurance-2020": [],
    "10-zhongjiang-water-gauge-2022": [
        *((MEASURED, x) for x in ("≥266米", "≥50厘米", "≥90%", "≥90%", "≥1000人", "≥95%")),
        (FULL, "9个满分"),
    ],
    "13-huangshi-library-2022": [(MEASURED, "≥360天"), (MEASURED, "≥360天")],
    "16-tangxi-commission-2022": [],
    "18-jinzhai-village-centre-2023": [(OVER, "153.05%"), (SATISFIED, "0个"), (SIGN, "≤")],
    "21-baoshan-energy-2023": [(OVER, "565.00%"), (OVER, "2400.00%"), (SATISFIED, "0个")],
    "24-chengan-elderly-2020": [(OVER, "133.33%")],
    "dongxihu-2020": [],
    "huangshi-2021": [],
}


@pytest.mark.parametrize("name", FOUND)
def test_what_is_hardly_true_is_found_and_nothing_else(name):
    folder = SEEDS if (SEEDS / f"{name}.json").exists() else CASES
    facts = assessment_file.load(assessment_file.read(folder / f"{name}.json"), load_schemes())

    assert [(x.check, x.found) for x in findings_in(facts) if x.check in RULES] == FOUND[name]


def test_every_case_is_judged():
    assert {path.stem for folder in (CASES, SEEDS) for path in folder.glob("*.json")} == set(FOUND)
