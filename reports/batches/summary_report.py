"""汇总报告: counts, distributions, ranks and the list of a job's departments, as a document of ours."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from departments.models import Batch
from departments.scoring.rounding import percent, printed
from departments.templatetags.amounts import rate, wan

from ..content import Block, Heading, Paragraph, ReportContent
from ..grid import Cell, Column, Table, head
from ..pictures import Bar
from ..pictures import columns as columns_of
from .summary import KINDS, STATES, Line, by_band, by_grade, by_rate, by_state, summed

MOST_LISTED = 500
"""Departments named in the document; a longer list is in the workbook."""
MOST_RANKED = 20
"""Of each kind."""
LIST_COLUMNS = (
    Column(8), Column(34, "left"), Column(12), Column(16, "right"), Column(12), Column(10), Column(8),
)  # fmt: skip


def report_of(
    batch: Batch, lines: Sequence[Line], missing: Sequence[tuple[Line, str]]
) -> ReportContent:  # fmt: skip
    """The document, ready for any format."""
    years = sorted({x.year for x in lines})
    span = "、".join(f"{year}" for year in years)
    title = (f"{span}年度部门整体绩效自评", "汇总报告") if years else ("部门整体绩效自评", "汇总报告")
    blocks = [
        Heading(1, "一、总体情况"), *_overall(batch, lines, missing),
        Heading(1, "二、得分分布"), *_distributions(lines),
        Heading(1, "三、同类部门排名"), *_ranks(lines),
        Heading(1, "四、部门清单"), *_list(lines), *_missing(missing),
    ]  # fmt: skip
    return ReportContent(
        department="部门整体绩效自评系统", year=years[-1] if years else batch.requested_at.year,
        title=title, mark="", subtitle="", blocks=tuple(blocks), draft=False,
    )  # fmt: skip


def _overall(
    batch: Batch, lines: Sequence[Line], missing: Sequence[tuple[Line, str]]
) -> list[Block]:  # fmt: skip
    total, at = summed(lines), timezone.localtime(batch.requested_at)
    states = "、".join(f"{label}{number}个" for label, number in by_state(lines)) or "没有部门"
    day = f"{at.year}年{at.month}月{at.day}日"
    text = f"本报告于{day}按“{batch.selection}”汇总{total.number}个部门的送审稿：{states}。"
    told = [Paragraph(text)]
    if total.average is not None:
        spent = f"，执行率{rate(total.rate)}" if total.rate is not None else ""
        told.append(
            Paragraph(
                f"调整后预算数合计{wan(total.budget)}万元，全年执行数合计{wan(total.spent)}万元{spent}；"
                f"自评总得分平均{printed(total.average)}分。"
            )
        )
    if missing:
        told.append(Paragraph(f"另有{len(missing)}个部门的文件没有生成，列在最后，不在以上各数之内。"))
    return list(told)


def _distributions(lines: Sequence[Line]) -> list[Block]:
    found: list[Block] = []
    shown = (("等级", by_grade(lines)), ("得分", by_band(lines)), ("执行率（%）", by_rate(lines)))
    for number, (label, counts) in enumerate(shown, 1):
        rows = tuple((Cell(x), Cell(str(n)), Cell(_share(n, len(lines)))) for x, n in counts)
        titles = (head(label, "部门数", "占比"),)
        columns = (Column(40), Column(30), Column(30))
        drawn = columns_of(f"部门数，按{label}", [Bar(x, n, str(n)) for x, n in counts])
        found += [Heading(3, f"{number}.按{label}"), drawn]
        found += [Table("counts", label, columns, head=titles, rows=rows)]
    return found


def _share(number: int, whole: int) -> str:
    return rate(percent(Decimal(number), Decimal(whole))) if whole else "—"


def _ranks(lines: Sequence[Line]) -> list[Block]:
    found: list[Block] = [Paragraph("同年度、同类型部门之间按自评总得分排名；得分相同的名次相同，其后顺延。")]
    for year in sorted({x.year for x in lines}):
        for kind, label in KINDS.items():
            peers = sorted((x for x in lines if (x.year, x.kind) == (year, kind)), key=lambda x: x.rank)
            if peers:
                found.append(Heading(3, f"{len(found) // 2 + 1}.{year}年度{label}"))
                found.append(_rank_table(str(label), peers))
    return found


def _rank_table(title: str, peers: Sequence[Line]) -> Table:
    rows = tuple(
        (
            Cell(f"{x.rank}" + (f"（并列{x.sharing}个）" if x.sharing > 1 else "")),
            Cell(x.department, align="left"), Cell(printed(x.total)), Cell(x.grade or "未评"),
        )
        for x in peers[:MOST_RANKED]
    )  # fmt: skip
    cut = f"共{len(peers)}个部门，列出前{MOST_RANKED}个，其余见汇总表。"
    return Table(
        "ranks", title, (Column(22), Column(46, "left"), Column(16), Column(16)),
        head=(head("名次", "部门", "总得分", "等级"),), rows=rows,
        notes=(cut,) if len(peers) > MOST_RANKED else (),
    )  # fmt: skip


def _list(lines: Sequence[Line]) -> list[Block]:
    if len(lines) > MOST_LISTED:
        return [Paragraph(f"共{len(lines)}个部门，见同一压缩包中的“汇总表.xlsx”。")]
    rows = tuple(
        (
            Cell(str(number)), Cell(x.department, align="left"), Cell(str(STATES[x.state])),
            Cell(wan(x.budget), align="right"), Cell(rate(x.rate) if x.rate is not None else "—"),
            Cell(printed(x.total)), Cell(x.grade or "未评"),
        )
        for number, x in enumerate(lines, 1)
    )  # fmt: skip
    titles = head("序号", "部门", "状态", "预算数（万元）", "执行率", "得分", "等级")
    return [Table("list", "部门清单", LIST_COLUMNS, head=(titles,), rows=rows)]


def _missing(missing: Sequence[tuple[Line, str]]) -> list[Block]:
    if not missing:
        return []
    rows = tuple(
        (Cell(x.department, align="left"), Cell(why, align="left")) for x, why in missing[:MOST_LISTED]
    )
    table = Table("missing", "没有生成的", (Column(40, "left"), Column(60, "left")),
                  head=(head("部门", "原因"),), rows=rows)  # fmt: skip
    return [table]
