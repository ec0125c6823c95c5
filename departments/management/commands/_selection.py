"""`--department CODE --year Y`, for every command on one self-assessment; what it takes out is recorded."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Q

from departments import audit
from departments.models import Assessment, Department, Submission


def add_department_and_year(parser: ArgumentParser) -> None:
    """The two options."""
    parser.add_argument("--department", required=True, help="部门编码或全称")
    parser.add_argument("--year", required=True, type=int, help="预算年度，如2020")


def select_assessment(department: str, year: int) -> Assessment:
    """The self-assessment meant, or an error that says what is missing (exit code 2)."""
    found = Department.objects.filter(Q(code=department) | Q(name=department)).first()
    if found is None:
        raise CommandError(f"没有编码或名称为“{department}”的部门。", returncode=2)
    related = ("department", "fiscal_year__scheme", "fiscal_year__project_scheme", "fiscal_year__outline")
    assessment = (
        Assessment.objects.select_related(*related).filter(department=found, fiscal_year__year=year).first()
    )
    if assessment is None:
        raise CommandError(f"{found}没有{year}年度的自评。", returncode=2)
    return assessment


@transaction.atomic
def record_export(assessment: Assessment, name: str, submission: Submission | None = None) -> None:
    """What the operator took out is recorded as if somebody had downloaded it."""
    audit.record("export", by=None, target=name, assessment=assessment, submission=submission)
