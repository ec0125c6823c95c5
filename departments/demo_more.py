"""More of the demo: made-up departments beside a published one, their monitoring, a job that waits."""

from django.contrib.auth.hashers import make_password

from . import batches, demo_departments, demo_monitoring
from .demo_departments import Bureau
from .models import Assessment, Batch, FiscalYear, User
from .scoring.facts import AssessmentFacts

FILED = (Assessment.Status.APPROVED, Assessment.Status.PUBLISHED)


def load(published: Assessment, facts: AssessmentFacts, reviewer: User, manager: User) -> None:
    """What is there already stays as it is."""
    year = published.fiscal_year
    others = []
    for made in demo_departments.DEPARTMENTS:
        others.append(demo_departments.load(made, facts, Bureau(year, _preparer(), reviewer, manager)))
    demo_monitoring.load(published, others, Bureau(year, _preparer(), reviewer, manager))
    if not batches.visible(manager).exists():
        _job(year, manager)


def _preparer() -> User:
    """Nobody signs in as this one. Read anew for each department: roles are kept on the object."""
    made = {"name": "填报人（虚构部门）", "password": make_password(None)}
    return User.objects.get_or_create(username="dxh-xugou", defaults=made)[0]


def _job(year: FiscalYear, manager: User) -> None:
    """Tables of the approved departments; whoever starts the workers sees it being made."""
    approved = year.assessments.filter(status__in=FILED).order_by("pk")
    parts = list(approved.values_list("pk", "submissions__pk"))
    options = {"formats": ["xlsx"], "states": list(map(str, FILED)), "summary": False}
    selection = f"{year.year}年度，已审核"
    batches.start(Batch.Kind.DOCUMENTS, parts, selection=selection, options=options, by=manager)
