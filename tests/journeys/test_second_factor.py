"""A second factor in the browser: an app, recovery codes, a security key; all by the keyboard."""

from urllib.parse import parse_qs

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from departments import second_factor
from tests.second_factors import code_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def key(page):
    """A security key of the browser's own: one can take its answer away."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    made = cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True,
                     "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    return lambda: cdp.send("WebAuthn.getCredentials", {"authenticatorId": made["authenticatorId"]})


@pytest.fixture
def begin(page, live_server, sign_in_here):
    def as_person(person):
        page.goto(live_server.url + reverse("login"))
        sign_in_here(person)

    return as_person


def test_an_app_is_bound_and_signs_in_once_per_code(
    page, begin, reviewer, settings, sign_in_here, complaints, live_server
):
    settings.SECOND_FACTOR = "reviewers"
    begin(reviewer)
    expect(page.get_by_role("alert")).to_contain_text("您的角色要求双因素登录")
    page.get_by_role("link", name="绑定验证器应用").press("Enter")
    secret = page.locator("#secret").inner_text()
    assert page.locator("img.qr").evaluate("x => x.naturalWidth") > 0
    page.get_by_label("应用中显示的6位数字").fill("123")
    page.keyboard.press("Enter")
    expect(page.get_by_text("验证码不对。请核对手机时间是否准确")).to_be_visible()
    page.get_by_label("应用中显示的6位数字").fill(code_of(secret))
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    codes = page.locator(".codes li").all_inner_texts()
    page.get_by_role("link", name="我已保存").click()
    expect(page.locator(".factors")).to_contain_text("还有10个没有用过")

    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/accounts/login/")
    sign_in_here(reviewer)
    box = page.get_by_label("验证码或恢复码")
    expect(box).to_be_focused()
    box.fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("验证码不对或已用过")
    box.fill(code_of(secret, later=1))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()

    for is_first in (True, False):
        page.get_by_role("button", name="退出登录").click()
        page.wait_for_url("**/accounts/login/")
        sign_in_here(reviewer)
        box.fill(codes[0])
        page.keyboard.press("Enter")
        if is_first:
            expect(page.get_by_role("heading", name="工作台")).to_be_visible()
            continue
        break
    expect(page.get_by_role("alert")).to_contain_text("验证码不对或已用过")
    assert complaints == []


def test_a_security_key_is_bound_and_signs_in(
    page, begin, reviewer, preparer, settings, sign_in_here, key, complaints
):
    settings.SECOND_FACTOR = "reviewers"
    begin(reviewer)
    page.get_by_role("link", name="绑定安全密钥").press("Enter")
    page.get_by_label("名称").fill("办公室蓝色密钥")
    page.get_by_role("button", name="绑定安全密钥").press("Enter")
    page.wait_for_url("**/second-factor/codes/")
    assert [second_factor.called(x) for x in second_factor.of(reviewer)] == ["安全密钥（办公室蓝色密钥）"]
    assert len(key()["credentials"]) == 1

    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/accounts/login/")
    sign_in_here(reviewer)
    page.get_by_role("button", name="使用安全密钥").press("Enter")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    assert complaints == []


def test_a_key_that_is_bound_already_is_said_so(page, begin, preparer, key, live_server):
    begin(preparer)
    for number in (1, 2):
        page.goto(live_server.url + reverse("second_factor_key"))
        page.get_by_role("button", name="绑定安全密钥").click()
        if number == 1:
            page.wait_for_url("**/second-factor/codes/")
    expect(page.locator("[role=status]").last).to_have_text("这个安全密钥已经绑定过了。")
    assert second_factor.of(preparer).count() == 1


def test_the_key_of_another_person_is_refused(page, begin, preparer, head, key, live_server, sign_in_here):
    begin(preparer)
    page.goto(live_server.url + reverse("second_factor_key"))
    page.get_by_role("button", name="绑定安全密钥").click()
    page.wait_for_url("**/second-factor/codes/")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/accounts/login/")
    sign_in_here(preparer)
    with page.expect_request(lambda x: x.method == "POST" and "second" in x.url) as sent:
        page.get_by_role("button", name="使用安全密钥").click()
    answer = parse_qs(sent.value.post_data)["answer"][0]
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/accounts/login/")

    secret = second_factor.new_secret()
    second_factor.add_app(secret, code_of(secret), by=head)
    begin(head)
    page.locator("#id_answer").evaluate("(box, value) => { box.value = value; }", answer)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("没有认出这个安全密钥")
