"""佐证材料 in the browser's hands: who sees which file, how it is served, what a post may touch."""

import io
import re
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments import evidence, workflow
from departments.models import AuditEvent, Evidence, Indicator
from tests import factories

from . import evidence_files as files

pytestmark = pytest.mark.slow


OFFICE = "application/vnd.openxmlformats-officedocument."
JSON = {"Accept": "application/json"}
HOWS = ("preview", "inline", "download")


def url(assessment, query=""):
    return reverse("departments:evidence", args=[assessment.pk]) + query


def file_url(row, how="download"):
    return reverse("departments:evidence_file", args=[row.assessment_id, row.pk, how])


def frozen_url(submission, row, how="download"):
    return reverse("departments:frozen_file", args=[submission.pk, row.sha256, how])


def sent(name="合同.pdf", content=files.PDF, kind="application/octet-stream"):
    return SimpleUploadedFile(name, content, content_type=kind)


def add(assessment, by, *rows, name="合同.pdf", content=files.PDF):
    tokens = frozenset(evidence.token_of(row) for row in rows)
    return evidence.add(assessment, io.BytesIO(content), name, tokens, by=by).row


@pytest.fixture
def indicators(assessment):
    return list(Indicator.objects.filter(goal__assessment=assessment))


@pytest.fixture
def row(preparer, assessment, indicators):
    return add(assessment, preparer, indicators[0])


@pytest.fixture
def submitted(preparer, assessment, row):
    factories.explain_everything(assessment)
    return factories.submission(assessment, by=preparer)


# --- uploading --------------------------------------------------------------------------------


def test_several_files_at_once_and_the_refused_one_keeps_nobody_out(signed_in, preparer, assessment):
    several = [
        sent(),
        sent("材料.zip", files.plain_zip()),
        sent("截图.png", files.png()),
        sent("空.txt", b""),
    ]
    page = signed_in(preparer).post(url(assessment), {"files": several}, follow=True).content.decode()

    assert sorted(Evidence.objects.values_list("name", flat=True)) == ["合同.pdf", "截图.png"]
    assert "“合同.pdf”已上传。" in page
    assert "“材料.zip”没有上传：扩展名是“.zip”，内容是ZIP压缩包。系统不接收压缩包，请解压后逐个上传" in page
    assert "“空.txt”没有上传：文件是空的（0字节）" in page


def test_a_script_is_told_of_each_file(signed_in, preparer, assessment, indicators):
    data = {"files": [sent()], "ties": [f"indicator-{indicators[0].pk}"]}
    answer = signed_in(preparer).post(url(assessment), data, headers=JSON)

    assert answer.json() == {"files": [{"message": "“合同.pdf”已上传。", "ok": True}]}
    assert list(Evidence.objects.get().indicators.all()) == [indicators[0]]


def test_no_file_says_so(signed_in, preparer, assessment):
    assert "没有选择文件。" in signed_in(preparer).post(url(assessment), follow=True).content.decode()


@pytest.mark.parametrize(("spare", "is_kept"), [(0, True), (-1, False)])
def test_what_is_above_the_limit_is_not_even_read(signed_in, preparer, assessment, settings, spare, is_kept):
    settings.EVIDENCE_FILE_BYTES = len(files.PDF) + spare
    answer = signed_in(preparer).post(
        url(assessment), {"files": [sent(), sent("小.txt", b"a")]}, headers=JSON
    )

    assert [x["ok"] for x in answer.json()["files"]] == ([True, True] if is_kept else [False, True])
    assert Evidence.objects.count() == 1 + is_kept
    if not is_kept:
        assert "“合同.pdf”没有上传：文件超过每个文件" in answer.json()["files"][0]["message"]


def test_a_long_chinese_name_is_cut_and_keeps_its_extension(signed_in, preparer, assessment):
    signed_in(preparer).post(url(assessment), {"files": sent("佐" * 300 + ".pdf")})

    name = Evidence.objects.get().name
    assert re.fullmatch("佐{116}\\.pdf", name)


def test_a_path_in_the_name_leads_nowhere(signed_in, preparer, assessment):
    body = (
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="..\\..\\a\x07/../../x.pdf"\r\n'
        b"Content-Type: text/html\r\n\r\n" + files.PDF + b"\r\n--b--\r\n"
    )
    signed_in(preparer).post(url(assessment), body, content_type="multipart/form-data; boundary=b")

    row = Evidence.objects.get()
    assert row.name == "x.pdf"
    assert re.fullmatch(r"evidence/\d{4}/[0-9a-f]{32}", row.file.name)


