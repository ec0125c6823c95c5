"""What hangs on the submissions of a province: kept figures, approvals, findings, tables of monitoring."""

from typing import Any

FINDINGS = 5
"""Of each submission."""
FIGURES = """
INSERT INTO departments_filedfigures (assessment_id, submission_id, fiscal_year_id, first_sent, total, grade,
  execution_rate, budget, spent, reviewed, approved, found, errors, warnings, waived)
SELECT s.assessment_id, s.id, a.fiscal_year_id, s.submitted_at::date, s.total, s.grade, s.execution_rate,
  s.budget, s.spent, CASE WHEN a.status IN ('approved', 'published') THEN s.total - 5000 * (s.id % 3) END,
  a.status IN ('approved', 'published'), 0, 0, 0, 0
FROM departments_submission s JOIN departments_assessment a ON a.id = s.assessment_id
"""
REVIEWS = """
INSERT INTO departments_review (submission_id, body_id, verdict, reason, total, grade, statement, reviewer_id,
  reviewer_called, reviewed_at)
SELECT f.submission_id, y.authority_id, 'approved', '', f.reviewed, f.grade, '', s.submitted_by_id, '', now()
FROM departments_filedfigures f JOIN departments_submission s ON s.id = f.submission_id
JOIN departments_fiscalyear y ON y.id = f.fiscal_year_id WHERE f.reviewed IS NOT NULL
"""
MONITORINGS = """
INSERT INTO departments_monitoring (round_id, assessment_id, status, version, green, yellow, red, frozen,
  sha256, opinion)
SELECT r.id, a.id, (ARRAY['draft', 'submitted', 'closed', 'closed'])[1 + a.id % 4], 1, 20,
  CASE WHEN a.id % 4 = 0 THEN 0 ELSE a.id % 6 END, CASE WHEN a.id % 4 = 0 THEN 0 ELSE a.id % 5 END,
  CASE WHEN a.id % 4 = 0 THEN NULL ELSE '{}'::jsonb END, '', ''
FROM departments_assessment a JOIN departments_monitoringround r ON r.fiscal_year_id = a.fiscal_year_id
"""
SUBMITTED = """
INSERT INTO departments_submittedfinding (submission_id, assessment_id, fiscal_year_id, number, check_name,
  severity, handled)
SELECT f.submission_id, f.assessment_id, f.fiscal_year_id, n.n, %s,
  CASE WHEN n.n = 0 THEN 'error' ELSE 'warning' END,
  CASE WHEN f.id %% 50 = 0 THEN 'waived' ELSE 'explained' END
FROM departments_filedfigures f CROSS JOIN generate_series(%s, %s) AS n(n)
"""

COUNTED = """
UPDATE departments_filedfigures f
SET found = x.found, errors = x.errors, warnings = x.warnings, waived = x.waived
FROM (SELECT assessment_id, count(*) AS found, count(*) FILTER (WHERE severity = 'error') AS errors,
  count(*) FILTER (WHERE severity = 'warning') AS warnings,
  count(*) FILTER (WHERE handled = 'waived') AS waived
  FROM departments_submittedfinding GROUP BY 1) x WHERE x.assessment_id = f.assessment_id
"""


def findings() -> list[dict[str, Any]]:
    """As a submission freezes them."""
    from departments.rulebook import RULES

    said = {"severity": "warning", "found": "1", "expected": "2", "message": "有误。"}
    names = list(RULES)[: FINDINGS * 3 : 3]
    return [said | {"check": name, "place": f"第{n}处"} for n, name in enumerate(names)]


def fill(cursor: Any) -> None:
    """Everything, from the submissions that are there."""
    from departments.models import FiscalYear, MonitoringRound

    for statement in (FIGURES, REVIEWS):
        cursor.execute(statement)
    for number, finding in enumerate(findings()):
        cursor.execute(SUBMITTED, [finding["check"], number, number])
    cursor.execute(COUNTED)
    year = FiscalYear.objects.latest("year")
    MonitoringRound.objects.create(fiscal_year=year, months=7, opens=year.opens, due=year.due)
    cursor.execute(MONITORINGS)
