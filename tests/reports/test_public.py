"""公开: what is approved and published, and nothing else, is readable by everybody."""

import json
from dataclasses import fields
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from departments import filed_figures, workflow
from departments.models import Assessment, AuditEvent, IssuedDocument
from reports.public import DICTIONARY, PublicResult
from tests import factories

pytestmark = pytest.mark.slow


PAGE = "/public/2025/420111301/"
PDF = f"{PAGE}document.pdf"
LISTS = ("/public/", "/public/data.csv", "/public/data.json")
SECRETS = ("张三", "027-12345678", "已核实，情况属实。", "内部备注", "填报人", "审核人", "财政管理员")
"""Contact, phone, explanations, note, people."""
LABELS = (
    "预算年度", "财政部门编码", "财政部门", "部门编码", "部门名称", "调整后预算数", "全年执行数",
    "预算执行率", "总得分", "评价等级", "公开日期",
)  # fmt: skip


def text(response):
    assert response.status_code == 200
    return b"".join(response).decode()


def everywhere(client):
    """What the public addresses that need no single result say."""
    return "".join(text(client.get(path)) for path in LISTS)


@pytest.fixture
def noted(assessment):
    """The draft with a note that is nobody's business."""
    Assessment.objects.filter(pk=assessment.pk).update(note="内部备注")
    assessment.refresh_from_db()
    return assessment


@pytest.mark.parametrize("state", ["assessment", "submission", "approved"])
def test_what_is_not_published_is_on_no_public_address(client, request, state):
    request.getfixturevalue(state)

    assert "商务局" not in everywhere(client)
    assert "420111301" not in everywhere(client)
    assert {client.get(path).status_code for path in (PAGE, PDF)} == {404}


def test_what_was_returned_is_on_no_public_address(client, submission, reviewer):
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="请核实")

    assert "商务局" not in everywhere(client)
    assert client.get(PAGE).status_code == 404


def test_who_finds_nothing_public_is_led_to_the_list_and_learns_no_more(client, approved):
    answers = [client.get(path) for path in (PAGE, PDF, PAGE.replace("420111301", "999"))]

    assert {(x.status_code, x.content) for x in answers} == {(404, answers[0].content)}
    assert "已经撤回公开" in answers[0].content.decode()
    assert f'href="{reverse("reports:public_list")}"' in answers[0].content.decode()
    assert "权限" not in answers[0].content.decode()


def test_the_submission_that_is_public_leads_to_its_public_page(signed_in, manager, published):
    page = reverse("departments:submission_detail", args=[published.submissions.get().pk])
    link = f'href="{PAGE}">公开页面'

    assert link in signed_in(manager).get(page).content.decode()
    workflow.unpublish(published, by=manager, reason="数据有误", cause="figures")
    assert link not in signed_in(manager).get(page).content.decode()


def test_a_state_without_an_approval_shows_nothing(client, submission):
    Assessment.objects.update(status="published", stage=None)

    assert "商务局" not in everywhere(client)
    assert client.get(PAGE).status_code == 404


def test_the_published_document_is_a_page_for_everybody(client, published):
    page = text(client.get(PAGE))

    assert "东湖区商务局" in page
    assert "77.00" in page
    assert "按照要求如实完成了本项工作" in page
    assert PDF in page
    assert f'href="{PAGE}"' in text(client.get("/public/"))


def test_nothing_but_the_document_is_told(client, noted, published):
    said = everywhere(client) + text(client.get(PAGE))

    assert "商务局" in said
    assert [x for x in SECRETS if x in said] == []


@pytest.mark.slow
def test_the_public_pdf_carries_no_data_file_and_can_be_verified(client, noted, published):
    first, second = client.get(PDF), client.get(PDF)

    reader = PdfReader(BytesIO(first.content))
    assert dict(reader.attachments) == {}
    assert "内部备注" not in "".join(x.extract_text() for x in reader.pages)
    assert first.content == second.content
    assert (
        "核验通过" in client.get("/verify/", {"sha256": IssuedDocument.objects.get().sha256}).content.decode()
    )
    assert AuditEvent.objects.filter(verb="export").count() == 1


def test_withdrawn_is_gone_and_published_again_is_back_at_the_same_address(client, published, manager):
    assert client.get(PAGE).status_code == 200
    workflow.unpublish(published, by=manager, reason="数据有误", cause="figures")

    assert {client.get(path).status_code for path in (PAGE, PDF)} == {404}
    assert "商务局" not in everywhere(client)

    published.refresh_from_db()
    workflow.publish(published, by=manager)
    assert client.get(PAGE).status_code == 200


