"""How long 2,000 indicator rows take to be checked, beside openpyxl only reading the same file.

./dev bench workbook [ROWS]
"""

import json
import os
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

_FOLDER = tempfile.mkdtemp(prefix="perfeval-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")
os.environ["DATABASE_URL"] = f"sqlite:///{_FOLDER}/db.sqlite3"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from openpyxl import load_workbook  # noqa: E402

from reports.workbook import importing, writing  # noqa: E402
from tests import factories  # noqa: E402


def timed(call):
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def filled(rows: int) -> tuple[object, bytes]:
    """A self-assessment and its workbook with many new rows, every tenth of them wrong."""
    call_command("migrate", verbosity=0)
    authority = factories.authority()
    department = factories.department(parent=authority)
    assessment = factories.complete_assessment(department, factories.fiscal_year(authority))
    book = load_workbook(BytesIO(writing.workbook_of(assessment)))
    sheet = book["绩效指标"]
    goal = sheet["C2"].value
    for row in range(4, rows + 4):
        weight = "错" if row % 10 == 0 else 1
        values = (f"指标{row}", goal, "产出指标", "数量指标", "≥ 正向", 100, None, None, "家", 99, weight)
        for column, value in enumerate(values, 2):
            sheet.cell(row, column).value = value
    target = BytesIO()
    book.save(target)
    return assessment, target.getvalue()


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    assessment, content = filled(rows)
    reading, _ = timed(lambda: [list(x.values) for x in load_workbook(BytesIO(content)).worksheets])
    child, upload = timed(lambda: importing.upload(assessment, "x.xlsx", content, by=None))
    checking, plan = timed(lambda: importing.preview(upload))
    exporting, _ = timed(lambda: writing.workbook_of(assessment))
    answer = {
        "rows": rows, "bytes": len(content), "problems": len(plan.problems), "openpyxl_reads_s": reading,
        "child_reads_s": child, "checked_s": checking, "import_over_reading": (child + checking) / reading,
        "export_of_present_s": exporting,
    }  # fmt: skip
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")
    for path in Path(_FOLDER).iterdir():
        path.unlink()
    Path(_FOLDER).rmdir()


if __name__ == "__main__":
    main()
