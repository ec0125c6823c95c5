"""How long 2,000 indicator rows take to be checked, beside openpyxl only reading the same file.

Once all of them are new, once all of them are there and changed. ./dev bench workbook [ROWS]
"""

import json
import os
import sys
import tempfile
import time
from functools import partial
from io import BytesIO
from pathlib import Path

_FOLDER = tempfile.mkdtemp(prefix="perfeval-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")
os.environ["DATABASE_URL"] = f"sqlite:///{_FOLDER}/db.sqlite3"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from openpyxl import Workbook, load_workbook  # noqa: E402

from departments.models import Assessment, Indicator  # noqa: E402
from reports.workbook import importing, writing  # noqa: E402
from tests import factories  # noqa: E402


def timed(call):
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def complete() -> Assessment:
    """A self-assessment in a database of its own."""
    call_command("migrate", verbosity=0)
    authority = factories.authority()
    department = factories.department(parent=authority)
    return factories.complete_assessment(department, factories.fiscal_year(authority))


def saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def added(assessment: Assessment, rows: int) -> bytes:
    """The workbook with many new indicators, every tenth of them wrong."""
    book = load_workbook(BytesIO(writing.workbook_of(assessment)))
    sheet = book["绩效指标"]
    goal = sheet["C2"].value
    for row in range(4, rows + 4):
        weight = "错" if row % 10 == 0 else 1
        values = (f"指标{row}", goal, "产出指标", "数量指标", "≥ 正向", 100, None, None, "家", 99, weight)
        for column, value in enumerate(values, 2):
            sheet.cell(row, column).value = value
    return saved(book)


def changed(assessment: Assessment, rows: int) -> bytes:
    """The workbook of a self-assessment with many indicators, each changed, every tenth wrongly."""
    goal = assessment.goals.first()
    full = [Indicator(goal=goal, name=f"指标{x}", weight=1, order=x, unit="家") for x in range(rows)]
    Indicator.objects.bulk_create(full)
    book = load_workbook(BytesIO(writing.workbook_of(assessment)))
    sheet = book["绩效指标"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, rows + 2):
        sheet.cell(row, columns["实际完成值"]).value = 50
        sheet.cell(row, columns["分值"]).value = "错" if row % 10 == 0 else 2
    return saved(book)


def measured(assessment: Assessment, content: bytes) -> dict[str, float]:
    """The best of three: another process at work slows either side."""
    reading, child, checking = [], [], []
    for _ in range(3):
        reading.append(timed(lambda: [list(x.values) for x in load_workbook(BytesIO(content)).worksheets])[0])
        seconds, upload = timed(lambda: importing.upload(assessment, "x.xlsx", content, by=None))
        child.append(seconds)
        seconds, plan = timed(partial(importing.preview, upload))
        checking.append(seconds)
    return {
        "bytes": len(content), "problems": len(plan.problems), "openpyxl_reads_s": min(reading),
        "child_reads_s": min(child), "checked_s": min(checking),
        "import_over_reading": (min(child) + min(checking)) / min(reading),
    }  # fmt: skip


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    assessment = complete()
    answer = {"rows": rows} | {
        case.__name__: measured(assessment, case(assessment, rows)) for case in (added, changed)
    }
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")
    for path in Path(_FOLDER).iterdir():
        path.unlink()
    Path(_FOLDER).rmdir()


if __name__ == "__main__":
    main()
