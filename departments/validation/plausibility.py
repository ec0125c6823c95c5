"""Checks of what is possible but hardly true: signs, full marks, levels, outputs that cost nothing."""

import re
from collections.abc import Iterator
from decimal import Decimal

from departments.scoring.comparison import way_of
from departments.scoring.rounding import ZERO, plain

from .findings import Finding, warning
from .forms import Form, Row, of_each_form

FEWEST_FULL = 5
"""A form of fewer lines may well have full marks on all of them."""
_UNWANTED = re.compile(
    r"事故|投诉|上访|信访|伤亡|死亡|失业|污染|排放|能耗|差错|违规|违法|发案|案件|返贫|缺陷|损失|故障|逾期|时限|时间|天数|周期"
    r"|成本|费用|支出|经费|价格|造价|控制|下降|降低|减少|压减|浓度|超|负债|债务|空置|流失|舆情|感染|发病|人均|密度|距离"
)
"""Names of what is kept low: ≤ is their right sign."""
_COST = re.compile(r"成本|费用|造价|支出|投资额|总投资|单价|标准")
_SAVING = re.compile(r"节约|降低|下降|减少|压减|控制率|达标|合规|覆盖|符合|补助标准|发放标准")
_NOISE = re.compile(r"[\s\W_]+|^指标\d+|数量|个数|情况|程度|指标|数$|率$")
MISFITS = (
    ("数量", re.compile(r"(?:经费|资金|费用|预算).*(?:支出|拨付|支付|使用|投入)(?:金?额|数)?$"), "成本"),
    ("数量", re.compile(r"合格率|达标率|通过率|优良率|准确率"), "质量指标"),
    ("数量", re.compile(r"及时率|及时性|按期完成率|按时完成率"), "时效指标"),
    ("质量", re.compile(r"及时率|及时性|按期完成率|按时完成率"), "时效指标"),
    ("时效", re.compile(r"合格率|达标率|优良率|准确率"), "质量指标"),
    ("时效", re.compile(r"满意"), "满意度指标"),
    ("数量", re.compile(r"满意"), "满意度指标"),
    ("质量", re.compile(r"满意度$"), "满意度指标"),
)  # fmt: skip
"""Second level, names of the third that do not fit it, where they belong."""


@of_each_form
def check_output_sign(form: Form) -> Iterator[Finding]:
    """要完成的数量指标一般为“≥”；写“≤”的，请核实方向。"""
    for row in form.rows:
        indicator = row.indicator
        is_output = "产出" in indicator.level1 and "数量" in indicator.level2
        if is_output and way_of(indicator) == "at_most" and not _UNWANTED.search(indicator.name):
            yield warning(
                f"{row.place}／计算符号", "数量指标要求“不超过”，完成得越少得分越高，请核实方向。",
                found="≤", expected="≥", key=row.key,
            )  # fmt: skip


@of_each_form
def check_cost_sign(form: Form) -> Iterator[Finding]:
    """成本指标一般为“≤”；写“≥”的，请核实方向。"""
    for row in form.rows:
        indicator = row.indicator
        is_cost = "成本" in indicator.level1 + indicator.level2 and _COST.search(indicator.name)
        if is_cost and way_of(indicator) == "at_least" and not _SAVING.search(indicator.name):
            yield warning(
                f"{row.place}／计算符号", "成本指标要求“不低于”，花得越多得分越高，请核实方向。",
                found="≥", expected="≤", key=row.key,
            )  # fmt: skip


@of_each_form
def check_not_all_full_marks(form: Form) -> Iterator[Finding]:
    """各项指标全部得满分的，应核实目标值是否偏低、扣分是否如实。"""
    lines = form.card.lines if form.card else ()
    if len(lines) >= FEWEST_FULL and all(line.is_full for line in lines):
        yield warning(
            f"{form.place}绩效指标／得分", f"{len(lines)}个指标全部得满分，请核实。",
            found=f"{len(lines)}个满分", expected="如实评分或说明", key=form.key,
        )  # fmt: skip


