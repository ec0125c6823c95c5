"""汇总表: one line per department, written line by line, so its size does not matter."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from tempfile import TemporaryFile

from django.utils import timezone

from departments.scoring.rounding import EXACT

from ..formats.workbook import SafeLines
from .summary import KINDS, STATES, Line, summed

COLUMNS = (
    ("序号", 6), ("部门编码", 14), ("部门", 32), ("类型", 12), ("年度", 8), ("状态", 10), ("稿次", 6),
    ("送审时间", 17), ("调整后预算数（万元）", 18), ("全年执行数（万元）", 18), ("执行率（%）", 11),
    ("自评总得分", 11), ("等级", 8), ("复核得分", 11), ("同类名次", 9), ("同类部门数", 11),
)  # fmt: skip
MISSING = (("部门编码", 14), ("部门", 32), ("年度", 8), ("原因", 80))
_WAN = Decimal(10_000)
_CHUNK = 256 * 1024


@contextmanager
def book_of(lines: Sequence[Line], missing: Sequence[tuple[Line, str]]) -> Iterator[Iterator[bytes]]:
    """The workbook in pieces; a second sheet names who is missing and why."""
    book = SafeLines()
    sheet = book.sheet("汇总表", COLUMNS)
    for number, line in enumerate(lines, 1):
        book.put(sheet, _row(number, line))
    total = summed(lines)
    money = [EXACT.divide(x, _WAN) for x in (total.budget, total.spent)]
    blanks: list[None] = [None] * 6
    book.put(sheet, [None, None, "合计", *blanks[:5], *money, total.rate, total.average, *blanks[:4]])
    if missing:
        left_out = book.sheet("未完成", MISSING)
        for x, reason in missing:
            book.put(left_out, [x.code, x.department, Decimal(x.year), reason])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        yield iter(lambda: file.read(_CHUNK), b"")


def _row(number: int, x: Line) -> list[str | Decimal | None]:
    return [
        Decimal(number), x.code, x.department, str(KINDS[x.kind]), Decimal(x.year), str(STATES[x.state]),
        Decimal(x.number), f"{timezone.localtime(x.submitted_at):%Y-%m-%d %H:%M}",
        EXACT.divide(x.budget, _WAN), EXACT.divide(x.spent, _WAN), x.rate, x.total, x.grade or "未评",
        x.reviewed, Decimal(x.rank), Decimal(x.peers),
    ]  # fmt: skip