def test_a_foreign_indicator_is_an_error(signed_in, preparer, assessment, other_department, fiscal_year):
    foreign = factories.complete_assessment(other_department, fiscal_year).goals.get().indicators.first()
    data = {"files": sent(), "ties": f"indicator-{foreign.pk}"}
    answer = signed_in(preparer).post(url(assessment), data, headers=JSON)

    assert answer.status_code == 422
    assert "不属于本单位本年度" in answer.json()["files"][0]["message"]
    assert Evidence.objects.count() == 0


# --- ties and removal -------------------------------------------------------------------------


def test_ties_are_saved(signed_in, preparer, assessment, indicators, row):
    tokens = [f"indicator-{x.pk}" for x in indicators]
    address = reverse("departments:evidence_ties", args=[assessment.pk, row.pk]) + f"?file={row.pk}"
    data = {"was": [tokens[0]], "ties": [tokens[1], f"project-{assessment.projects.get().pk}"]}
    response = signed_in(preparer).post(address, data)

    assert response.url == url(assessment, f"?file={row.pk}")
    assert list(row.indicators.all()) == [indicators[1]]
    assert list(row.projects.all()) == [assessment.projects.get()]


@pytest.mark.parametrize("field", ["ties", "was"])
def test_a_foreign_tie_is_refused(
    field, signed_in, preparer, assessment, row, other_department, fiscal_year, indicators
):
    foreign = factories.complete_assessment(other_department, fiscal_year).goals.get().indicators.first()
    address = reverse("departments:evidence_ties", args=[assessment.pk, row.pk])
    page = signed_in(preparer).post(address, {field: f"indicator-{foreign.pk}"}, follow=True)

    assert "关联没有保存" in page.content.decode()
    assert list(row.indicators.all()) == [indicators[0]]
    assert not foreign.evidence.exists()


@pytest.mark.parametrize("name", ["evidence_ties", "evidence_delete"])
def test_a_foreign_file_is_out_of_reach(name, signed_in, preparer, stranger, assessment, row, fiscal_year):
    """Neither through its own address, nor through the address of one's own self-assessment."""
    mine = factories.assessment(stranger.memberships.get().department, fiscal_year)
    client = signed_in(stranger)
    assert client.post(reverse(f"departments:{name}", args=[assessment.pk, row.pk])).status_code == 404
    client.post(reverse(f"departments:{name}", args=[mine.pk, row.pk]))

    assert Evidence.objects.filter(pk=row.pk, removed_at=None).exists()
    assert client.get(file_url(row).replace(f"/{assessment.pk}/", f"/{mine.pk}/", 1)).status_code == 404


def test_a_file_is_deleted(signed_in, preparer, assessment, row):
    address = reverse("departments:evidence_delete", args=[assessment.pk, row.pk])
    client = signed_in(preparer)
    assert client.get(address).status_code == 405
    assert "“合同.pdf”已删除。" in client.post(address, follow=True).content.decode()
    assert "已被他人删除" in client.post(address, follow=True).content.decode()


def test_a_submitted_one_is_shown_and_not_written(signed_in, preparer, assessment, row, submitted):
    client = signed_in(preparer)
    page = client.get(url(assessment)).content.decode()
    assert "材料只能查看和下载" in page
    assert 'type="file"' not in page
    assert client.post(url(assessment), {"files": sent("另.pdf")}).status_code == 403
    for name in ("evidence_ties", "evidence_delete"):
        assert client.post(reverse(f"departments:{name}", args=[assessment.pk, row.pk])).status_code == 403


# --- what the list says -----------------------------------------------------------------------


def test_the_list_counts_what_is_proven(signed_in, preparer, assessment, row):
    page = signed_in(preparer).get(url(assessment)).content.decode()

    assert "2个指标中<strong" in page
    assert "1个</strong>已有佐证" in page
    assert page.count("未附材料</span>") == 1
    assert "只看未附材料的" in page
    assert '<span class="section-label">佐证材料</span><span class="section-filled">1/2</span>' in page


def test_the_page_of_one_indicator_ties_what_is_uploaded_there(
    signed_in, preparer, assessment, indicators, row
):
    token = f"indicator-{indicators[1].pk}"
    page = signed_in(preparer).get(url(assessment, f"?for={token}")).content.decode()

    assert f'<input type="hidden" name="ties" value="{token}">' in page
    assert "招商活动场次" in page
    assert f'id="pick-{row.pk}"' in page


@pytest.mark.parametrize(
    "query", ["?for=indicator-999999", "?for=<script>", "?file=x", "?for=section-&file="]
)
def test_an_odd_address_is_the_whole_list(query, signed_in, preparer, assessment, row):
    page = signed_in(preparer).get(url(assessment, query)).content.decode()
    assert "正在为" not in page
    assert "<script>" not in page.replace("<script src", "")


