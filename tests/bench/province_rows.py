"""The rows of a province, from a seed: written at once, past the triggers that note every change."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from . import province_filed

LAST = 2025
CHUNK = 2_000
STATES = ("draft", "submitted", "returned", "approved", "approved", "published", "published", "published")
GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
GOALS = """
INSERT INTO departments_goal (assessment_id, "order", title, weight, expected, actual)
SELECT id, 0, '完成年度工作任务', 800000, '', '' FROM departments_assessment
"""
_INDICATORS = """
INSERT INTO departments_indicator ({columns})
SELECT {values} FROM departments_goal g CROSS JOIN generate_series(1, %s) AS n
"""
_FILLED = {
    "goal_id": "g.id", '"order"': "n", "level1": "'产出指标'", "level2": "'数量指标'",
    "name": "'指标' || CASE WHEN n <= 5 THEN n::text ELSE n || '-' || g.id %% 997 END",
    "method": "'at_least'", "unit": "'个'", "target": "1000000 * (1 + (g.id * 7919 + n) %% 100)",
    "actual": "1000000 * (1 + (g.id * 104729 + n) %% 100)", "weight": "26600",
}  # fmt: skip


def fill(departments: int, years: int, indicators: int, seed: int) -> Any:
    """All rows; returns the manager of the authority."""
    from django.db import connection

    from tests import factories

    chance = random.Random(seed)  # noqa: S311
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        authority = factories.authority()
        manager = factories.member(authority, "manager")
        rows = _departments(authority, departments)
        for back in range(years):
            _year(factories.fiscal_year(authority, year=LAST - back), rows, chance, manager)
        cursor.execute(GOALS)
        cursor.execute(_statement(), [indicators])
        province_filed.fill(cursor)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
    return manager


def indicators() -> int:
    from departments.models import Indicator

    return Indicator.objects.count()


def _statement() -> str:
    """Columns that nobody fills get what an empty row has."""
    from departments.models import Indicator

    filled = dict(_FILLED)
    for field in Indicator._meta.concrete_fields:
        name = f'"{field.column}"' if field.column == "order" else str(field.column)
        if name in filled or field.primary_key or field.null:
            continue
        filled[name] = "'{}'" if field.get_internal_type() == "JSONField" else "''"
    return _INDICATORS.format(columns=", ".join(filled), values=", ".join(filled.values()))


def _departments(authority: Any, number: int) -> list[Any]:
    from departments.models import Department

    made: list[Any] = []
    for some in _chunks(range(number)):
        made += Department.objects.bulk_create(
            Department(
                code=f"9{x:08d}", name=f"单位{x:05d}", parent=authority, path=f"{authority.path}9{x:08d}/",
                kind="unit" if x % 3 == 0 else "department",
            )
            for x in some
        )  # fmt: skip
    return made


def _year(year: Any, departments: list[Any], chance: random.Random, person: Any) -> None:
    from departments.models import Assessment

    for some in _chunks(departments):
        rows = []
        for department in some:
            row = Assessment(
                department=department, department_name=department.name, department_kind=department.kind,
                fiscal_year=year, status=chance.choice(STATES),
            )  # fmt: skip
            row.place_at(department.path)
            row.stage = year.authority if row.status == "submitted" else None
            if row.status in ("approved", "published"):
                row.approved_at, row.approved_by = _noon(year), person
            rows.append(row)
        made = Assessment.objects.bulk_create(rows)
        _submissions([x for x in made if x.status != "draft"], year, chance, person)


def _noon(year: Any) -> Any:
    from django.utils import timezone

    return timezone.now() - timedelta(days=365 * (LAST - year.year) + 30)


def _submissions(rows: list[Any], year: Any, chance: random.Random, person: Any) -> None:
    from departments.models import Submission

    same = {"scheme": year.scheme, "project_scheme": year.project_scheme, "outline": year.outline}
    made, found = [], province_filed.findings()
    for row in rows:
        total = Decimal(chance.randint(5500, 10000)) / 100
        budget = Decimal(chance.randint(10**6, 10**11)) / 100
        made.append(
            Submission(
                assessment=row, number=1, facts={}, scorecards=[{}], findings=found, explanations=[],
                sha256=f"{row.pk:064d}", total=total, submitted_by=person,
                execution_rate=Decimal(chance.randint(5000, 10000)) / 100,
                grade=next(word for least, word in GRADES if total >= least), budget=budget,
                spent=budget * chance.randint(50, 100) / 100, **same,
            )
        )  # fmt: skip
    for submission in made:
        submission.spent = submission.spent.quantize(Decimal("0.01"))
    Submission.objects.bulk_create(made, batch_size=CHUNK)


def _chunks(rows: Any) -> Iterator[list[Any]]:
    left = iter(rows)
    while some := list(islice(left, CHUNK)):
        yield some
