"""绩效目标运行监控表 as a document: of what was reported, or, marked 草稿, of the present rows."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from departments import access
from departments.models import Monitoring, Rectification, User
from departments.monitoring.frozen import frozen_rows
from departments.monitoring.rows import rows_of
from departments.scoring.monitoring import LIGHTS, Light

from .amounts import percent, yuan
from .content import Attachment, Heading, Paragraph, ReportContent
from .grid import Cell, Column, Row, Table, head

_MONEY = (
    Column(16, "left"), Column(13, "right"), Column(13, "right"), Column(13, "right"), Column(10),
    Column(13, "right"), Column(6), Column(16, "left"),
)  # fmt: skip
_GOALS = (
    Column(18, "left"), Column(8), Column(11), Column(11), Column(11), Column(8), Column(9), Column(6),
    Column(18, "left"),
)  # fmt: skip


def content_of_monitoring(
    monitoring: Monitoring, *, is_draft: bool, items: Sequence[str] = ()
) -> ReportContent:
    """Two tables and the thresholds: of what was reported, or for its own people of the present draft.

    `items` are the 整改 issued from it, in words.
    """
    data = frozen_rows(rows_of(monitoring)) if is_draft else monitoring.frozen
    tables = tuple(_tables(monitoring, data))
    name = monitoring.assessment.department_name
    year = monitoring.round.fiscal_year.year
    return ReportContent(
        department=name, year=year, mark="", draft=is_draft,
        title=(f"{name}{year}年", f"{monitoring.round.period}绩效目标运行监控表"),
        subtitle="", tables={"form": tables},
        blocks=(*_opinion(monitoring, data), *_asked(monitoring, items), *_attached(tables)),
    )  # fmt: skip


def _attached(tables: Sequence[Table]) -> Iterator[Attachment]:
    for number, table in enumerate(tables, 1):
        yield Attachment(f"附{number}", (table.title,), table, landscape=True)


def _opinion(monitoring: Monitoring, data: Mapping[str, Any]) -> Iterator[Heading | Paragraph]:
    lights = [row["light"] for row in (*data["budgets"], *data["indicators"])]
    shown = {light: lights.count(light) for light in Light}
    counted = "，".join(f"{LIGHTS[light]}{number}项" for light, number in shown.items())
    yield Heading(1, "一、监控结果")
    yield Paragraph(
        f"截至{monitoring.round.months}月末，预算和绩效指标共{sum(shown.values())}项有监控数据，其中{counted}。"
    )
    if monitoring.status == Monitoring.Status.CLOSED:
        yield Heading(1, "二、终审意见")
        yield Paragraph(monitoring.opinion.strip() or "同意。")


def _asked(monitoring: Monitoring, items: Sequence[str]) -> Iterator[Heading | Paragraph]:
    """下达的整改, behind the result and the opinion if there is one."""
    if items:
        number = "三" if monitoring.status == Monitoring.Status.CLOSED else "二"
        yield Heading(1, f"{number}、下达的整改")
    for place, text in enumerate(items, 1):
        yield Paragraph(f"{place}．{text}")


def items_of(monitoring: Monitoring, user: User) -> tuple[str, ...]:
    """The 整改 issued from it that the person may see, each as it stands now."""
    rows = access.visible_rectifications(user).filter(monitoring=monitoring).order_by("pk")
    return tuple(_told(row) for row in rows)


def _told(row: Rectification) -> str:
    asked = f"{row.place}：{_closed(row.problem)}整改要求：{_closed(row.requirement)}"
    return f"{asked}{row.body}下达，期限{row.due}，{row.get_status_display()}。"


def _closed(text: str) -> str:
    """With a full stop, whatever was typed."""
    return f"{text.strip().rstrip('。')}。"


_MONEY_TITLES = (
    "预算", "年初预算数", "调整后预算数", "执行数", "执行率", "全年预计执行数", "灯", "原因说明和整改措施",
)  # fmt: skip
_GOAL_TITLES = (
    "指标", "目标值", "完成情况", "全年预计完成值", "预计完成率", "计量单位", "完成目标可能性", "灯",
    "偏差原因、说明和整改措施",
)  # fmt: skip


def _tables(monitoring: Monitoring, data: Mapping[str, Any]) -> Iterator[Table]:
    period, department = monitoring.round.period, f"部门：{monitoring.assessment.department_name}"
    money = tuple(_budget(row) for row in data["budgets"])
    above = (department, f"{period}，单位：元")
    yield Table("money", "预算执行监控表", _MONEY, (head(*_MONEY_TITLES),), money, above=above)
    goals, notes = tuple(_indicators(data["indicators"])), tuple(data["limits"])
    above = (department, period)
    yield Table("goals", "绩效指标监控表", _GOALS, (head(*_GOAL_TITLES),), goals, above=above, notes=notes)


def _budget(row: Mapping[str, str]) -> Row:
    amounts = [
        yuan(Decimal(row[x])) if row[x] else None for x in ("initial", "adjusted", "spent", "expected")
    ]
    rate = percent(Decimal(row["rate"])) if row["rate"] else None
    initial, adjusted, spent, expected = (Cell.of(x) for x in amounts)
    return (
        Cell(row["name"]),
        initial,
        adjusted,
        spent,
        Cell.of(rate),
        expected,
        _light(row),
        Cell(row["explanation"]),
    )


def _indicators(rows: list[dict[str, str]]) -> Iterator[Row]:
    project = None
    for row in rows:
        if row["project"] != project:
            project = row["project"]
            named = f"项目：{project}" if project else "部门整体"
            yield (Cell(named, columns=len(_GOALS), align="left", opens=True),)
        rate = percent(Decimal(row["completion"])) if row["completion"] else None
        words = "：".join(filter(None, (row["cause"], row["explanation"])))
        yield (
            Cell(row["name"]), Cell(row["target"]), Cell(row["value"]), Cell(row["expected"]), Cell.of(rate),
            Cell(row["unit"]), Cell(row["likelihood"]), _light(row), Cell(words),
        )  # fmt: skip


def _light(row: Mapping[str, str]) -> Cell:
    return Cell(LIGHTS[Light(row["light"])] if row["light"] else "—")


def file_name(content: ReportContent, extension: str) -> str:
    """东西湖区商务局2025年1—7月绩效目标运行监控表.pdf; a draft says so."""
    return f"{content.name}{'（草稿）' if content.draft else ''}.{extension}"
