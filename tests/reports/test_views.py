"""Preview and downloads: who may, and what arrives."""

from io import BytesIO
from urllib.parse import quote

import pytest
from django.urls import reverse
from pypdf import PdfReader

from reports.documents import DOCUMENTS
from tests import factories
from tests.reports.reading import squeezed

DRAFT_PAGES = [("reports:preview", ()), *(("reports:draft_document", (x,)) for x in DOCUMENTS)]
FROZEN_PAGES = [("reports:submission_preview", ()), *(("reports:document", (x,)) for x in DOCUMENTS)]


@pytest.fixture
def entry(department, fiscal_year):
    return factories.complete_assessment(department, fiscal_year)


@pytest.fixture
def frozen(entry, preparer):
    return factories.submission(entry, by=preparer)


@pytest.mark.variations
@pytest.mark.parametrize(("route", "extra"), DRAFT_PAGES)
def test_preparer_gets_the_draft(client, preparer, entry, route, extra):
    client.force_login(preparer)

    assert client.get(reverse(route, args=[entry.pk, *extra])).status_code == 200


@pytest.mark.variations
@pytest.mark.parametrize(("route", "extra"), FROZEN_PAGES)
def test_reviewer_gets_the_submission(client, reviewer, frozen, route, extra):
    client.force_login(reviewer)

    assert client.get(reverse(route, args=[frozen.pk, *extra])).status_code == 200


@pytest.mark.variations
@pytest.mark.parametrize(("route", "extra"), DRAFT_PAGES)
def test_draft_is_invisible_to_others(client, reviewer, other_department, entry, route, extra):
    for person in (reviewer, factories.member(other_department, "preparer")):
        client.force_login(person)
        assert client.get(reverse(route, args=[entry.pk, *extra])).status_code == 404


@pytest.mark.variations
@pytest.mark.parametrize(("route", "extra"), FROZEN_PAGES)
def test_submission_is_invisible_to_strangers(client, other_department, frozen, route, extra):
    client.force_login(factories.member(other_department, "preparer"))

    assert client.get(reverse(route, args=[frozen.pk, *extra])).status_code == 404


@pytest.mark.parametrize(("route", "extra"), DRAFT_PAGES + FROZEN_PAGES)
def test_signing_in_is_asked_for(client, db, route, extra):
    assert client.get(reverse(route, args=[1, *extra])).status_code == 302


def test_unknown_format_is_no_page(client, preparer, frozen):
    client.force_login(preparer)

    assert client.get(f"/submissions/{frozen.pk}/document.exe").status_code == 404


def test_documents_are_never_posted_to(client, preparer, frozen):
    client.force_login(preparer)

    assert client.post(reverse("reports:document", args=[frozen.pk, "pdf"])).status_code == 405


def test_file_arrives_under_its_chinese_name(client, preparer, frozen):
    client.force_login(preparer)
    response = client.get(reverse("reports:document", args=[frozen.pk, "pdf"]))
    name = quote("2025年度东湖区商务局部门整体绩效自评结果.pdf")

    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"


def test_draft_says_so(client, preparer, entry):
    client.force_login(preparer)
    response = client.get(reverse("reports:draft_document", args=[entry.pk, "pdf"]))

    assert quote("（草稿）.pdf") in response["Content-Disposition"]
    assert all("草稿" in squeezed(page.extract_text()) for page in PdfReader(BytesIO(response.content)).pages)


def test_download_is_recorded(client, preparer, frozen):
    client.force_login(preparer)
    client.get(reverse("reports:document", args=[frozen.pk, "docx"]))
    event = frozen.assessment.audit_events.last()

    assert (event.verb, event.actor, event.submission_sha256) == ("export", preparer, frozen.sha256)


def test_preview_has_nothing_the_content_policy_forbids(client, preparer, entry):
    client.force_login(preparer)
    page = client.get(reverse("reports:preview", args=[entry.pk])).content.decode()
    sheet = page[page.index("<article") : page.index("</article>")]

    assert 'class="watermark"' in sheet
    assert not any(word in sheet for word in ("style=", "<style", "<script", "onclick"))


def test_preview_asks_a_fixed_number_of_questions(client, preparer, frozen, django_assert_max_num_queries):
    client.force_login(preparer)
    with django_assert_max_num_queries(12):
        client.get(reverse("reports:submission_preview", args=[frozen.pk]))
