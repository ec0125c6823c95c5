"""Published figures as tables, in the ways in which departments lay them out.

Money is in yuan; the figures are those of the published forms in `fixtures/demo` and `tests/cases`.
"""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
OFFICES = (
    "办公室",
    "办公室",
    "招商科",
    "外贸科",
    "商贸科",
    "商贸科",
    "商贸科",
    "商贸科",
    "商贸科",
    "外贸科",
    "外贸科",
    "外贸科",
)
YI, WAN = Decimal(10**8), Decimal(10**4)


@dataclass(frozen=True)
class Project:
    """One row of a list of projects."""

    name: str
    office: str
    purpose: str
    budget: Decimal
    spent: Decimal


@dataclass(frozen=True)
class Indicator:
    """One row of a table of indicators; target and actual value as they were published."""

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    weight: str
    method: str


@dataclass
class Grid:
    """A sheet to be: rows of values, merged ranges, number formats by cell, hidden rows and columns."""

    rows: list[list[object]]
    merges: tuple[str, ...] = ()
    formats: dict[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    title: str = "Sheet1"
    state: str = "visible"


def _projects() -> list[Project]:
    data = json.loads((ROOT / "fixtures/demo/dongxihu-2020.json").read_text(encoding="utf-8"))
    money = {
        line["project"]: (Decimal(line["initial"]) + Decimal(line["adjustment"]), Decimal(line["spent"]))
        for line in data["budget"]
        if line["project"]
    }
    return [
        Project(row["name"], office, row["purpose"], *money[row["name"]])
        for row, office in zip(data["projects"], OFFICES, strict=True)
    ]


PROJECTS = _projects()


def indicators(case: str) -> list[Indicator]:
    """The indicators of a published form."""
    (path,) = (ROOT / "tests/cases").glob(f"{case}-*.json")
    goals = json.loads(path.read_text(encoding="utf-8"))["goals"]
    names = ("level1", "level2", "name", "target", "actual", "weight", "method")
    rows = (row for goal in goals for row in goal["indicators"])
    return [Indicator(*(row[name] or "" for name in names)) for row in rows]


def number(value: Decimal) -> int | float:
    """As a spreadsheet keeps it."""
    return int(value) if value == value.to_integral() else float(value)


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


# --- what is to come of it --------------------------------------------------------------------


def imported(projects=PROJECTS, adjustments=None, purpose=True):
    """Every project with its money, in yuan and exact."""
    changed = adjustments or {}
    return [
        {
            "name": " ".join(x.name.split()),
            "initial": plain(x.budget - changed.get(x.name, 0)),
            "adjustment": plain(changed.get(x.name, Decimal(0))),
            "spent": plain(x.spent),
            **({"purpose": x.purpose} if purpose else {}),
        }
        for x in projects
    ]


def scored(rows, **changes):
    """Every indicator, with what was published; `changes` are the targets that are written otherwise."""
    return [
        {
            "level1": x.level1.split("（")[0].split("(")[0], "level2": x.level2, "name": x.name,
            "target_measure": changes.get(x.name, x.target), "actual_measure": x.actual, "weight": x.weight,
        }
        for x in rows
    ]  # fmt: skip


# --- layouts of lists of projects -------------------------------------------------------------

HEADS = ["序号", "项目名称", "实施科室", "预算数", "执行数", "执行率", "主要用途"]


def listed(unit=Decimal(1), heads=HEADS, write=number, projects=PROJECTS):
    """The head and a row for each project."""
    return [
        list(heads),
        *(
            [at, x.name, x.office, write(x.budget / unit), write(x.spent / unit),
             round(float(x.spent / x.budget), 4), x.purpose]
            for at, x in enumerate(projects, 1)
        ),
    ]  # fmt: skip


def total(unit=Decimal(1), projects=PROJECTS, words="合计"):
    """The row of sums."""
    return [words, None, None, number(sum((x.budget for x in projects), Decimal(0)) / unit),
            number(sum((x.spent for x in projects), Decimal(0)) / unit), None, None]  # fmt: skip


def full_width(value: Decimal) -> str:
    return plain(value).translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))


def grouped(value: Decimal) -> str:
    return f"{value:,.2f}"


def two_row_head(rows):
    """资金（万元） above 年初预算 and 实际支出."""
    heads = [["序号", "项目名称", "实施科室", "资金（万元）", None, "执行率", "主要用途"],
             [None, None, None, "年初预算", "实际支出", None, None]]  # fmt: skip
    return Grid([*heads, *rows], ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2", "G1:G2"))


def by_office(projects=PROJECTS):
    """Groups with a sum below each, the office written once in merged cells."""
    rows, merges = listed()[:1], []
    for office in dict.fromkeys(OFFICES):
        mine = [x for x in projects if x.office == office]
        first = len(rows) + 1
        rows += listed(projects=mine)[1:]
        for row in rows[first:]:
            row[2] = None
        merges.append(f"C{first}:C{len(rows)}")
        rows.append([None, "小计", None, *total(projects=mine)[3:]])
    return Grid([*rows, total()], tuple(merges))


# --- layouts of forms with indicators ---------------------------------------------------------

FORM = [
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
]


def form(rows, head=FORM, write=str):
    """A 项目支出绩效自评表: money and goal above, indicators below, a total and the signatures."""
    above = [
        ["项目支出绩效自评表", *[None] * 7], ["（2022年度）", *[None] * 7],
        ["项目名称", "农村义务教育学生营养改善计划", None, None, "主管部门", "县教育体育局", None, None],
        ["项目资金\n（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        [None, "年度资金总额", None, "38.77", "38.77", "10", "100%", "10"],
        ["年度总体目标", "预期目标", None, None, "实际完成情况", None, None, None], list(head),
    ]  # fmt: skip
    body, merges, seen = [], ["A1:H1", "A2:H2", "A4:A5"], {}
    for at, x in enumerate(rows, len(above) + 1):
        body.append([x.level1, x.level2, x.name, write(x.target), write(x.actual), _weight(x), None, None])
        for column, key in (("A", x.level1), ("B", x.level1 + x.level2)):
            seen.setdefault((column, key), []).append(at)
    for (column, _), places in seen.items():
        if len(places) > 1:
            merges.append(f"{column}{places[0]}:{column}{places[-1]}")
            for place in places[1:]:
                body[place - len(above) - 1]["AB".index(column)] = None
    below = [
        ["总分", None, None, None, None, 100, None, None],
        ["填表人：张三", None, None, "联系电话：0713-1234567"],
    ]
    return Grid([*above, *body, *below], tuple(merges))


def _weight(x):
    return number(Decimal(x.weight)) if x.weight else None


def percent_cells(grid):
    """Shares as numbers with a percent format, as a spreadsheet keeps what is typed as 98%."""
    for at, row in enumerate(grid.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.endswith("%") and value[:-1].isdigit() and at > 7:
                row[column] = float(Decimal(value[:-1]) / 100)
                grid.formats[f"{'ABCDEFGH'[column]}{at}"] = "0%"
    return grid
