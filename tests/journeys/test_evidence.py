"""佐证材料 by hand: drop files, tie them, look at them, delete one; the reviewer reads what was frozen."""

import base64
import re

import pytest
from playwright.sync_api import expect

from departments.models import Evidence, Indicator
from tests import factories
from tests.departments import evidence_files as files

pytestmark = pytest.mark.django_db(transaction=True)

DROP = """(zone, dropped) => {
  const data = new DataTransfer();
  for (const [name, content] of dropped) {
    data.items.add(new File([Uint8Array.from(atob(content), (x) => x.charCodeAt(0))], name));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}"""
WATCH = """() => {
  window.shares = [];
  const note = (x) => x.matches?.("progress") && window.shares.push(x.value);
  new MutationObserver((all) => all.forEach((x) => note(x.target)))
    .observe(document.getElementById("uploads"), { subtree: true, attributes: true });
}"""
SIZE = "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"


@pytest.fixture
def drop(page):
    """Drop files on the page: name and content of each."""

    def on_page(*dropped):
        coded = [(name, base64.b64encode(content).decode()) for name, content in dropped]
        page.locator("#upload").evaluate(DROP, coded)

    return on_page


@pytest.fixture
def opened(page, sign_in, preparer, assessment, live_server):
    """The page of 佐证材料, as the preparer sees it."""
    sign_in(preparer)
    page.goto(f"{live_server.url}/assessments/{assessment.pk}/evidence/")
    return page


def counter(page):
    return page.locator("#sections a[aria-current] .section-filled")


def test_drop_tie_preview_delete(opened, drop, complaints, assessment):
    page = opened
    expect(counter(page)).to_have_text("0/2")
    page.evaluate(WATCH)
    drop(("验收报告.pdf", files.PDF), ("现场照片.png", files.png(40, 30) + b" " * 3_000_000))
    expect(page.locator('#uploads li[data-state="done"]')).to_have_count(2)
    expect(page.locator("#uploads")).to_contain_text("“验收报告.pdf”已上传。")
    assert 100 in page.evaluate("window.shares")
    expect(page.locator(".evidence-files tbody")).to_have_count(2)

    page.get_by_role("link", name="关联到指标：验收报告.pdf").click()
    page.get_by_role("checkbox", name="引进重点企业数").check()
    page.get_by_role("checkbox", name="招商活动场次").check()
    expect(page.locator("[data-tie-state]")).to_have_text("已保存")
    expect(counter(page)).to_have_text("2/2")
    expect(page.locator("#proven")).to_have_text("2个")
    page.get_by_role("checkbox", name="招商活动场次").uncheck()
    expect(counter(page)).to_have_text("1/2")
    page.get_by_role("link", name="完成").click()
    expect(page.locator(".ties-row")).to_have_count(0)

    page.get_by_role("rowheader", name="现场照片.png").get_by_role("link").click()
    picture = page.locator(".preview-picture")
    expect(picture).to_be_visible()
    assert picture.evaluate(SIZE) == [40, 30]
    page.go_back()

    page.locator("summary", has_text="删除现场照片.png").click()
    page.get_by_role("button", name="确定删除").click()
    expect(page.locator(".messages")).to_contain_text("“现场照片.png”已删除。")
    expect(page.locator(".evidence-files tbody")).to_have_count(1)
    assert list(Evidence.objects.values_list("name", flat=True)) == ["验收报告.pdf"]
    assert complaints == []


def test_refused_files_say_why_and_the_others_are_kept(opened, drop, complaints):
    drop(("材料.zip", files.plain_zip()), ("图.png", b"<svg></svg>"), ("合同.pdf", files.PDF))

    expect(opened.locator('#uploads li[data-state="refused"]')).to_have_count(2)
    expect(opened.locator("#uploads")).to_contain_text("“材料.zip”没有上传：扩展名是“.zip”，内容是ZIP压缩包")
    expect(opened.locator("#uploads")).to_contain_text("内容却是SVG图形")
    expect(opened.locator(".evidence-files tbody")).to_have_count(1)
    assert complaints == []


