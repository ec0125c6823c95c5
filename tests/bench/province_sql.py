"""The tables of the overview and of the ranking as single statements, to measure the pages against."""

from typing import Any

OVERVIEW = """
WITH latest AS (
  SELECT DISTINCT ON (s.assessment_id) s.assessment_id, s.budget, s.spent, s.total, s.grade
  FROM departments_submission s ORDER BY s.assessment_id, s.number DESC
)
SELECT y.year, count(*),
  coalesce(sum(l.budget) FILTER (WHERE a.status <> 'draft'), 0),
  coalesce(sum(l.spent) FILTER (WHERE a.status <> 'draft'), 0),
  coalesce(sum(l.total) FILTER (WHERE a.status <> 'draft'), 0),
  count(*) FILTER (WHERE a.status = 'draft'), count(*) FILTER (WHERE a.status = 'submitted'),
  count(*) FILTER (WHERE a.status = 'returned'),
  count(*) FILTER (WHERE a.status IN ('approved', 'published')),
  count(*) FILTER (WHERE a.status = 'published'),
  count(*) FILTER (WHERE a.status <> 'draft' AND f.submitted_at::date <= y.due),
  count(*) FILTER (WHERE l.total >= 900000), count(*) FILTER (WHERE l.total < 600000)
FROM departments_assessment a
JOIN departments_fiscalyear y ON y.id = a.fiscal_year_id
LEFT JOIN latest l ON l.assessment_id = a.id
LEFT JOIN departments_submission f ON f.assessment_id = a.id AND f.number = 1
WHERE y.year IN (%s, %s)
GROUP BY y.year, y.authority_id, a.department_kind ORDER BY y.year DESC, 2 DESC
"""
RANKING = """
SELECT d.name, s.total, s.grade, rank() OVER (PARTITION BY a.department_kind ORDER BY s.total DESC)
FROM departments_submission s
JOIN departments_assessment a ON a.id = s.assessment_id
JOIN departments_department d ON d.id = a.department_id
JOIN departments_fiscalyear y ON y.id = a.fiscal_year_id
WHERE y.year = %s AND a.status <> 'draft' AND s.number = (
  SELECT max(n.number) FROM departments_submission n WHERE n.assessment_id = a.id)
ORDER BY a.department_kind, 4, d.code LIMIT 50
"""


def rows_of(sql: str, *values: int) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def overview() -> list[tuple[Any, ...]]:
    from .province_rows import LAST

    return rows_of(OVERVIEW, LAST - 1, LAST)


def ranking() -> list[tuple[Any, ...]]:
    from .province_rows import LAST

    return rows_of(RANKING, LAST)
