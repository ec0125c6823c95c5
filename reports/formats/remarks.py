"""审核意见 as a list: what was said to each place, answered, asked again and resolved, one row each."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from departments.models import Remark

from .findings import sheet
from .workbook import SafeWorkbook

TITLE = "审核意见"
COLUMNS = (
    ("意见编号", 10), ("位置", 32), ("现状", 10), ("稿次", 8), ("时间", 20), ("单位", 24), ("人员", 18),
    ("类型", 12), ("内容", 60),
)  # fmt: skip
HEADS = tuple(name for name, _ in COLUMNS)


def rows_of(remarks: Iterable[Remark]) -> Iterator[Sequence[str]]:
    """The remark first, then what followed it; all carry the remark's number, place and state."""
    for number, x in enumerate(remarks, 1):
        whole = (str(number), x.place, str(x.get_state_display()))
        yield (*whole, *_at(x.submission.number, x.created_at), str(x.body), x.said_by, TITLE, x.text)
        for entry in x.entries.all():
            at = _at(entry.submission.number, entry.said_at)
            kind = str(entry.get_kind_display())
            yield (*whole, *at, str(entry.body), entry.said_by, kind, entry.text)


def _at(number: int, moment: datetime) -> tuple[str, str]:
    return f"第{number}稿", f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"


def add_sheet(book: SafeWorkbook, remarks: Iterable[Remark]) -> None:
    """The list as a sheet of the book, to be read only."""
    sheet(book, TITLE, COLUMNS, rows_of(remarks)).protection.enable()


def render(remarks: Iterable[Remark]) -> bytes:
    """The list as a file of its own."""
    book = SafeWorkbook()
    book.describe(TITLE, "部门整体绩效自评系统")
    add_sheet(book, remarks)
    return book.to_bytes()