def test_from_the_indicator_and_back(opened, page, complaints, assessment, drop):
    indicator = Indicator.objects.get(name="招商活动场次")
    page.get_by_role("navigation", name="自评各部分").get_by_text("绩效目标与指标").click()
    clip = page.locator(f"#indicator-{indicator.pk} .paperclip")
    expect(clip).to_contain_text("0")
    clip.click()
    expect(page.locator(".chosen")).to_contain_text("正在为“招商活动场次”选择材料")
    drop(("活动照片.png", files.png()))
    expect(counter(page)).to_have_text("1/2")
    pick = page.get_by_role("checkbox", name="“活动照片.png”用于“招商活动场次”")
    expect(pick).to_be_checked()
    pick.uncheck()
    expect(counter(page)).to_have_text("0/2")
    pick.check()
    expect(counter(page)).to_have_text("1/2")

    page.get_by_role("link", name="回到该指标").click()
    expect(page.locator(f"#indicator-{indicator.pk} .paperclip")).to_contain_text("1")
    assert complaints == []


def test_only_what_has_no_file_is_listed_when_asked(opened, page, drop):
    page.locator(".evidence-indicators").get_by_role("link", name="“引进重点企业数”").click()
    drop(("合同.pdf", files.PDF))
    page.get_by_label("只看未附材料的").check()

    expect(page.locator(".evidence-indicators").get_by_text("引进重点企业数", exact=True)).to_be_hidden()
    expect(page.locator(".evidence-indicators").get_by_text("招商活动场次", exact=True)).to_be_visible()


def test_a_session_that_expired_keeps_the_file_to_be_sent_again(
    opened, page, drop, sign_in_here, preparer, live_server
):
    page.context.clear_cookies(name="sessionid")
    drop(("合同.pdf", files.PDF))
    row = page.locator("#uploads li")
    expect(row).to_have_attribute("data-state", "failed")
    expect(row).to_contain_text(re.compile("登录已过期|没有上传"))

    other = page.context.new_page()
    other.goto(f"{live_server.url}/accounts/login/")
    sign_in_here(preparer, other)
    other.get_by_role("heading", name="工作台").wait_for()
    row.get_by_role("button", name="重试").click()
    expect(row).to_have_attribute("data-state", "done")


def test_the_reviewer_reads_what_was_frozen(
    opened, page, drop, sign_in, reviewer, preparer, assessment, live_server, complaints
):
    page.locator(".evidence-indicators").get_by_role("link", name="“引进重点企业数”").click()
    drop(("现场照片.png", files.png(40, 30)))
    expect(counter(page)).to_have_text("1/2")
    factories.explain_everything(assessment)
    submission = factories.submission(assessment, by=preparer)

    sign_in(reviewer)
    page.goto(f"{live_server.url}/submissions/{submission.pk}/")
    expect(page.locator(".evidence-counter")).to_contain_text("2个指标中1个已有佐证")
    page.locator(".evidence-links a").click()
    expect(page.locator(".preview-picture")).to_be_visible()
    assert page.locator(".preview-picture").evaluate(SIZE) == [40, 30]
    expect(page.locator(".proves")).to_contain_text("引进重点企业数")
    assert complaints == []


def test_without_scripts_files_are_handed_in_and_tied(
    new_context, live_server, sign_in_here, preparer, assessment
):
    """Plain forms: a chooser, a button, check boxes, a button."""
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/accounts/login/?next=/assessments/{assessment.pk}/evidence/")
    sign_in_here(preparer, page)
    one = {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": files.PDF}
    two = {"name": "材料.zip", "mimeType": "application/zip", "buffer": files.plain_zip()}
    page.locator("#files").set_input_files([one, two])
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("“合同.pdf”已上传。")
    expect(page.locator(".messages")).to_contain_text("“材料.zip”没有上传")
    page.get_by_role("link", name="关联到指标：合同.pdf").click()
    page.get_by_role("checkbox", name="招商活动场次").check()
    page.get_by_role("button", name="保存关联").click()
    expect(page.locator("#proven")).to_have_text("1个")
