"""The sheets of the Excel document: the forms as on paper."""

from collections.abc import Iterator

from .content import ReportContent
from .grid import Table

SHEETS = (
    ("form", "部门整体绩效自评表"),
    ("projects", "项目支出明细表"),
    ("project_forms", ""),
    ("waivers", "豁免的校验"),
)
"""Table of the content → name of its sheet; a project's form takes the name of the project."""


def sheets_of(content: ReportContent) -> Iterator[tuple[str, str, Table]]:
    """Name of the sheet, title printed on it, and the table."""
    for key, name in SHEETS:
        for table in content.tables.get(key, ()):
            title = table.title if str(content.year) in table.title else f"{content.year}年度{table.title}"
            if key == "projects":
                title = f"{content.year}年度{content.department}{table.title}"
            yield name or table.title, f"{title}（草稿）" if content.draft else title, table
