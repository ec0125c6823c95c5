"""总览报告: the overview of a year as a document, with the pictures of the page."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from departments.scoring.rounding import printed
from departments.templatetags.amounts import rate, wan

from ..content import Block, Heading, Paragraph, ReportContent
from ..grid import Cell, Column, Table, head
from .drawing import drawn
from .figures import Figures, Group
from .measures import measures

COUNTS = tuple(measures())
COUNT_COLUMNS = (Column(30, "left"), *(Column(7) for _ in COUNTS))
MONEY = ("报送率", "按时率", "预算数（万元）", "执行数（万元）", "执行率", "平均得分")
MONEY_COLUMNS = (
    Column(28, "left"), Column(11), Column(11), Column(14, "right"), Column(14, "right"), Column(11),
    Column(11),
)  # fmt: skip
MOST = 300
"""Groups of one part on paper; the sum is of all of them."""
MEANINGS = {"parent": "主管部门是当年财政部门之下的第一级部门，含它自己和它下面的全部单位。"}


def report_of(
    year: int,
    said: str,
    total: Figures,
    before: Figures,
    parts: Sequence[tuple[str, str, Sequence[Group]]],
) -> ReportContent:
    """Ready for any format; `said` is what it is narrowed to, "" for everything."""
    pictures = drawn(total, before, (year, year - 1), lambda *_, **__: "")
    blocks: list[Block] = [Heading(1, "一、总体情况"), Paragraph(_overall(said, total)), *pictures]
    for number, part in zip("二三四", parts, strict=False):
        blocks += _part(number, *part, total)
    years = [Group("", f"{year}年度", total), Group("", f"{year - 1}年度", before)]
    blocks += [Heading(1, f"{'二三四五'[len(parts)]}、与上年比较"), *_tables("年度", years)]
    return ReportContent(
        department="部门整体绩效自评系统", year=year, mark="", subtitle=f"（{said}）" if said else "",
        title=(f"{year}年度部门整体绩效自评", "总览报告"), blocks=tuple(blocks), draft=False,
    )  # fmt: skip


def _part(number: str, title: str, word: str, groups: Sequence[Group], total: Figures) -> list[Block]:
    said = [MEANINGS[word]] if word in MEANINGS else []
    if len(groups) > MOST:
        said.append(
            f"共{len(groups)}个，这里按编码列出前{MOST}个，合计含全部；其余的请在系统的“总览”里查看。"
        )
    words = [Paragraph("".join(said))] if said else []
    return [Heading(1, f"{number}、{title}"), *words, *_tables(title, groups[:MOST], total)]


def _overall(said: str, total: Figures) -> str:
    now = timezone.localtime()
    expected, received, on_time, approved, published = (
        f"{total.counts.get(x, 0)}个" for x in ("expected", "received", "on_time", "approved", "published")
    )
    text = (
        f"截至{now.year}年{now.month}月{now.day}日，{said or '全部'}应报部门{expected}，"
        f"已报送{received}（{_rate(total.received_share)}），按时报送{on_time}（{_rate(total.on_time_share)}），"
        f"审核通过{approved}，已公开{published}。"
    )
    if not total.scored:
        return text
    return text + (
        f"调整后预算数合计{wan(total.budget)}万元，全年执行数合计{wan(total.spent)}万元，"
        f"执行率{_rate(total.rate)}；自评总得分平均{_mark(total.average)}分。"
    )


def _rate(value: Decimal | None) -> str:
    return "—" if value is None else rate(value)


def _mark(value: Decimal | None) -> str:
    return "—" if value is None else printed(value)


def _with_sum(groups: Sequence[Group], total: Figures | None) -> list[Group]:
    return [*groups, Group("", "合计", total)] if total else list(groups)


def _tables(title: str, groups: Sequence[Group], total: Figures | None = None) -> tuple[Table, Table]:
    return _counts(title, groups, total), _money(title, groups, total)


def _counts(title: str, groups: Sequence[Group], total: Figures | None = None) -> Table:
    labels = measures()
    rows = tuple(
        (Cell(x.label, align="left"), *(Cell(str(x.figures.counts.get(name, 0))) for name in COUNTS))
        for x in _with_sum(groups, total)
    )
    titles = head(title.removeprefix("按"), *(labels[name].label for name in COUNTS))
    return Table("counts", title, COUNT_COLUMNS, head=(titles,), rows=rows)


def _money(title: str, groups: Sequence[Group], total: Figures | None = None) -> Table:
    rows = tuple(
        (
            Cell(x.label, align="left"),
            Cell(_rate(x.figures.received_share)), Cell(_rate(x.figures.on_time_share)),
            Cell(wan(x.figures.budget), align="right"), Cell(wan(x.figures.spent), align="right"),
            Cell(_rate(x.figures.rate)), Cell(_mark(x.figures.average)),
        )
        for x in _with_sum(groups, total)
    )  # fmt: skip
    titles = head(title.removeprefix("按"), *MONEY)
    return Table("money", title, MONEY_COLUMNS, head=(titles,), rows=rows)