def test_an_indicator_row_leads_to_its_files(signed_in, preparer, assessment, indicators, row):
    page = signed_in(preparer).get(reverse("departments:indicators", args=[assessment.pk])).content.decode()

    for indicator, count in zip(indicators, (1, 0), strict=True):
        assert f'/evidence/?for=indicator-{indicator.pk}" title="佐证材料{count}份"' in page


def test_the_finding_leads_to_the_files(signed_in, preparer, assessment, row):
    page = signed_in(preparer).get(reverse("departments:check", args=[assessment.pk])).content.decode()
    assert f'<a href="{url(assessment)}" class="place">佐证材料</a>' in page


@pytest.mark.parametrize("page", ["list", "indicators", "preview"])
def test_a_page_is_a_fixed_number_of_queries(
    page, signed_in, preparer, assessment, indicators, row, django_assert_num_queries,
    django_assert_max_num_queries,
):  # fmt: skip
    pages = {
        "list": url(assessment, f"?file={row.pk}"),
        "indicators": reverse("departments:indicators", args=[assessment.pk]),
        "preview": file_url(row, "preview"),
    }
    client = signed_in(preparer)
    with django_assert_max_num_queries(25) as small:
        client.get(pages[page])
    for number in range(19):
        other = factories.indicator(assessment.goals.get())
        add(assessment, preparer, *indicators, other, name=f"{number}.txt", content=b"%d" % number)
    with django_assert_num_queries(len(small.captured_queries)):
        client.get(pages[page])


def test_the_frozen_page_is_a_fixed_number_of_queries(
    signed_in, preparer, reviewer, assessment, indicators, submitted, django_assert_max_num_queries
):
    client, counts = signed_in(reviewer), []
    for _ in range(2):
        with django_assert_max_num_queries(25) as queries:
            client.get(f"/submissions/{submitted.pk}/")
        counts.append(len(queries.captured_queries))
        if len(counts) == 1:
            workflow.withdraw(submitted.assessment, by=preparer)
            assessment.refresh_from_db()
            for number in range(19):
                add(assessment, preparer, *indicators, name=f"{number}.txt", content=b"%d" % number)
            submitted = factories.submission(assessment, by=preparer)

    assert len(submitted.evidence) == 20
    assert counts[0] == counts[1]


# --- who reads which file ---------------------------------------------------------------------


@pytest.mark.parametrize("how", HOWS)
def test_own_people_read_it(how, signed_in, head, row):
    assert signed_in(head).get(file_url(row, how)).status_code == 200


@pytest.mark.parametrize("how", HOWS)
def test_strangers_and_reviewers_do_not_find_it(how, signed_in, stranger, reviewer, manager, row, submitted):
    assert signed_in(stranger).get(file_url(row, how)).status_code == 404
    assert signed_in(stranger).get(frozen_url(submitted, row, how)).status_code == 404
    for person in (reviewer, manager):
        assert signed_in(person).get(file_url(row, how)).status_code == 404
        assert signed_in(person).get(frozen_url(submitted, row, how)).status_code == 200


@pytest.mark.parametrize("how", HOWS)
def test_whoever_is_not_signed_in_is_asked_to(how, client, row, submitted):
    for address in (file_url(row, how), frozen_url(submitted, row, how)):
        assert client.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("page", ["", "?for=indicator-1"])
def test_others_do_not_find_the_list(page, signed_in, stranger, reviewer, submitted):
    for person in (stranger, reviewer):
        assert signed_in(person).get(url(submitted.assessment, page)).status_code == 404


def test_a_reviewer_reads_only_what_the_submission_cites(
    signed_in, preparer, reviewer, assessment, row, submitted
):
    workflow.withdraw(submitted.assessment, by=preparer)
    assessment.refresh_from_db()
    later = add(assessment, preparer, name="后来.txt", content=b"later")
    evidence.remove(assessment, row.pk, by=preparer)
    factories.explain_everything(assessment)
    second = factories.submission(assessment, by=preparer)
    client = signed_in(reviewer)

    assert client.get(frozen_url(submitted, later)).status_code == 404
    assert client.get(frozen_url(second, later)).status_code == 200
    assert client.get(frozen_url(second, row)).status_code == 404
    answer = client.get(frozen_url(submitted, row))
    assert b"".join(answer.streaming_content) == files.PDF


def test_a_draft_shows_no_reviewer_a_file(signed_in, preparer, reviewer, row, submitted):
    workflow.withdraw(submitted.assessment, by=preparer)
    assert signed_in(reviewer).get(frozen_url(submitted, row)).status_code == 404


