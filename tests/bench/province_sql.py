"""The tables that add up a whole province, each as the best single statement found for it.

The same tables and indexes as the pages have. Who may see a row is not asked: here one sees them all. Bands,
grades, measures and gaps of the overview are all in its statement.
"""

from functools import partial
from itertools import pairwise
from typing import Any

OVERVIEW = """
SELECT y.year, count(*),
  coalesce(sum(f.budget) FILTER (WHERE a.status <> 'draft'), 0),
  coalesce(sum(f.spent) FILTER (WHERE a.status <> 'draft'), 0),
  coalesce(sum(f.total) FILTER (WHERE a.status <> 'draft'), 0),
  count(*) FILTER (WHERE a.status = 'draft'), count(*) FILTER (WHERE a.status = 'submitted'),
  count(*) FILTER (WHERE a.status = 'draft' AND y.due < current_date
    AND NOT (e.closes IS NOT NULL AND e.closes > y.closes AND e.closes >= current_date)),
  count(*) FILTER (WHERE a.status = 'returned'),
  count(*) FILTER (WHERE a.status IN ('approved', 'published')),
  count(*) FILTER (WHERE a.status = 'published'),
  count(*) FILTER (WHERE a.status <> 'draft'
    AND (f.first_sent <= y.due OR (e.closes > y.closes AND e.closes >= f.first_sent))),
  {bands},
  count(*) FILTER (WHERE f.reviewed IS NOT NULL AND a.status IN ('approved', 'published')),
  sum(f.total) FILTER (WHERE f.reviewed IS NOT NULL AND a.status IN ('approved', 'published')),
  sum(f.reviewed) FILTER (WHERE f.reviewed IS NOT NULL AND a.status IN ('approved', 'published')),
  count(*) FILTER (WHERE f.reviewed < f.total AND a.status IN ('approved', 'published')),
  count(*) FILTER (WHERE f.reviewed = f.total AND a.status IN ('approved', 'published')),
  count(*) FILTER (WHERE f.reviewed > f.total AND a.status IN ('approved', 'published'))
FROM departments_assessment a
JOIN departments_fiscalyear y ON y.id = a.fiscal_year_id
LEFT JOIN departments_filedfigures f ON f.assessment_id = a.id
LEFT JOIN departments_extension e ON e.department_id = a.department_id AND e.fiscal_year_id = y.id
WHERE a.fiscal_year_id = ANY(ARRAY(SELECT id FROM departments_fiscalyear WHERE year IN (%s, %s)))
GROUP BY y.year, y.authority_id, a.department_kind, f.grade ORDER BY y.year DESC, 2 DESC
"""
_BAND = "count(*) FILTER (WHERE f.total >= {0} AND f.total < {1} AND a.status <> 'draft')"
_EDGES = (0, *range(600_000, 1_000_000, 50_000), 1_000_001)
RANKING = """
WITH base AS (
  SELECT f.id, a.department_id, a.department_kind AS kind, f.total
  FROM departments_filedfigures f JOIN departments_assessment a ON a.id = f.assessment_id
  WHERE a.status <> 'draft' AND f.fiscal_year_id = a.fiscal_year_id
    AND a.fiscal_year_id = (SELECT id FROM departments_fiscalyear WHERE year = %s)
),
many AS (SELECT kind, count(*) AS peers FROM base GROUP BY kind),
edge AS (SELECT * FROM base ORDER BY kind, total DESC LIMIT 1 OFFSET 49),
ranked AS (
  SELECT x.id, x.kind, d.code, rank() OVER (PARTITION BY x.kind ORDER BY x.total DESC) AS place, m.peers,
    count(*) OVER (PARTITION BY x.kind, x.total) AS sharing, (SELECT sum(peers) FROM many) AS whole
  FROM base x JOIN edge ON (x.kind, -x.total) <= (edge.kind, -edge.total)
  JOIN many m ON m.kind = x.kind JOIN departments_department d ON d.id = x.department_id
  ORDER BY x.kind, place, d.code LIMIT 50
)
SELECT a.department_name, a.status, f.submission_id, f.total, f.grade, f.execution_rate, f.budget, f.spent,
  CASE WHEN a.status IN ('approved', 'published') THEN f.reviewed END,
  CASE WHEN a.status IN ('approved', 'published') THEN f.reviewed - f.total END, r.*
FROM ranked r JOIN departments_filedfigures f ON f.id = r.id
JOIN departments_assessment a ON a.id = f.assessment_id
ORDER BY r.kind, r.place, r.code
"""
SHARED = """
SELECT i.name, i.unit, i.method, count(*) FROM departments_indicator i
JOIN departments_goal g ON g.id = i.goal_id JOIN departments_assessment a ON a.id = g.assessment_id
JOIN departments_fiscalyear y ON y.id = a.fiscal_year_id
WHERE y.year = %s AND a.status IN ('submitted', 'approved', 'published') AND g.project_id IS NULL
  AND i.method IN ('at_least', 'at_most', 'equal', 'qualitative')
GROUP BY 1, 2, 3 HAVING count(*) >= 2 ORDER BY 4 DESC, 1, 2, 3 LIMIT 500
"""
RULES = """
SELECT f.check_name, f.severity, count(DISTINCT f.assessment_id), count(*),
  count(*) FILTER (WHERE f.handled = 'waived')
FROM departments_submittedfinding f JOIN departments_assessment a ON a.id = f.assessment_id
WHERE a.status <> 'draft' AND f.fiscal_year_id = (SELECT id FROM departments_fiscalyear WHERE year = %s)
GROUP BY 1, 2 ORDER BY 3 DESC
"""


def rows_of(sql: str, *values: int) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def overview() -> list[tuple[Any, ...]]:
    from .province_rows import LAST

    bands = ", ".join(_BAND.format(*edges) for edges in pairwise(_EDGES))
    return rows_of(OVERVIEW.format(bands=bands), LAST - 1, LAST)


def of_the_last_year(sql: str) -> list[tuple[Any, ...]]:
    from .province_rows import LAST

    return rows_of(sql, LAST)


STATEMENTS = {
    "overview": overview,
    "ranking": partial(of_the_last_year, RANKING),
    "shared indicators": partial(of_the_last_year, SHARED),
    "findings by rule": partial(of_the_last_year, RULES),
}
"""Page → the statement that gives its table."""
