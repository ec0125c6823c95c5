"""Each document is drawn once per run; departments to rank and to list."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from departments import filed_figures
from departments.models import Assessment, Review
from reports.formats import docx, pdf, xlsx
from reports.reading import child, reader
from tests import factories
from tests.reports.building import DEMOS, demo, frozen

FIVE = {  # budget in 万元, own score, reviewed score
    "甲局": ("499.99", "95", "94"), "乙局": ("500", "90", "90"), "丙局": ("1999.999999", "80", "95.5"),
    "丁局": ("2000", "80", None), "戊局": ("100000", "70", "94"),
}  # fmt: skip


@pytest.fixture
def five(submission, fiscal_year, authority, reviewer):
    """Five of the same kind; one of them is not yet reviewed."""
    decided = {"status": "approved", "approved_at": timezone.now(), "approved_by": reviewer}
    for name, (budget, own, theirs) in FIVE.items():
        place = factories.department(name, parent=authority)
        status = decided if theirs else {"status": "submitted", "stage": authority}
        row = factories.assessment(place, fiscal_year, **status)
        sent = factories.copy_of(submission, row, total=Decimal(own), budget=Decimal(budget) * 10_000)
        if theirs:
            review = Review.objects.create(
                submission=sent, body=authority, verdict="approved", reviewer=reviewer, total=Decimal(theirs)
            )
            filed_figures.keep_reviewed(review)
    return Assessment.objects.filter(department__name__in=[*FIVE])


@pytest.fixture
def read_here(monkeypatch):
    """Uploads are read in this process, without the child's limits: starting it takes longer than a test."""

    def run(*_, input, **__):
        return SimpleNamespace(stdout=child.answer(input))

    never = type("Never", (Exception,), {})
    monkeypatch.setattr(reader, "subprocess", SimpleNamespace(run=run, TimeoutExpired=never))


@pytest.fixture(scope="session", params=DEMOS)
def name(request):
    return request.param


@pytest.fixture(scope="session")
def contents():
    return {name: demo(name).content() for name in DEMOS}


@pytest.fixture(scope="session")
def pdfs(contents):
    return {name: pdf.render(contents[name], frozen(name)) for name in DEMOS}


@pytest.fixture(scope="session")
def words(contents):
    return {name: docx.render(contents[name], frozen(name)) for name in DEMOS}


@pytest.fixture(scope="session")
def books(contents):
    return {name: xlsx.render(contents[name], frozen(name)) for name in DEMOS}
