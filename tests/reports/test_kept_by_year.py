"""The tree is kept by year: what becomes of a department leaves last year's byte for byte as it was."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from departments import workflow
from departments.models import Assessment
from departments.years import issuing
from reports import documents
from tests import factories

FORMATS = ("pdf", "docx", "xlsx")
LAST = 2024


@pytest.fixture
def last_year(authority, department, other_department, preparer, reviewer):
    """Closed: one department approved, one never submitted."""
    today = timezone.localdate()
    year = factories.fiscal_year(authority, year=LAST)
    row = factories.complete_assessment(department, year)
    factories.submission(row, by=preparer)
    workflow.approve(row, by=reviewer)
    factories.assessment(other_department, year)
    for name, days in (("opens", 90), ("due", 60), ("closes", 30)):
        setattr(year, name, today - timedelta(days=days))
    year.save()
    return year


@pytest.fixture
def merger(authority, department, other_department):
    """Next year: renamed and moved below a new bureau; the neighbour merged into it."""

    def happen():
        bureau = factories.department("东湖区经济发展局", code="420111390", parent=authority)
        department.name, department.kind, department.parent = "招商服务中心", "unit", bureau
        department.save()
        other_department.is_active, other_department.merged_into = False, bureau
        other_department.save()

    return happen


def page(client, name, *args, **asked) -> str:
    """A page without what differs by itself: the tokens of its forms."""
    content = client.get(reverse(name, args=args), asked).content.decode()
    return re.sub(r'(csrfmiddlewaretoken"|name="once") value="[^"]+"', "", content)


def pages_of(client, row) -> dict[str, str]:
    submission = row.submissions.get()
    return {
        "overview": page(client, "reports:overview", year=LAST),
        "list": page(client, "reports:overview_list", year=LAST),
        "kind": page(client, "reports:overview_list", year=LAST, kind="department"),
        "ranking": page(client, "reports:ranking", year=LAST),
        "submission": page(client, "departments:submission_detail", submission.pk),
        "preview": page(client, "reports:submission_preview", submission.pk),
        "receipt": page(client, "departments:receipt", submission.pk),
    }


def test_a_merger_leaves_the_pages_of_last_year(last_year, merger, manager, department, signed_in):
    row = Assessment.objects.get(department=department)
    before = pages_of(signed_in(manager), row)

    merger()

    assert pages_of(signed_in(manager), row) == before


@pytest.mark.slow
def test_a_merger_leaves_the_documents_of_last_year(last_year, merger, department):
    row = Assessment.objects.get(department=department).submissions.get()

    def hashes():
        """Rendered anew: what is kept of the first time would prove nothing."""
        for kept in settings.MEDIA_ROOT.rglob("*"):
            if kept.is_file():
                kept.unlink()
        return {x: hashlib.sha256(documents.document_bytes(row, x)).hexdigest() for x in FORMATS}

    before = hashes()
    merger()
    row = type(row).objects.get(pk=row.pk)

    assert hashes() == before


def test_the_new_year_has_the_new_tree(last_year, merger, manager, authority, department):
    merger()
    year = factories.fiscal_year(authority, year=LAST + 1)

    issuing.issue(year, by=manager)

    assert list(
        Assessment.objects.filter(fiscal_year=year).values_list("department_name", "department_kind")
    ) == [("招商服务中心", "unit"), ("东湖区经济发展局", "department")]
    assert Assessment.objects.get(fiscal_year=last_year, department=department).department_name == (
        "东湖区商务局"
    )


def test_a_slip_in_a_name_is_mended_while_the_year_is_under_way(fiscal_year, department, assessment):
    department.name = "东湖区商务和投资促进局"
    department.save()

    assert Assessment.objects.get().department_name == "东湖区商务和投资促进局"


def test_what_is_submitted_keeps_its_name(submission, department):
    department.name = "东湖区商务和投资促进局"
    department.save()

    assert str(Assessment.objects.get()) == "2025年度东湖区商务局部门整体绩效自评"


def test_a_unit_follows_the_bureau_above_it(fiscal_year, authority, department):
    unit = factories.department("招商中心", code="420111301.1", kind="unit", parent=department)
    row = factories.assessment(unit, fiscal_year)
    bureau = factories.department("东湖区经济发展局", code="420111390", parent=authority)

    department.parent = bureau
    department.save()

    row.refresh_from_db()
    assert row.department_path == "420111/420111390/420111301/420111301.1/"
