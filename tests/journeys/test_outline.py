"""报告提纲 by keyboard: a block moved, a text added, tried on a submission, kept as a new version."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from departments.models import Outline
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def submission(assessment, preparer, authority):
    row = factories.complete_assessment(assessment.department, factories.fiscal_year(authority, year=2023))
    factories.explain_everything(row)
    return factories.submission(row, by=preparer)


def test_an_outline_is_edited_tried_and_kept(page, live_server, sign_in, manager, submission, complaints):
    sign_in(manager)
    row = submission.outline
    page.goto(live_server.url + reverse("departments:outline_edit", args=[row.pk]))
    page.get_by_label("副标题").fill("（没有保存也不丢）")

    page.get_by_role("button", name="第1块下移").press("Enter")
    expect(page.locator(".outline-block").first).to_have_attribute("id", "block-b2")
    expect(page.locator("#down-b1")).to_be_focused()
    page.locator("#block-b2 summary").press("Enter")
    page.locator("#block-b2").get_by_role("button", name="文字", exact=True).press("Enter")
    new = page.locator(f"#block-b{len(row.data['blocks']) + 1}")
    expect(new).to_be_focused()
    new.get_by_label("名称").fill("巡视整改")
    new.get_by_label("底稿").fill("{year}年度总得分{总得分}分。")

    with page.expect_popup() as opened:
        page.get_by_role("button", name="预览（新窗口）").press("Enter")
    tried = opened.value
    tried.wait_for_load_state()
    expect(tried.get_by_text("右边按底稿写出：巡视整改。")).to_be_visible()
    expect(tried.get_by_label("新提纲的文件", exact=True)).to_contain_text("2023年度总得分77.00分。")
    tried.close()

    page.get_by_role("button", name="另存为新版本").first.press("Enter")
    expect(page.get_by_text("原版本没有改动")).to_be_visible()
    made = Outline.objects.get(key=f"{row.key}-v2")
    assert [x.get("title", x.get("text")) for x in made.data["blocks"][:2]][1] == "巡视整改"
    assert made.data["subtitle"] == "（没有保存也不丢）"
    assert complaints == []
