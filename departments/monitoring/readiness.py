"""What must stand in a monitoring before it is reported. All gaps at once, each with its row."""

from collections.abc import Iterator
from dataclasses import dataclass

from departments.scoring.monitoring import LIGHTS, Light

from .rows import BudgetRow, IndicatorRow, Rows

LAGGING = (Light.YELLOW, Light.RED)


@dataclass(frozen=True)
class Gap:
    """What one row lacks; `anchor` is its place on the page."""

    place: str
    lacks: tuple[str, ...]
    anchor: str = ""

    def __str__(self) -> str:
        return f"{self.place}：{'；'.join(self.lacks)}。"


NOTHING = Gap("绩效指标", ("还没有指标，请先在自评的“绩效目标与指标”里填写指标和目标值",))


def gaps_of(rows: Rows) -> list[Gap]:
    """Every row that lacks something; none means it may be reported."""
    found = [] if rows.indicators else [NOTHING]
    for budget in rows.budgets:
        anchor = f"budget-{budget.entry.project_id or 0}"
        found.append(Gap(f"预算“{budget.name}”", tuple(_of_budget(budget)), anchor))
    for row in rows.indicators:
        anchor = f"indicator-{row.entry.indicator_id}"
        found.append(Gap(f"指标“{row.facts.name}”", tuple(_of_indicator(row)), anchor))
    return [gap for gap in found if gap.lacks]


def _of_indicator(row: IndicatorRow) -> Iterator[str]:
    entry = row.entry
    if entry.value_measure is None:
        yield "完成情况未填写，没有发生的填0或“未开展”"
    if entry.expected_measure is None:
        yield "全年预计完成值未填写"
    if not entry.likelihood:
        yield "完成目标可能性未选择"
    if row.light in LAGGING and not (entry.cause and entry.explanation.strip()):
        yield f"{LIGHTS[row.light]}，须选择偏差原因并写明说明和整改措施"


def _of_budget(row: BudgetRow) -> Iterator[str]:
    entry = row.entry
    if entry.spent is None:
        yield "执行数未填写，没有支出的填0"
    if entry.expected is None:
        yield "全年预计执行数未填写"
    elif entry.spent is not None and entry.expected < entry.spent:
        yield f"全年预计执行数{entry.expected:,.2f}元小于已执行数{entry.spent:,.2f}元"
    if row.light in LAGGING and not entry.explanation.strip():
        yield f"{LIGHTS[row.light]}，须写明原因和整改措施"
