"""The thread of a remark on the pages of both sides: open ones counted, resolved ones folded up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import remarks, workflow
from departments.models import Remark
from tests import factories

pytestmark = pytest.mark.slow


@pytest.fixture
def key(assessment):
    return f"indicator:{assessment.goals.get().indicators.first().pk}"


@pytest.fixture
def second(submission, key, reviewer, preparer, authority):
    """Returned with a remark at a row and one at the whole, answered, submitted again."""
    remarks.add(
        submission, body=authority, by=reviewer, key=key, place="指标／引进重点企业数", text="请附名单"
    )
    remarks.add(submission, body=authority, by=reviewer, place="整体", text="请核对总数")
    sent_back(submission, reviewer)
    return answered(submission.assessment, preparer, "名单见附件")


def sent_back(submission, reviewer):
    workflow.return_for_revision(submission.assessment, by=reviewer, reason="见意见")
    submission.assessment.refresh_from_db()


def answered(assessment, preparer, text):
    for remark in Remark.objects.filter(state="asked"):
        remarks.answer(remark, by=preparer, text=text)
    factories.explain_everything(assessment)
    return factories.submission(assessment, by=preparer)


def shown(client, address):
    return client.get(address).content.decode()


def act(client, submission, name, remark, **data):
    return client.post(reverse(f"departments:remark_{name}", args=[submission.pk, remark.pk]), data)


def test_remarks_are_carried_into_the_next_submission(second, signed_in, reviewer):
    page = shown(signed_in(reviewer), reverse("departments:reviewed_lines", args=[second.pk]))

    row = page.partition('class="review-threads"')[2].partition("</tbody>")[0]
    assert all(words in row for words in ("请附名单", "名单见附件", "已答复", "第1稿", "标为已解决", "再问"))
    assert "意见未解决 <b>2</b>" in page


def test_a_reviewer_asks_again_resolves_and_reopens(second, signed_in, reviewer):
    client, (row, whole) = signed_in(reviewer), Remark.objects.all()
    answer = act(client, second, "ask", row, text="  附件打不开 ")
    assert answer.url == f"/submissions/{second.pk}/review/#remark-{row.pk}"
    assert row.entries.last().text == "附件打不开"
    act(client, second, "resolve", whole)

    page = shown(client, reverse("departments:reviewed_lines", args=[second.pk]))
    assert "意见未解决 <b>1</b>" in page
    assert f'<details class="thread is-resolved" id="remark-{whole.pk}">' in page

    act(client, second, "reopen", whole)
    assert [x.state for x in Remark.objects.all()] == ["asked", "answered"]


@pytest.mark.parametrize(("text", "problem"), [("", "请写明再问什么"), ("字" * 2001, "不能超过2000字")])
def test_a_question_without_words_is_not_kept(second, signed_in, reviewer, text, problem):
    client, remark = signed_in(reviewer), Remark.objects.first()
    address = act(client, second, "ask", remark, text=text).url

    assert problem in shown(client, address)
    assert remark.entries.count() == 1


def test_a_repeated_click_is_explained(second, signed_in, reviewer):
    client, remark = signed_in(reviewer), Remark.objects.first()
    act(client, second, "resolve", remark)

    assert "这条意见已经解决，请勿重复操作。" in shown(client, act(client, second, "resolve", remark).url)


def test_a_page_of_an_earlier_submission_follows_up_nothing(second, submission, signed_in, reviewer):
    assert act(signed_in(reviewer), submission, "resolve", Remark.objects.first()).status_code == 403


def test_the_department_sees_what_is_to_be_answered_first(second, signed_in, reviewer, preparer):
    row, whole = Remark.objects.all()
    remarks.ask(whole, second, by=reviewer, text="仍不一致")
    remarks.resolve(row, second, by=reviewer)
    client, address = signed_in(preparer), reverse("departments:remarks", args=[second.assessment_id])
    assert "仍不一致" not in shown(client, address)
    sent_back(second, reviewer)

    page = shown(client, address)
    assert "未解决1条、已解决1条；<b>1条待答复</b>" in page
    assert (
        page.index("仍不一致") < page.index('<h2 class="resolved-title">已解决</h2>') < page.index("请附名单")
    )
    assert "1条审核意见待答复" in shown(client, reverse("departments:desk"))
    assert "1条审核意见待答复" in shown(client, second.assessment.get_absolute_url())
    assert 'title="1条待答复"' in page


def test_lists_of_reviewers_count_what_is_unresolved(second, signed_in, reviewer):
    client = signed_in(reviewer)
    assert "2条意见未解决" in shown(client, reverse("departments:desk"))
    remarks.resolve(Remark.objects.first(), second, by=reviewer)

    assert "1条意见未解决" in shown(client, reverse("departments:desk"))
    assert '<td class="num">1</td>' in shown(client, reverse("departments:review_list"))


def test_a_resolved_remark_leaves_its_cell(second, signed_in, reviewer, preparer):
    address = reverse("departments:indicators", args=[second.assessment_id])
    sent_back(second, reviewer)
    assert shown(signed_in(preparer), address).count('class="pinned answered"') == 1
    third = answered(second.assessment, preparer, "")
    remarks.resolve(Remark.objects.first(), third, by=reviewer)
    sent_back(third, reviewer)

    assert "pinned" not in shown(signed_in(preparer), address).partition("<main")[2]


def test_the_number_of_queries_does_not_grow_with_the_threads(second, signed_in, reviewer):
    client, address = signed_in(reviewer), reverse("departments:reviewed_lines", args=[second.pk])

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        return len(captured)

    queries()
    few = queries()
    for remark in Remark.objects.all():
        for _ in range(3):
            remarks.ask(remark, second, by=reviewer, text="请核实")
    assert queries() == few


@pytest.mark.parametrize("page", ["check", "precheck"])
def test_what_stops_a_submission_for_its_remarks_leads_to_them(page, second, signed_in, reviewer, preparer):
    remarks.add(
        second, body=reviewer.memberships.get().department, by=reviewer, place="整体", text="仍不清楚"
    )
    sent_back(second, reviewer)
    at = [second.assessment.pk]

    said = shown(signed_in(preparer), reverse(f"departments:{page}", args=at)).partition("没有答复")[2]

    assert said.partition("</a>")[0].endswith(f'<a href="{reverse("departments:remarks", args=at)}">去答复')


def test_a_refused_submission_leads_to_the_remarks(second, signed_in, reviewer, preparer):
    remarks.add(
        second, body=reviewer.memberships.get().department, by=reviewer, place="整体", text="仍不清楚"
    )
    sent_back(second, reviewer)
    client, pk = signed_in(preparer), second.assessment.pk
    seen = shown(client, f"/assessments/{pk}/check/").partition('name="seen" value="')[2].partition('"')[0]

    page = client.post(f"/assessments/{pk}/submit/", {"seen": seen}).content.decode()

    assert "条审核意见没有答复" in page
    assert f'href="/assessments/{pk}/remarks/">去看审核意见</a>' in page
