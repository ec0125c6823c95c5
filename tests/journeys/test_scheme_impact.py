"""评分方案: the effect of a change is seen beside the form before it is saved, and nothing typed is lost."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from departments.models import ScoringScheme

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_a_change_is_tried_seen_and_confirmed(page, live_server, sign_in, manager, submission):
    sign_in(manager)
    row = submission.scheme
    page.goto(live_server.url + reverse("departments:scheme_edit", args=[row.pk]))
    page.get_by_label("名称*").fill("更严的方案")
    page.get_by_label("预算执行率分值*").fill("30")
    page.get_by_label("绩效指标分值*").fill("70")

    page.get_by_role("button", name="预览影响").press("Enter")
    expect(page.locator("#impact")).to_contain_text("1个得分或等级有变化")
    expect(page.locator("#impact tbody tr")).to_have_count(1)
    expect(page.get_by_label("名称*")).to_have_value("更严的方案")

    page.get_by_label("等级1从多少分起").fill("95")
    page.get_by_role("button", name="另存为新版本").last.press("Enter")
    confirm = page.get_by_role("button", name="确认保存")
    expect(confirm).to_be_visible()
    page.wait_for_load_state()
    expect(page.get_by_label("等级1从多少分起")).to_have_value("95")
    confirm.press("Enter")

    expect(page.get_by_text("原版本没有改动")).to_be_visible()
    made = ScoringScheme.objects.get(key=f"{row.key}-v2")
    assert (made.title, made.data["grades"][0]["at_least"]) == ("更严的方案", "95")
