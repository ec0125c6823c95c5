"""How long the server takes to save one cell, and whether departments slow it: ./dev bench autosave [SAVES]

12 projects with goals and indicators of their own, 200 indicators in all, ten texts; 100 departments with a
self-assessment each in one database, 10,000 in another, saved to in turn. DATABASE_URL=postgres://… measures
on PostgreSQL. A fixed piece of work beside each save tells how busy the machine was.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any
from urllib.parse import urlencode

from .databases import databases, ready, use

PROJECTS, OWN, OF_PROJECT = 12, 44, 13
"""Projects, the department's own indicators, and each project's."""
FEW, MANY = 100, 10_000
BATCH = 10
MOST_MS = 50
HTMX = {"HX-Request": "true"}
TYPED = "application/x-www-form-urlencoded"
"""As the browser posts a row."""
TEXT = "本年度围绕{}开展工作，完成了年初确定的各项任务，共走访企业{}家次，资金使用规范，社会反响良好。"

Save = tuple[float, float, float]
"""Seconds by the clock, of the processor, and of the reference work beside it."""
Times = dict[str, list[Save]]


def own() -> tuple[Any, Any]:
    """The self-assessment that is written in, and its preparer."""
    from tests import factories

    authority = factories.authority()
    department = factories.department("大局", parent=authority)
    assessment = factories.complete_assessment(department, factories.fiscal_year(authority))
    for number, key in enumerate(x["section"] for x in assessment.fiscal_year.outline.text_blocks()):
        assessment.sections.update_or_create(key=key, defaults={"text": TEXT.format(key, number + 11) * 6})
    indicators(assessment, None, OWN - 2, goals=2)
    for number in range(PROJECTS - 1):
        project = factories.project(assessment, order=number)
        factories.budget_line(assessment, category="project", project=project, order=number)
    for project in assessment.projects.all():
        indicators(assessment, project, OF_PROJECT, goals=1)
    return assessment, factories.member(department, "preparer")


def indicators(assessment: Any, project: Any, number: int, *, goals: int) -> None:
    """So many indicators under some goals of a form; a few of them miss their target, with reasons."""
    from tests import factories

    under = [factories.goal(assessment, f"目标{x}", project=project, order=x + 1) for x in range(goals)]
    for at in range(number):
        level2 = ("数量指标", "质量指标", "时效指标")[at % 3]
        short = {"actual": "90", "deviation_reason": "部分任务推迟到下一年度", "improvement": "提前安排计划"}
        rest = short if at % 9 == 8 else {"actual": "100"}
        factories.indicator(under[at % goals], weight=6 if at else 8, order=at, level2=level2, **rest)


def crowd(assessment: Any, upto: int) -> None:
    """Other departments, each with a self-assessment, a budget line, a goal and two indicators."""
    from departments.models import Assessment, BudgetLine, Department, Goal, Indicator

    year, present = assessment.fiscal_year, Department.objects.count()
    made = Department.objects.bulk_create(
        Department(code=f"9{x:08d}", name=f"单位{x}", parent=year.authority, path=f"/{x}/bench/")
        for x in range(present, upto)
    )
    others = Assessment.objects.bulk_create(Assessment.of(x, year) for x in made)
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
        body = urlencode(data)
        started = time.perf_counter(), time.process_time()
        answer = self.client.post(self.address, body, content_type=TYPED, headers=HTMX)
        taken = time.perf_counter() - started[0], time.process_time() - started[1]
        assert 'data-state="saved"' in answer.content.decode()
        return taken


def savers(departments: int) -> dict[str, Saver]:
    """Fill the present database; one page for each section."""
    assessment, person = own()
    crowd(assessment, departments)
    indicator = assessment.goals.first().indicators.first()
    line = assessment.budget_lines.first()
    return {
        "indicators": Saver(assessment, person, "indicators", indicator, "actual_measure"),
        "budget": Saver(assessment, person, "budget", line, "spent"),
    }


def main(saves: int = 200) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ready(folder)
        with databases(folder, "few", "many") as names:
            pages: dict[int, tuple[str, dict[str, Saver]]] = {}
            times: dict[int, Times] = {}
            for departments, name in zip((FEW, MANY), names.values(), strict=True):
                use(name)
                pages[departments] = name, savers(departments)
                times[departments] = {section: [] for section in pages[departments][1]}
            for at in range(-1, saves // BATCH):
                for departments, (name, sections) in pages.items():
                    use(name)
                    batch(sections, times[departments] if at >= 0 else None)
    report(times)


def batch(sections: dict[str, Saver], times: Times | None) -> None:
    """Some saves in each section; not counted while the process is warming up."""
    for section, saver in sections.items():
        taken = [(*saver.save(), reference()) for _ in range(BATCH)]
        if times is not None:
            times[section] += taken


def reference() -> float:
    """Processor seconds of a fixed piece of work: the same program takes twice as long on a busy machine."""
    started = time.process_time()
    rows = {str(x): (x, str(x)) for x in range(4_000)}
    sum(row[0] for row in rows.values())
    return time.process_time() - started


def report(times: dict[int, Times]) -> None:
    work = sorted(save[2] for sections in times.values() for saves in sections.values() for save in saves)
    titles: dict[str, Callable[[Save], float]] = {
        "clock": lambda save: save[0],
        "processor": lambda save: save[1],
        "at rest": lambda save: save[1] * work[0] / save[2],
    }
    lines = [f"{PROJECTS} projects, {OWN + PROJECTS * OF_PROJECT} indicators; one cell saved, ms"]
    for section in times[FEW]:
        for title, of in titles.items():
            sides = {x: sorted(of(save) * 1000 for save in times[x][section]) for x in times}
            lines += [f"  {section:11}{title:10}{line}" for line in compared(sides)]
    busy = f"at best {work[0] * 1000:.2f}, median {median(work) * 1000:.2f}"
    lines.append(f"  reference work: {busy}; “at rest” is the processor time had it always been at its best")
    print("\n".join(lines))  # noqa: T201


def compared(sides: dict[int, list[float]]) -> Iterator[str]:
    """Median and 95th percentile on each side, and many departments against few."""
    p95 = {x: found[int(0.95 * len(found))] for x, found in sides.items()}
    middle = {x: median(found) for x, found in sides.items()}
    for x, found in sides.items():
        words = f"median {middle[x]:6.1f}  p95 {p95[x]:6.1f}"
        yield f"{x:7,} departments, {len(found)} saves: {words}{'' if p95[x] < MOST_MS else '  (slow)'}"
    yield f"{MANY:,} ÷ {FEW:,}: median {middle[MANY] / middle[FEW]:.2f}, p95 {p95[MANY] / p95[FEW]:.2f}"


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
