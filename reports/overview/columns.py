"""Columns of the list of self-assessments: which there are, what each shows of a row, how it is ordered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Value, When

from departments.models import Assessment, FiledFigures
from departments.scoring.rounding import printed
from departments.templatetags.amounts import rate, wan

from .measures import DECIDED, REVIEWED, Status

APART = "-"
"""Between the words of columns in an address."""
NOTHING = "—"


@dataclass(frozen=True)
class Column:
    """`order` is the word that orders by it, "" where nothing does."""

    word: str
    label: str
    shown: Callable[[Assessment], str]
    order: str = ""
    kind: str = ""
    """`num` for figures, `words` for what may take two lines."""
    is_filed: bool = False
    """Whether it shows the latest submission."""


def _stage(row: Assessment) -> str:
    return str(row.stage) if row.stage else "部门填报" if row.is_editable else NOTHING


def _filed(shown: Callable[[FiledFigures], str]) -> Callable[[Assessment], str]:
    """Of the latest submission, while it counts."""

    def value(row: Assessment) -> str:
        filed = None if row.status == Status.DRAFT else getattr(row, "filed", None)
        return NOTHING if filed is None else shown(filed)

    return value


def _reviewed(shown: Callable[[Decimal, FiledFigures], str]) -> Callable[[Assessment], str]:
    """Of the reviewed score, while the approval stands."""

    def value(row: Assessment) -> str:
        filed = getattr(row, "filed", None) if row.status in DECIDED else None
        return NOTHING if filed is None or filed.reviewed is None else shown(filed.reviewed, filed)

    return value


def _signed(gap: Decimal) -> str:
    return f"+{printed(gap)}" if gap > 0 else printed(gap)


def _figure(word: str, label: str, shown: Callable[[FiledFigures], str], order: str = "") -> Column:
    return Column(word, label, _filed(shown), order, "num", is_filed=True)


def _review(word: str, label: str, shown: Callable[[Decimal, FiledFigures], str], order: str = "") -> Column:
    return Column(word, label, _reviewed(shown), order, "num", is_filed=True)


COLUMNS = {
    x.word: x
    for x in (
        Column("code", "编码", lambda row: row.department.code),
        Column("kind", "类型", lambda row: row.get_department_kind_display()),
        Column("year", "年度", lambda row: str(row.fiscal_year.year), "year"),
        Column("status", "状态", lambda row: row.get_status_display()),
        Column("stage", "当前环节", _stage, kind="words"),
        Column("due", "应报日期", lambda row: f"{row.fiscal_year.due}", "due"),
        Column("sent", "首次送审", _filed(lambda filed: f"{filed.first_sent}"), is_filed=True),
        _figure("budget", "调整后预算数（万元）", lambda filed: wan(filed.budget), "budget"),
        _figure("spent", "全年执行数（万元）", lambda filed: wan(filed.spent), "spent"),
        _figure("rate", "执行率", lambda filed: rate(filed.execution_rate), "rate"),
        _figure("total", "自评得分", lambda filed: printed(filed.total), "total"),
        _review("reviewed", "复核得分", lambda reviewed, _: printed(reviewed), "reviewed"),
        _review("gap", "差距", lambda reviewed, filed: _signed(reviewed - filed.total), "gap"),
        Column("grade", "等级", _filed(lambda filed: filed.grade or "未评"), is_filed=True),
    )
}  # fmt: skip
"""Word in the address → column, in the order of the page."""
BY_THEMSELVES = ("kind", "year", "status", "stage", "due")
"""Those of a list that asks for none."""
PLAIN = {"name": "department_name", "year": "fiscal_year__year", "due": "fiscal_year__due"}
_SENT = ~Q(status=Status.DRAFT) & Q(filed__isnull=False)
FIGURES = {
    "budget": (_SENT, F("filed__budget")), "spent": (_SENT, F("filed__spent")),
    "rate": (_SENT, F("filed__execution_rate")), "total": (_SENT, F("filed__total")),
    "reviewed": (REVIEWED, F("filed__reviewed")), "gap": (REVIEWED, F("filed__reviewed") - F("filed__total")),
}  # fmt: skip
"""Word of an order → whose figure it is, and which."""
_LEAST = -(10**15)
ORDERS = PLAIN | dict.fromkeys(FIGURES, "figure")
"""Word in the address → the column the list is ordered by."""


def chosen(asked: str) -> list[Column]:
    """The columns an address asks for; words that are none are left out."""
    words = asked.split(APART)
    found = [x for word, x in COLUMNS.items() if word in words]
    return found or [COLUMNS[word] for word in BY_THEMSELVES]


def ordered(rows: QuerySet[Assessment], order: str) -> QuerySet[Assessment]:
    """With the figure the list is ordered by; who has none comes as the smallest."""
    if order.removeprefix("-") not in FIGURES:
        return rows
    has_it, figure = FIGURES[order.removeprefix("-")]
    number = BigIntegerField()
    return rows.alias(figure=Case(When(has_it, then=figure), default=Value(_LEAST), output_field=number))


def shown(page: Iterable[Assessment], columns: Iterable[Column]) -> list[tuple[Assessment, Any]]:
    """Each row with its columns and what they show."""
    columns = list(columns)
    return [(row, [(x, x.shown(row)) for x in columns]) for row in page]
