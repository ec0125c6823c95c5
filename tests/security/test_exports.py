"""Text that looks like a formula is text in every file that leaves the system."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from departments.models import Assessment, Goal, Indicator, Project
from tests import factories

EVIL = '=HYPERLINK("http://evil.example","点我")'
MARKS = "=+-@\t\r＝＋－＠"


@pytest.fixture
def evil(assessment, preparer):
    """Every text that a preparer types begins with a sign of equality; the whole is submitted."""
    Project.objects.filter(assessment=assessment).update(name=EVIL[:60], office=EVIL[:50], reason=EVIL)
    Goal.objects.filter(assessment=assessment).update(title=EVIL[:60], expected=EVIL, actual=EVIL)
    Indicator.objects.filter(goal__assessment=assessment).update(name=EVIL[:60])
    Assessment.objects.filter(pk=assessment.pk).update(note=EVIL, contact=EVIL[:20])
    assessment.refresh_from_db()
    assessment.sections.update(text=EVIL)
    factories.explain_everything(assessment)
    return assessment


def formulas(content):
    book = load_workbook(io.BytesIO(content))
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink
    ]


def texts(content):
    book = load_workbook(io.BytesIO(content))
    return {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


@pytest.mark.slow
def test_no_workbook_holds_a_formula(evil, preparer, client):
    client.force_login(preparer)
    for name, arguments in (("workbook_download", [evil.pk]), ("draft_document", [evil.pk, "xlsx"])):
        answer = client.get(reverse(f"reports:{name}", args=arguments))
        content = answer.getvalue()
        assert answer["Content-Disposition"].startswith("attachment")
        assert formulas(content) == []
        assert any(str(text).startswith("=HYPERLINK") for text in texts(content))


def test_the_findings_hold_none(evil, manager, client):
    client.force_login(manager)

    assert formulas(client.get(reverse("reports:findings")).getvalue()) == []


@pytest.fixture
def auditor(authority):
    return factories.member(authority, "audit_admin")


def test_the_audit_record_holds_none(evil, client, auditor):
    from django.db import transaction

    from departments import audit

    with transaction.atomic():
        for mark in MARKS:
            audit.record("edit", by=auditor, target=f"{mark}1+1", reason=f"{mark}cmd")
    client.force_login(auditor)

    book = client.get(reverse("reports:audit_export", args=["xlsx"])).getvalue()
    sheet = client.get(reverse("reports:audit_export", args=["csv"])).getvalue().decode("utf-8-sig")

    assert formulas(book) == []
    rows = list(csv.reader(io.StringIO(sheet)))
    assert len(rows) > len(MARKS)
    assert [x for row in rows for x in row if x[:1] and x[0] in MARKS] == []
