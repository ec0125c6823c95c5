"""How long the server takes to save one cell, and whether departments slow it: ./dev bench autosave [SAVES]

12 projects and 200 indicators; 100, then 10,000 departments with a self-assessment each in the same database.
"""

import os
import sys
import tempfile
import time
from statistics import median
from typing import Any

PROJECTS, INDICATORS = 12, 200
FEW, MANY = 100, 10_000
HTMX = {"HX-Request": "true"}


def ready(folder: str) -> None:
    """Django on a database of its own."""
    os.environ["PERFEVAL_VAR"] = folder
    os.environ["PERFEVAL_LOG_LEVEL"] = "ERROR"
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def own() -> tuple[Any, Any]:
    """The self-assessment that is written in, and its preparer."""
    from tests import factories

    authority = factories.authority()
    department = factories.department("大局", parent=authority)
    assessment = factories.complete_assessment(department, factories.fiscal_year(authority))
    for number in range(PROJECTS - 1):
        project = factories.project(assessment, order=number)
        factories.budget_line(assessment, category="project", project=project, order=number)
    goals = [factories.goal(assessment, f"目标{x}", order=x) for x in range(8)]
    for number in range(INDICATORS - 2):
        factories.indicator(goals[number % 8], weight=0, order=number, actual=str(60 + number % 40))
    return assessment, factories.member(department, "preparer")


def crowd(assessment: Any, upto: int) -> None:
    """Other departments, each with a self-assessment, an audit event's worth of rows and two indicators."""
    from departments.models import Assessment, BudgetLine, Department, Goal, Indicator

    year, present = assessment.fiscal_year, Department.objects.count()
    made = Department.objects.bulk_create(
        Department(code=f"9{x:08d}", name=f"单位{x}", parent=year.authority, path=f"/{x}/bench/")
        for x in range(present, upto)
    )
    others = Assessment.objects.bulk_create(Assessment(department=x, fiscal_year=year) for x in made)
    BudgetLine.objects.bulk_create(BudgetLine(assessment=x, category="personnel", spent=1) for x in others)
    goals = Goal.objects.bulk_create(Goal(assessment=x, title="目标") for x in others)
    Indicator.objects.bulk_create(Indicator(goal=x, name=f"指标{n}") for x in goals for n in range(2))


class Saver:
    """One page that saves one cell after the other, as the browser posts it."""

    def __init__(self, assessment: Any, person: Any, section: str, row: Any, field: str) -> None:
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(person)
        self.address = f"/assessments/{assessment.pk}/{section}/"
        self.row, self.field, self.number = row, field, 0
        self.token = f"{'budget_line' if section == 'budget' else row._meta.model_name}-{row.pk}"

    def values(self) -> dict[str, str]:
        """The row as the page shows it."""
        from departments.views.kinds import BUDGET_LINES, INDICATORS, scope_of

        kind = BUDGET_LINES if self.token.startswith("budget") else INDICATORS
        assessment = getattr(self.row, "assessment", None) or self.row.goal.assessment
        form = kind.form(instance=self.row, prefix=self.token, scope=scope_of(assessment))
        return {x.html_name: "" if x.value() is None else str(x.value()) for x in form if x.name != "DELETE"}

    def save(self) -> tuple[float, float]:
        """Seconds of one autosave: by the clock, and of the processor, which a busy machine blurs less."""
        from departments.editing import fingerprint

        self.number += 1
        self.row = type(self.row).objects.get(pk=self.row.pk)
        data = {"rows": self.token, f"{self.token}-base": fingerprint(self.row)} | self.values()
        data[f"{self.token}-{self.field}"] = str(50 + self.number % 40)
        started = time.perf_counter(), time.process_time()
        answer = self.client.post(self.address, data, headers=HTMX)
        taken = time.perf_counter() - started[0], time.process_time() - started[1]
        assert 'data-state="saved"' in answer.content.decode()
        return taken


def measured(assessment: Any, person: Any, saves: int) -> dict[str, list[list[float]]]:
    """Seconds of each save by section: by the clock, and of the processor, each sorted."""
    indicator = assessment.goals.first().indicators.first()
    times = {}
    for section, row, field in (
        ("indicators", indicator, "actual_measure"),
        ("budget", assessment.budget_lines.first(), "spent"),
    ):
        saver = Saver(assessment, person, section, row, field)
        for _ in range(5):
            saver.save()
        times[section] = [sorted(x) for x in zip(*(saver.save() for _ in range(saves)), strict=True)]
    return times


def main(saves: int = 200) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ready(folder)
        assessment, person = own()
        results = {}
        for departments in (FEW, MANY):
            crowd(assessment, departments)
            results[departments] = measured(assessment, person, saves)
        report(results, saves)


def report(results: dict[int, dict[str, list[list[float]]]], saves: int) -> None:
    lines = [f"{PROJECTS} projects, {INDICATORS} indicators, {saves} saves of one cell, ms"]
    for section in results[FEW]:
        for which, title in enumerate(("clock", "processor")):
            p95 = {number: x[section][which][int(0.95 * saves)] * 1000 for number, x in results.items()}
            middle = {number: median(x[section][which]) * 1000 for number, x in results.items()}
            for number in results:
                words = f"median {middle[number]:6.1f}  p95 {p95[number]:6.1f}"
                lines.append(f"  {section:11}{title:10}{number:7,} departments: {words}")
            ratio = f"median {middle[MANY] / middle[FEW]:.2f}, p95 {p95[MANY] / p95[FEW]:.2f}"
            lines.append(f"  {section:11}{title:10}{MANY:,} ÷ {FEW:,}: {ratio}")
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