@of_each_form
def check_unmet_target_not_full(form: Form) -> Iterator[Finding]:
    """人工评分的指标未达到目标值的，不应得满分。"""
    for row in form.rows:
        missed = _missed(row)
        if missed and row.line.is_full:
            yield warning(
                f"{row.place}／得分", f"{missed}，未达到目标值却得满分。",
                found=plain(row.line.score or ZERO), expected="低于分值或说明", key=row.key,
            )  # fmt: skip


@of_each_form
def check_indicator_not_output_and_benefit(form: Form) -> Iterator[Finding]:
    """同一内容不应既作产出指标又作效益指标。"""
    outputs = {_core(row.indicator.name): row for row in form.rows if "产出" in row.indicator.level1}
    for row in form.rows:
        core = _core(row.indicator.name)
        twin = outputs.get(core)
        is_benefit = re.search(r"效益|效果", row.indicator.level1)
        if is_benefit and twin and len(core) > 1 and twin.indicator.name != row.indicator.name:
            yield warning(
                f"{row.place}／三级指标", f"与产出指标“{twin.indicator.name}”内容相同，重复计分。",
                found=row.indicator.name, expected="与产出不同的效益指标", key=row.key,
            )  # fmt: skip


@of_each_form
def check_level3_fits_level2(form: Form) -> Iterator[Finding]:
    """三级指标应与二级指标的类型相符，如支出金额不是数量指标、合格率属质量指标。"""
    for row in form.rows:
        level2, name = row.indicator.level2, row.indicator.name.strip()
        for kind, pattern, belongs in MISFITS:
            is_placed = belongs[:2] in row.indicator.level1
            if kind in level2 and pattern.search(name) and not is_placed:
                yield warning(
                    f"{row.place}／二级指标", f"“{name}”不像{level2}。",
                    found=level2, expected=belongs, key=row.key,
                )  # fmt: skip
                break


@of_each_form
def check_output_has_spending(form: Form) -> Iterator[Finding]:
    """有预算而全年没有支出的，不应有产出；确有产出的应说明资金来源。"""
    done = [row for row in form.rows if _is_done_output(row)]
    if done and form.budget.adjusted > ZERO and form.budget.spent == ZERO:
        yield warning(
            f"{form.place}预算执行／执行数",
            f"全年没有支出，却完成了“{done[0].indicator.name}”等{len(done)}项产出。",
            found="0.00", expected="支出数或说明", key=form.key,
        )  # fmt: skip


@of_each_form
def check_satisfaction_has_evidence(form: Form) -> Iterator[Finding]:
    """满意度应有调查问卷等佐证；没有调查的，复核时不得分。"""
    for row in form.rows:
        words = row.indicator.level1 + row.indicator.level2 + row.indicator.name
        actual = row.indicator.actual
        if "满意" in words and row.indicator.evidence_count == 0 and actual and actual.number is not None:
            yield warning(
                f"{row.place}／佐证材料（满意度调查）", f"满意度为{actual}，没有调查材料。",
                found="0份", expected="满意度调查材料", key=row.key,
            )  # fmt: skip


def _core(name: str) -> str:
    """A name without the words that do not tell indicators apart."""
    return _NOISE.sub("", name)


def _missed(row: Row) -> str:
    """Target and actual of an indicator scored by hand, when both are numbers and the target is missed."""
    target, actual = row.indicator.effective_target, row.indicator.actual
    if row.indicator.method != "manual" or not target or not actual:
        return ""
    if target.number is None or actual.number is None or {target.unit, actual.unit} - {"", target.unit}:
        return ""
    keeps = Decimal.__le__ if target.sign == "at_most" else Decimal.__ge__
    return "" if keeps(actual.number, target.number) else f"目标值{target}、实际完成值{actual}"


def _is_done_output(row: Row) -> bool:
    actual = row.indicator.actual
    return "产出" in row.indicator.level1 and actual is not None and (actual.number or ZERO) > ZERO
