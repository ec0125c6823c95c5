"""Every arithmetic error that the remarks on a published form name, and the finding that says it."""

from pathlib import Path

import pytest

from departments import assessment_file
from departments.scoring.schemes import load_schemes
from departments.validation import findings_in

CASES = Path(__file__).parent
DEMO = CASES.parents[1] / "fixtures" / "demo"

# form, what the remark says, check, found, expected
REMARKS = [
    (
        DEMO / "dongxihu-2020",
        "12.13/11.5 is 105.5 %, published 105.4",
        "check_narrative_rates",
        "105.4%",
        "105.5%",
    ),
    (DEMO / "dongxihu-2020", "限上商贸企业 23 in one place", "check_narrative_repeats", "23家", "8家"),
    (DEMO / "dongxihu-2020", "限上商贸企业 8 in another", "check_narrative_repeats", "8家", "23家"),
    (DEMO / "dongxihu-2020", "target of 限上商贸企业 8", "check_narrative_repeats", "8家", "2家"),
    (DEMO / "dongxihu-2020", "target of 限上商贸企业 2", "check_narrative_repeats", "2家", "8家"),
    (DEMO / "dongxihu-2020", "14 of 15 done, yet 9+5+1 all done", "check_narrative_counts", "14个", "15个"),
    (DEMO / "dongxihu-2020", "4 goals in one place, 2 in another", "check_narrative_counts", "4大类", "2类"),
    (
        DEMO / "huangshi-2021",
        "1390.81/8483.1 is 16.40 %, published 16.39",
        "check_reported_figures",
        "16.39",
        "16.40",
    ),
    (
        DEMO / "huangshi-2021",
        "7092.29/8483.1 is 83.60 %, published 83.61",
        "check_reported_figures",
        "83.61",
        "83.60",
    ),
    (
        CASES / "03-dongxihu-service-trade-2020",
        "rows 100 and budget 20 make 120",
        "check_weights_sum_to_100",
        "120",
        "100",
    ),
    (
        CASES / "03-dongxihu-service-trade-2020",
        "parts make 120, total 100",
        "check_reported_total_is_sum_of_parts",
        "100",
        "120",
    ),
    (
        CASES / "03-dongxihu-service-trade-2020",
        "产出60+效益40 under a goal of 80",
        "check_goal_weight_is_sum_of_indicators",
        "80",
        "100",
    ),
    (
        CASES / "05-hubei-fishing-ban-2020",
        "execution rate printed as 1",
        "check_reported_figures",
        "1",
        "100.00",
    ),
    (
        CASES / "07-yongde-school-nutrition-2022",
        "100 % of target scored 7 of 10",
        "check_reported_scores",
        "7",
        "10.00",
    ),
    (
        CASES / "07-yongde-school-nutrition-2022",
        "98 % of target scored 9",
        "check_reported_scores",
        "9",
        "9.80",
    ),
    (
        CASES / "07-yongde-school-nutrition-2022",
        "满意度 20 instead of 10",
        "check_level1_weights",
        "20",
        "10",
    ),
    (
        CASES / "08-jishan-medical-insurance-2020",
        "rows sum to 93, total 94",
        "check_reported_total_is_sum_of_parts",
        "94",
        "93",
    ),
    (
        CASES / "08-jishan-medical-insurance-2020",
        "budget score 9 for 99.10 %",
        "check_reported_figures",
        "9",
        "9.91",
    ),
    (
        CASES / "08-jishan-medical-insurance-2020",
        "8676/8755 scored 13 of 15",
        "check_reported_scores",
        "13",
        "14.86",
    ),
    (
        CASES / "08-jishan-medical-insurance-2020",
        "社会效益 reaches its target and loses 3",
        "check_reported_scores",
        "27",
        "30.00",
    ),
    (
        CASES / "08-jishan-medical-insurance-2020",
        "满意度 reaches its target and loses 1",
        "check_reported_scores",
        "9",
        "10.00",
    ),
    (
        CASES / "10-zhongjiang-water-gauge-2022",
        "parts make 110, published 100",
        "check_reported_total_is_sum_of_parts",
        "100",
        "110",
    ),
    (
        CASES / "10-zhongjiang-water-gauge-2022",
        "weights make 110, published 100",
        "check_reported_weights_sum",
        "100",
        "110",
    ),
    (CASES / "10-zhongjiang-water-gauge-2022", "产出 70 instead of 50", "check_level1_weights", "70", "50"),
    (CASES / "10-zhongjiang-water-gauge-2022", "效益 20 instead of 30", "check_level1_weights", "20", "30"),
    (
        CASES / "16-tangxi-commission-2022",
        "total row left at 0: budget",
        "check_reported_figures",
        "0",
        "89.97",
    ),
    (
        CASES / "16-tangxi-commission-2022",
        "total row left at 0: 10 points lost",
        "check_reported_figures",
        "0",
        "10.00",
    ),
    (
        CASES / "16-tangxi-commission-2022",
        "30+30+29.99 is 89.99, not 89.97",
        "check_narrative_sums",
        "89.97万元",
        "89.99万元",
    ),
    (
        CASES / "18-jinzhai-village-centre-2023",
        "spent 102.59 % of the budget",
        "check_spent_within_budget",
        "3383100.00",
        "不超过3297700.00",
    ),
    (
        CASES / "18-jinzhai-village-centre-2023",
        "153.05 % of a target, no reason",
        "check_over_achievement_has_reason",
        "153.05%",
        "不超过130%或说明原因",
    ),
    (
        CASES / "21-baoshan-energy-2023",
        "5.65 times the target",
        "check_over_achievement_has_reason",
        "565.00%",
        "不超过130%或说明原因",
    ),
    (
        CASES / "21-baoshan-energy-2023",
        "24 times the target",
        "check_over_achievement_has_reason",
        "2400.00%",
        "不超过130%或说明原因",
    ),
    (
        CASES / "24-chengan-elderly-2020",
        "weight applied twice: 25 → 6.25",
        "check_reported_scores",
        "6.25",
        "25.00",
    ),
    (
        CASES / "24-chengan-elderly-2020",
        "weight applied twice: 30 → 9",
        "check_reported_scores",
        "9",
        "30.00",
    ),
    (
        CASES / "24-chengan-elderly-2020",
        "weight applied twice: 10 → 1",
        "check_reported_scores",
        "1",
        "10.00",
    ),
]


@pytest.mark.parametrize(
    ("path", "remark", "check", "found", "expected"), REMARKS, ids=[f"{x[0].name}: {x[1]}" for x in REMARKS]
)
def test_the_error_is_found(path, remark, check, found, expected):
    facts = assessment_file.load(assessment_file.read(path.with_suffix(".json")), load_schemes())

    assert (check, found, expected) in {(x.check, x.found, x.expected) for x in findings_in(facts)}, remark
