"""整改 on the pages: issue, list, one item, files, export, and who sees none of it."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from openpyxl import load_workbook

from departments import rectifying
from departments.models import AuditEvent, Rectification
from tests import factories

from . import evidence_files

pytestmark = pytest.mark.slow


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def due(days=30):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def item(submission, manager):
    return rectifying.issue(
        submission, key="", problem="佐证<材料>不足", requirement="补充验收单", due=due(), by=manager
    )


def test_a_reviewer_issues_from_the_submission(signed_in, reviewer, submission):
    client, address = signed_in(reviewer), f"/submissions/{submission.pk}/rectify/"
    assert f'href="{address}"' in text(client.get(f"/submissions/{submission.pk}/"))
    assert "这份自评还没有整改事项" in text(client.get(address))

    data = {"key": "", "problem": "依据不足", "requirement": "补充依据", "due": str(due())}
    page = text(client.post(address, data, follow=True))

    assert "整改事项已下达" in page
    assert Rectification.objects.get().issued_by == reviewer


def test_what_is_missing_is_said_all_at_once_and_what_was_typed_stays(signed_in, reviewer, submission):
    data = {"key": "indicator:0", "problem": "依据不足", "requirement": "", "due": "下周"}
    page = text(signed_in(reviewer).post(f"/submissions/{submission.pk}/rectify/", data), 422)

    for words in ("送审稿里没有这一行", "请填写整改要求。", "整改期限应为日期", ">\n依据不足</textarea>"):
        assert words in page


def test_a_past_date_is_refused_on_the_form(signed_in, reviewer, submission):
    data = {"key": "", "problem": "依据不足", "requirement": "补充依据", "due": str(due(-1))}

    assert "已过，应为今天或以后" in text(
        signed_in(reviewer).post(f"/submissions/{submission.pk}/rectify/", data), 422
    )


def test_the_department_finds_it_on_the_desk_and_answers(signed_in, preparer, item):
    client = signed_in(preparer)
    assert "待办整改" in text(client.get("/"))
    assert "佐证&lt;材料&gt;不足" in text(client.get(f"/assessments/{item.assessment_id}/"))

    page = text(client.post(f"/rectifications/{item.pk}/plan/", {"text": "5月底前补齐"}, follow=True))

    assert "已报整改方案。" in page
    assert "5月底前补齐" in page


def test_the_page_says_whose_turn_it_is(signed_in, preparer, reviewer, item):
    def said(person):
        return strip_tags(
            text(signed_in(person).get(f"/rectifications/{item.pk}/")).partition("whose-turn")[2]
        )

    def step(person, name):
        signed_in(person).post(f"/rectifications/{item.pk}/{name}/", {"text": "已补齐，见材料"})

    assert "轮到您办理：报整改方案" in said(preparer)
    assert f"等待{item.assessment.department_name}办理：报整改方案" in said(reviewer)
    step(preparer, "plan")
    assert "轮到您办理：报整改进展；整改完成后申请销号" in said(preparer)
    step(preparer, "request")
    assert f"等待{item.body.name}办理：核实整改结果" in said(preparer)
    assert "轮到您办理：核实整改结果，同意销号或者退回继续整改" in said(reviewer)
    step(reviewer, "close")
    assert "已销号，没有要办的事" in said(preparer)


def test_a_step_without_its_words_is_refused_and_keeps_the_page(signed_in, preparer, item):
    page = text(signed_in(preparer).post(f"/rectifications/{item.pk}/plan/", {"text": " "}), 409)

    assert "请写明整改措施、责任人和完成时间。" in page


def test_a_step_too_late_says_how_it_stands_and_keeps_what_was_typed(signed_in, preparer, manager, item):
    rectifying.step(item, "cancel", text="重复下达", by=manager)
    page = text(signed_in(preparer).post(f"/rectifications/{item.pk}/plan/", {"text": "5月底"}), 409)

    assert "现在是“已撤销”状态，不能报整改方案" in page


def test_too_long_words_are_refused_with_their_length(signed_in, preparer, item):
    page = text(signed_in(preparer).post(f"/rectifications/{item.pk}/plan/", {"text": "改" * 2001}), 409)

    assert "内容不能超过2000字，现在2001字。" in page


def test_files_are_uploaded_seen_and_taken_out_by_both_sides(signed_in, preparer, manager, stranger, item):
    client = signed_in(preparer)
    files = [evidence_files_upload("验收单.pdf"), io.BytesIO(b"MZ")]
    files[1].name = "a.exe"
    page = text(client.post(f"/rectifications/{item.pk}/evidence/", {"files": files}, follow=True))
    assert "“验收单.pdf”已上传。" in page
    assert "a.exe" in page

    row = item.evidence.get()
    address = f"/rectifications/{item.pk}/evidence/{row.pk}/download/"
    for person in (preparer, manager):
        answer = signed_in(person).get(address)
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, evidence_files.PDF)
    assert signed_in(stranger).get(address).status_code == 404
    assert AuditEvent.objects.filter(verb="export").count() == 2


def test_a_quarantined_file_is_opened_by_nobody(signed_in, preparer, item):
    client = signed_in(preparer)
    client.post(f"/rectifications/{item.pk}/evidence/", {"files": [evidence_files_upload("验收单.pdf")]})
    row = item.evidence.get()
    item.evidence.update(scan="infected")

    found = {
        how: client.get(reverse("departments:rectification_file", args=[item.pk, row.pk, how]))
        for how in ("preview", "inline", "download")
    }
    assert [answer.status_code for answer in found.values()] == [200, 403, 403]
    assert "文件已隔离" in text(found["preview"])


def evidence_files_upload(name):
    file = io.BytesIO(evidence_files.PDF)
    file.name = name
    return file


def test_the_list_is_narrowed(signed_in, manager, item):
    client = signed_in(manager)

    assert "佐证&lt;材料&gt;不足" in text(client.get("/rectifications/"))
    assert "佐证" not in text(client.get("/rectifications/?state=late"))
    assert "佐证" not in text(client.get("/rectifications/?state=closed"))
    assert "佐证" not in text(client.get("/rectifications/?name=教育"))
    assert "佐证" in text(client.get("/rectifications/?name=商务&year=2025&state=all&page=9"))
    Rectification.objects.update(due=due(-2))
    assert "已逾期2天" in text(client.get("/rectifications/?state=late"))


def test_an_empty_list_says_where_items_come_from(signed_in, manager):
    assert "没有未办结的整改事项" in text(signed_in(manager).get("/rectifications/"))


def test_the_list_as_excel_says_the_same(signed_in, manager, item):
    Rectification.objects.update(due=due(-2))
    answer = signed_in(manager).get("/rectifications/rectifications.xlsx?state=late")
    head, row = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))

    assert (told["部门"], told["问题"], told["状态"], told["逾期天数"]) == (
        "东湖区商务局", "佐证<材料>不足", "待报方案", 2,
    )  # fmt: skip


def test_others_see_nothing_of_it(signed_in, stranger, auditor, item):
    assert signed_in(stranger).get(f"/rectifications/{item.pk}/").status_code == 404
    assert "佐证" not in text(signed_in(stranger).get("/rectifications/"))
    assert signed_in(auditor).get("/rectifications/").status_code == 403


def test_the_next_year_shows_what_is_still_open(signed_in, preparer, item, authority):
    later = factories.assessment(item.assessment.department, factories.fiscal_year(authority, year=2026))
    client = signed_in(preparer)

    assert "佐证&lt;材料&gt;不足" in text(client.get(f"/assessments/{later.pk}/"))
    assert "以前年度未办结的整改" in text(client.get(f"/assessments/{later.pk}/carry-over/"))


def test_the_list_is_a_fixed_number_of_queries(signed_in, manager, submission, django_assert_max_num_queries):
    client, counts = signed_in(manager), []
    for number in (1, 3):
        for _ in range(number):
            rectifying.issue(submission, key="", problem="x", requirement="y", due=due(), by=manager)
        with django_assert_max_num_queries(9) as queries:
            client.get("/rectifications/")
        counts.append(len(queries.captured_queries))
    assert counts[0] == counts[1]
