"""The hidden sheet: whose workbook it is, from which version, and what each row was when it was written.

It is signed: a changed stamp could make somebody's newer figures look like old ones.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core import signing
from django.utils.crypto import constant_time_compare

from departments.audit import canonical_json
from departments.models import Assessment

from ..reading.book import Book, Refused
from .columns import TEMPLATE

TITLE = "_核对"
FORMAT = "perfeval.workbook"
_AGAIN = "请重新下载工作簿，把填好的内容粘贴过去；也可以作为“其他表格”逐列对应后导入。"


@dataclass(frozen=True)
class RowStamp:
    """A row when the workbook was written: its fingerprint, and the hash of each cell."""

    fingerprint: str
    digests: Mapping[str, str]


@dataclass(frozen=True)
class Stamp:
    """`rows` by kind and ident."""

    template: str
    department: str
    department_name: str
    year: int
    version: int
    written_at: str
    rows: Mapping[tuple[str, str], RowStamp] = field(default_factory=dict)

    def lines(self) -> list[list[str]]:
        """The cells of the hidden sheet."""
        meta = {
            "department": self.department, "department_name": self.department_name, "year": self.year,
            "version": self.version, "written_at": self.written_at,
        }  # fmt: skip
        body = [[canonical_json(meta)]] + [
            [kind, ident, row.fingerprint, canonical_json(row.digests)]
            for (kind, ident), row in self.rows.items()
        ]
        return [[FORMAT, self.template, _signature(self.template, body)], *body]


def _signature(template: str, body: list[list[str]]) -> str:
    return signing.Signer(salt="reports.workbook").signature(canonical_json([template, body]))


def is_ours(book: Book) -> bool:
    """True for a workbook downloaded from here, whatever its version."""
    return any(sheet.cell(1, 1).text == FORMAT for sheet in book.sheets)


def read(book: Book) -> Stamp:
    """The stamp of a workbook. Raises Refused when it is of another template or was changed."""
    sheet = next(sheet for sheet in book.sheets if sheet.cell(1, 1).text == FORMAT)
    template = sheet.cell(1, 2).text
    if template != TEMPLATE:
        raise Refused(f"这是旧模板（第{template}版）的工作簿，现在用第{TEMPLATE}版。{_AGAIN}")
    body = [
        [sheet.cell(row, column).text for column in range(1, max(cells) + 1)]
        for row, cells in sorted(sheet.rows.items())
        if row > 1
    ]
    if not constant_time_compare(_signature(template, body), sheet.cell(1, 3).text):
        raise Refused(f"工作簿隐藏的核对信息被改动过，无法判断是从哪一版改起的。{_AGAIN}")
    meta = json.loads(body[0][0])
    rows = {
        (kind, ident): RowStamp(fingerprint, json.loads(digests))
        for kind, ident, fingerprint, digests in body[1:]
    }
    return Stamp(template=template, rows=rows, **meta)


def check(stamp: Stamp, assessment: Assessment) -> None:
    """Raises Refused for the workbook of another department or year."""
    if stamp.department != assessment.department.code:
        raise Refused(
            f"这是“{stamp.department_name}”的工作簿，不能导入“{assessment.department_name}”的自评。"
        )
    if stamp.year != assessment.fiscal_year.year:
        raise Refused(
            f"这是{stamp.year}年度的工作簿，不能导入{assessment.fiscal_year.year}年度的自评。{_AGAIN}"
        )
