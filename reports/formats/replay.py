"""规则重算 as Excel: every scorecard before and after."""

from collections.abc import Iterable
from decimal import Decimal

from departments.models import FiscalYear, ScoringScheme
from departments.rule_replay import Replayed

from .findings import sheet
from .workbook import SafeWorkbook

COLUMNS = (
    ("部门编码", 14), ("部门", 28), ("项目", 28), ("稿次", 6), ("原方案", 22), ("原得分", 9), ("新得分", 9),
    ("分差", 9), ("原等级", 8), ("新等级", 8), ("等级变化", 9),
)  # fmt: skip
SCORES = (6, 7, 8)
"""The columns of scores, which show two decimals."""


def render(scheme: ScoringScheme, year: FiscalYear, rows: Iterable[Replayed], left_out: int) -> bytes:
    """One row per scorecard; what did not fit is told in the last row."""
    book = SafeWorkbook()
    book.describe(f"{year}按{scheme}重算", "部门整体绩效自评系统")
    lines = [_line(row) for row in rows]
    if left_out:
        lines.append([f"另有{left_out}份送审稿未列出。"])
    page = sheet(book, "重算结果", COLUMNS, lines)
    for cells in page.iter_rows(min_row=2, min_col=SCORES[0], max_col=SCORES[-1]):
        for cell in cells:
            cell.number_format = "0.00"
    return book.to_bytes()


def _line(row: Replayed) -> list[str | Decimal | None]:
    submission = row.submission
    own = submission.scheme if row.project is None else submission.project_scheme
    return [
        submission.assessment.department.code, submission.assessment.department_name, row.project or "",
        Decimal(submission.number), own.key, row.before, row.after, row.difference,
        row.grade_before or "未评", row.grade_after or "未评", "是" if row.is_moved else "",
    ]  # fmt: skip