def test_the_fields_are_exactly_these(client, published):
    assert tuple(x.label for x in DICTIONARY) == LABELS
    assert [x.name for x in DICTIONARY] == [x.name for x in fields(PublicResult)]

    heads, row = text(client.get("/public/data.csv")).splitlines()
    assert tuple(heads.removeprefix("\ufeff").split(",")) == LABELS
    assert row.startswith(
        "2025,420111,东湖区财政局,420111301,东湖区商务局,10000000.00,8500000.00,85.00,77.00,中,2"
    )
    data = json.loads(text(client.get("/public/data.json")))
    assert [x["name"] for x in data["fields"]] == [x.name for x in DICTIONARY]
    assert list(data["results"][0]) == [x.name for x in DICTIONARY]
    assert data["results"][0]["total"] == "77.00"
    assert {x.label for x in DICTIONARY if x.label in text(client.get("/public/data/"))} == set(LABELS)


def test_a_name_never_becomes_a_formula(client, published):
    Assessment.objects.update(department_name='=HYPERLINK("http://evil")')

    assert ',"\'=HYPERLINK(""http://evil"")",' in text(client.get("/public/data.csv"))


@pytest.mark.parametrize(
    "asked",
    ["' OR 1=1 --", "%", "_", "\0", "<script>alert(1)</script>", "\\", "字" * 5000, "𠮷\u202e", "{{7*7}}"],
)
def test_a_hostile_search_finds_nothing_and_breaks_nothing(client, published, asked):
    for path in LISTS:
        answer = client.get(
            path, {"name": asked, "year": asked, "district": asked, "page": asked, "order": asked}
        )
        assert "<script>alert" not in text(answer)
    found = text(client.get("/public/", {"name": asked}))
    assert ("商务局" in found) == (asked == "\0")  # nothing is left of it, so nothing is asked


@pytest.mark.parametrize(("asked", "is_found"), [("商务", True), ("4201113", True), ("教育", False)])
def test_search_is_by_name_and_code_and_narrows_the_data_too(client, published, asked, is_found):
    assert all(("商务局" in text(client.get(path, {"name": asked}))) == is_found for path in LISTS)


@pytest.mark.parametrize("path", ["/public/1999/420111301/", "/public/2025/zzz/", "/public/99999999999/1/"])
def test_an_address_of_nothing_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


def test_queries_do_not_grow_with_the_list(client, published):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            counts.append(client.get("/public/").content.decode().count("<tr>"))
        return len(queries)

    counts = []
    alone = asked()
    copies(published, 3)
    assert asked() == alone == 4
    assert counts == [2, 5]


def copies(published, number):
    """As many more published departments."""
    frozen = published.submissions.get()
    approval = frozen.reviews.get()
    for n in range(number):
        place = factories.department(f"第{n}办公室", parent=published.fiscal_year.authority)
        now = {"status": "published", "published_at": published.published_at}
        row = factories.assessment(place, published.fiscal_year, **now)
        approval.pk, approval.submission = None, factories.copy_of(frozen, row)
        approval.save()
        filed_figures.keep_reviewed(approval)


def test_caches_must_ask_again_and_an_unchanged_page_is_not_sent_twice(client, published):
    first = client.get(PAGE)

    assert first["Cache-Control"] == "public, no-cache"
    assert client.get(PAGE, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_the_manager_sees_beforehand_what_will_be_visible(signed_in, approved, manager, client):
    path = f"/assessments/{approved.pk}/public-preview/"
    preview = text(signed_in(manager).get(path))

    assert PAGE in preview
    assert "总得分：77.00" in preview
    assert "填报联系人和电话" in preview
    assert "按照要求如实完成了本项工作" in preview
    assert path in text(client.get(f"/submissions/{approved.submissions.get().pk}/"))


def test_others_do_not_preview(signed_in, approved, preparer, reviewer, stranger):
    path = f"/assessments/{approved.pk}/public-preview/"

    assert [signed_in(x).get(path).status_code for x in (preparer, reviewer, stranger)] == [403, 403, 404]


def test_what_is_not_approved_has_no_preview(signed_in, submission, manager):
    path = f"/assessments/{submission.assessment_id}/public-preview/"

    assert signed_in(manager).get(path).status_code == 404
