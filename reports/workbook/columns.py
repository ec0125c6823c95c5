"""The sheets and columns of the workbook, written once for export and import.

A column names a field of the form its rows are edited with on the pages: values, bounds and messages are
the same there.
"""

from dataclasses import dataclass

from departments.views import kinds
from departments.views.rows import RowKind

TEMPLATE = "1"
"""Version of the template; grows when a column changes its meaning."""
IDENT, DELETE = "行标识（请勿修改）", "删除"
DELETED = "删除"
"""What the person writes in the last column to remove a row."""


@dataclass(frozen=True)
class Column:
    """`field` is empty for a column that is only shown; `width` in characters of Excel.

    `help` is what holds for the workbook only: the help of the field itself stands in its form.
    """

    title: str
    field: str
    width: int = 14
    help: str = ""


@dataclass(frozen=True)
class SheetKind:
    """One sheet. `key` are the fields by which a row without id is taken for one that is there already."""

    title: str
    kind: RowKind
    section: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.kind.name

    @property
    def can_add(self) -> bool:
        return self.kind.can_add

    @property
    def written(self) -> tuple[Column, ...]:
        """The columns that a person fills in."""
        return tuple(column for column in self.columns if column.field)

    def label(self, field: str) -> str:
        return next((column.title for column in self.columns if column.field == field), field)


BASICS = SheetKind(
    "基本信息",
    kinds.BASICS,
    "basics",
    (
        Column("填报联系人", "contact", 16),
        Column("联系电话", "phone", 20),
        Column("填报日期", "filled_on", 14),
        Column("备注", "note", 70),
    ),
)
PROJECTS = SheetKind(
    "项目",
    kinds.PROJECTS,
    "projects",
    (
        Column("项目名称", "name", 34),
        Column("实施科室/单位", "office", 18),
        Column("主要用途", "purpose", 56),
        Column("执行偏差原因", "reason", 44),
    ),
    key=("name",),
)
BUDGET = SheetKind(
    "预算明细",
    kinds.BUDGET_LINES,
    "budget",
    (
        Column("支出类别", "category", 14, "从列表中选择。"),
        Column("项目", "project", 40, "名称与“项目”表一致，新项目先在“项目”表中写。"),
        Column("资金来源", "source", 14, "从列表中选择。"),
        Column("年初预算数（元）", "initial", 20),
        Column("调整数（元）", "adjustment", 20),
        Column("全年执行数（元）", "spent", 20),
    ),
    key=("category", "project", "source"),
)
GOALS = SheetKind(
    "目标",
    kinds.GOALS,
    "indicators",
    (
        Column("目标名称", "title", 44),
        Column("所属", "project", 30),
        Column("分值", "weight", 10),
        Column("预期目标", "expected", 56),
        Column("实际完成情况", "actual", 56),
    ),
    key=("title", "project"),
)
INDICATORS = SheetKind(
    "绩效指标",
    kinds.INDICATORS,
    "indicators",
    (
        Column("三级指标", "name", 34),
        Column("归入目标", "goal", 30, "与“目标”表中的目标名称一致，新目标先在“目标”表中写。"),
        Column("一级指标", "level1", 13),
        Column("二级指标", "level2", 16),
        Column("评分方法", "method", 13, "从列表中选择。"),
        Column("全年累计", "accumulation", 11, "从列表中选择。"),
        Column("年初目标值", "target_measure", 13),
        Column("调整后目标值", "adjusted_target_measure", 13),
        Column("调整理由", "adjustment_reason", 24),
        Column("计量单位", "unit", 10),
        Column("实际完成值", "actual_measure", 13),
        Column("分值", "weight", 9),
        Column("定性档次", "tier", 22),
        Column("录入得分", "entered_score", 11),
        Column("取自预算的数据", "figure", 20),
        Column("取数后按", "then", 13),
        Column("分档或扣分规则", "rule", 30),
        Column("偏差原因", "deviation_reason", 40),
        Column("改进措施", "improvement", 40),
    ),
    key=("goal", "name"),
)
TEXTS = SheetKind(
    "文字说明",
    kinds.SECTIONS,
    "texts",
    (
        Column("文字", "", 28),
        Column("内容", "text", 110, "每段一行（Alt+Enter换行）。"),
    ),
)

SHEETS = (BASICS, BUDGET, PROJECTS, GOALS, INDICATORS, TEXTS)
"""In the order of the workbook."""
SAVED = (BASICS, PROJECTS, BUDGET, GOALS, INDICATORS, TEXTS)
"""In the order of saving: what others point to comes first."""
