"""问题 as Excel: counted by rule on the first sheet, one by one on the second."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from departments.found import OfRule, Row

from .workbook import HEAD_ROW, SafeWorkbook, on_paper

RULES = (("规则", 60), ("类别", 14), ("级别", 8), ("部门数", 9), ("条数", 9), ("其中已豁免", 12))
ROWS = (
    ("年度", 8), ("部门编码", 14), ("部门", 28), ("级别", 8), ("规则", 40), ("位置", 32), ("问题", 50),
    ("填报值", 18), ("应为", 18), ("处理", 10), ("说明", 40), ("豁免", 40),
)  # fmt: skip
SEVERITIES = {"error": "错误", "warning": "提示"}
Line = Sequence[str | Decimal | None]


def render(rules: Iterable[OfRule], rows: Iterable[Row], left_out: int) -> bytes:
    """Write both sheets; what did not fit is told in the last row."""
    book = SafeWorkbook()
    book.describe("校验问题", "部门整体绩效自评系统")
    sheet(book, "按规则", RULES, map(_of_rule, rules))
    lines = [_of_row(row) for row in rows]
    if left_out:
        lines.append([f"另有{left_out}条未列出，请缩小范围后再导出。"])
    sheet(book, "逐条", ROWS, lines)
    return book.to_bytes()


def _of_rule(x: OfRule) -> Line:
    numbers = map(Decimal, (x.departments, x.findings, x.waived))
    return [x.rule.text, x.rule.family_name, SEVERITIES.get(x.severity, x.severity), *numbers]


def _of_row(row: Row) -> Line:
    assessment, told = row.finding.assessment, row.told
    waiver = told.waiver
    return [
        Decimal(assessment.fiscal_year.year), assessment.department.code, assessment.department_name,
        SEVERITIES.get(row.finding.severity, row.finding.severity), row.rule.text,
        told.finding["place"], told.finding["message"], told.finding["found"], told.finding["expected"],
        row.finding.get_handled_display(), told.explanation,
        f"{waiver['reason']}（至{waiver['expires']}，{waiver['by']}）" if waiver else "",
    ]  # fmt: skip


def sheet(
    book: SafeWorkbook, title: str, columns: Sequence[tuple[str, int]], lines: Iterable[Line]
) -> Worksheet:
    """A list with a bold head that stays and filters; `columns` with their widths."""
    page = book.sheet(title)
    for number, (label, width) in enumerate(columns, 1):
        book.put(page, 1, number, label).font = Font(bold=True)
        page.column_dimensions[get_column_letter(number)].width = width
    for y, line in enumerate(lines, 2):
        for x, value in enumerate(line, 1):
            book.put(page, y, x, value).alignment = Alignment(vertical="top", wrap_text=True)
    page.freeze_panes, page.print_title_rows = "A2", HEAD_ROW
    on_paper(page)
    page.auto_filter.ref = page.dimensions
    return page