def test_the_reviewer_sees_the_files_of_each_indicator(signed_in, reviewer, row, submitted):
    page = signed_in(reviewer).get(f"/submissions/{submitted.pk}/").content.decode()

    assert "2个指标中1个已有佐证" in page
    assert page.count(f'href="{frozen_url(submitted, row, "preview")}"') == 2
    assert f'href="{frozen_url(submitted, row)}">下载</a>' in page
    assert row.sha256 in page


def test_a_submission_without_files_says_so(signed_in, reviewer, submission):
    page = signed_in(reviewer).get(f"/submissions/{submission.pk}/").content.decode()
    assert "2个指标中0个已有佐证" in page
    assert "送审时没有附佐证材料" in page


# --- how a file is served ---------------------------------------------------------------------

SERVED = {
    "合同（一）.pdf": (files.PDF, "application/pdf", True),
    "照片.jpg": (files.jpeg(), "image/jpeg", True),
    "截图.png": (files.png(), "image/png", True),
    "报告.docx": (files.office(), f"{OFFICE}wordprocessingml.document", False),
    "表.csv": (b"a,b", "text/csv; charset=utf-8", False),
    "说明.txt": (b"abc", "text/plain; charset=utf-8", False),
    "旧.xls": (files.XLS, "application/vnd.ms-excel", False),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVED)
def test_a_download_runs_nowhere(name, signed_in, preparer, assessment):
    content, kind, has_preview = SERVED[name]
    row = add(assessment, preparer, name=name, content=content)
    client = signed_in(preparer)
    answer = client.get(file_url(row))

    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer["X-Frame-Options"] == "DENY"
    assert client.get(file_url(row, "inline")).status_code == (200 if has_preview else 404)


@pytest.mark.parametrize(
    ("name", "encoding", "charset"),
    [("说明.txt", "utf-8", "utf-8"), ("表.csv", "gb18030", "gb18030"), ("表.csv", "utf-8-sig", "utf-8"),
     ("说明.txt", "utf-16", "utf-16")],
)  # fmt: skip
def test_a_text_says_its_encoding(name, encoding, charset, signed_in, preparer, assessment):
    row = add(assessment, preparer, name=name, content="绩效,自评\n".encode(encoding))
    answer = signed_in(preparer).get(file_url(row))

    assert answer["Content-Type"].endswith(f"; charset={charset}")
    assert b"".join(answer.streaming_content) == "绩效,自评\n".encode(encoding)


def test_a_picture_is_shown_in_a_sandbox_and_a_pdf_to_our_own_pages(signed_in, preparer, assessment, row):
    client = signed_in(preparer)
    picture = add(assessment, preparer, name="截图.png", content=files.png())
    shown = client.get(file_url(picture, "inline"))
    assert shown["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert shown["Content-Disposition"].startswith("inline")

    pdf = client.get(file_url(row, "inline"))
    assert pdf["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "script-src" not in pdf["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in pdf["Content-Security-Policy"]
    assert (pdf["X-Frame-Options"], pdf["X-Content-Type-Options"]) == ("SAMEORIGIN", "nosniff")


def test_the_preview_names_the_file_and_leads_to_its_neighbours(signed_in, preparer, assessment, row):
    picture = add(assessment, preparer, name="截图.png", content=files.png())
    text = add(assessment, preparer, name="说明.txt", content=b"abc")
    client = signed_in(preparer)

    page = client.get(file_url(picture, "preview")).content.decode()
    assert f'src="{file_url(picture, "inline")}"' in page
    assert f'href="{file_url(row, "preview")}" rel="prev"' in page
    assert f'href="{file_url(text, "preview")}" rel="next"' in page
    assert "<iframe" in client.get(file_url(row, "preview")).content.decode()
    assert "不能在网页中预览" in client.get(file_url(text, "preview")).content.decode()


def test_a_download_is_recorded(signed_in, reviewer, row, submitted):
    signed_in(reviewer).get(frozen_url(submitted, row))

    event = AuditEvent.objects.last()
    assert (event.verb, event.target, event.actor) == ("export", "合同.pdf", reviewer)
    assert event.submission_sha256 == submitted.sha256


def test_a_file_that_is_gone_from_the_disk_is_not_found(signed_in, preparer, row):
    row.file.storage.delete(row.file.name)
    assert signed_in(preparer).get(file_url(row)).status_code == 404


@pytest.mark.parametrize("how", ["", "edit", "PREVIEW"])
def test_a_file_is_shown_in_no_other_way(how, signed_in, preparer, row):
    assert signed_in(preparer).get(file_url(row).replace("download", how)).status_code == 404
