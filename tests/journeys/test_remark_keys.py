"""A remark's whole thread by keyboard alone: said, answered, asked again, answered again, resolved."""

import pytest
from playwright.sync_api import expect

from departments import workflow
from departments.models import Remark
from tests import factories

from .test_keyboard import Keys

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(page, live_server, sign_in):
    """Sit somebody down at a page: `at(reviewer, "/reviews/")`."""
    page.set_viewport_size({"width": 1366, "height": 768})

    def seat(person, path):
        sign_in(person)
        page.goto(f"{live_server.url}{path}")
        page.wait_for_load_state("networkidle")
        return Keys(page)

    return seat


def review_of(assessment):
    return f"/submissions/{assessment.submissions.order_by('-number')[0].pk}/review/"


def done(keys, words):
    expect(keys.page.locator(".messages")).to_contain_text(words)
    keys.page.wait_for_load_state("networkidle")


def answer(keys, text):
    keys.tab_to("x.matches('.to-answer textarea')")
    keys.write(text)
    keys.tab_to_text("答复")
    keys.go()
    done(keys, "已答复")


def test_a_remark_from_question_to_resolution(at, page, assessment, preparer, reviewer):
    factories.submission(assessment, by=preparer)

    keys = at(reviewer, review_of(assessment))
    keys.tab_to_text("提意见")
    keys.press("Enter")
    keys.tab_to("x.matches('.remark-form textarea')")
    keys.write("完成值与佐证不符")
    keys.tab_to_text("记下意见")
    keys.go()
    done(keys, "意见已记在")
    keys.tab_to_text("退回")
    keys.press("Enter")
    keys.tab_to("x.matches('textarea[name=reason]')")
    keys.write("请答复意见")
    keys.tab_to_text("确定退回")
    keys.go()
    done(keys, "已退回")

    answer(at(preparer, f"/assessments/{assessment.pk}/remarks/"), "已更正")
    workflow.submit(assessment, by=preparer)

    keys = at(reviewer, review_of(assessment))
    keys.tab_to_text("再问")
    keys.press("Enter")
    keys.tab_to("x.matches('.ask-again textarea')")
    keys.write("依据是哪份文件")
    keys.tab_to_text("记下")
    keys.go()
    assert Remark.objects.get().state == "asked"
    workflow.return_for_revision(assessment, by=reviewer, reason="请再答复")

    answer(at(preparer, f"/assessments/{assessment.pk}/remarks/"), "见附件第三页")
    workflow.submit(assessment, by=preparer)

    keys = at(reviewer, review_of(assessment))
    keys.tab_to_text("标为已解决")
    keys.go()
    keys.tab_to("x.matches('details.is-resolved > summary')")
    keys.press("Enter")
    expect(page.locator("details.is-resolved")).to_contain_text("见附件第三页")
    keys.tab_to_text("重新打开")
    remark = Remark.objects.get()
    assert remark.state == "resolved"
    said = [(x.kind, x.text) for x in remark.entries.all()]
    assert said == [
        ("answer", "已更正"), ("question", "依据是哪份文件"), ("answer", "见附件第三页"), ("resolved", ""),
    ]  # fmt: skip
