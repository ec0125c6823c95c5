"""整改台账 as Excel: one row per item."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from departments.models import Rectification

from .findings import sheet
from .workbook import SafeWorkbook

COLUMNS = (
    ("年度", 8), ("部门编码", 14), ("部门", 28), ("下达单位", 24), ("对应", 30), ("问题", 44),
    ("整改要求", 44), ("整改期限", 12), ("状态", 10), ("逾期天数", 10),
    ("整改方案", 44), ("材料份数", 10), ("下达时间", 18), ("办结时间", 18),
)  # fmt: skip


def render(rows: Iterable[Rectification], today: date, left_out: int) -> bytes:
    """Write the sheet; what did not fit is told in the last row."""
    book = SafeWorkbook()
    book.describe("整改台账", "部门整体绩效自评系统")
    lines = [_line(row, today) for row in rows]
    if left_out:
        lines.append([f"另有{left_out}项未列出，请缩小范围后再导出。"])
    sheet(book, "整改台账", COLUMNS, lines)
    return book.to_bytes()


def _line(row: Rectification, today: date) -> list[str | Decimal]:
    late = max(0, -row.days_left(today)) if row.is_open else 0
    return [
        Decimal(row.assessment.fiscal_year.year), row.assessment.department.code,
        row.assessment.department_name, str(row.body), row.place, row.problem, row.requirement,
        str(row.due), row.get_status_display(), Decimal(late), row.plan, Decimal(len(row.evidence.all())),
        _at(row.issued_at), _at(row.ended_at),
    ]  # fmt: skip


def _at(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
