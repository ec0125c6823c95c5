"""应报日期 and 停止填报 of one department, its 延期 counted: the same on desk, in lists and in notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .models import Assessment, Extension


@dataclass(frozen=True)
class Deadline:
    """One self-assessment, with the day until which it may be submitted, as of `today`."""

    assessment: Assessment
    closes: date
    today: date

    @property
    def due(self) -> date:
        """应报日期; beyond the year's window the department's extension."""
        year = self.assessment.fiscal_year
        return self.closes if self.closes > year.closes else year.due

    @property
    def days_left(self) -> int:
        """Until the due date; negative when overdue."""
        return (self.due - self.today).days

    @property
    def days_overdue(self) -> int:
        return -self.days_left

    @property
    def is_overdue(self) -> bool:
        return self.assessment.is_editable and self.days_left < 0

    @property
    def is_open(self) -> bool:
        """It may be submitted today."""
        return self.assessment.fiscal_year.opens <= self.today <= self.closes


def last_days(rows: Iterable[Assessment]) -> list[date]:
    """For each the last day of the window or of the department's extension; one query."""
    rows = list(rows)
    extensions = Extension.objects.filter(department__in=[row.department_id for row in rows])
    until = {(x.fiscal_year_id, x.department_id): x.closes for x in extensions}
    return [
        max(
            row.fiscal_year.closes, until.get((row.fiscal_year_id, row.department_id), row.fiscal_year.closes)
        )
        for row in rows
    ]
