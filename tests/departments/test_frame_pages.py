"""Sign-in, sign-out, refusals: in Chinese, and each says what to do."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.either_database


def test_signing_in_leads_to_the_desk_or_to_where_one_was_going(client, preparer, assessment):
    from tests.factories import PASSWORD

    data = {"username": preparer.username, "password": PASSWORD}
    assert client.post("/accounts/login/", data).url == "/"
    client.logout()
    target = f"/assessments/{assessment.pk}/budget/"
    assert client.post("/accounts/login/", data | {"next": target}).url == target
    client.logout()
    assert client.post("/accounts/login/", data | {"next": "https://example.com/"}).url == "/"


def test_a_wrong_password_keeps_the_name_and_says_nothing_more(client, preparer):
    for name in (preparer.username, "nobody"):
        page = client.post("/accounts/login/", {"username": name, "password": "x"}).content.decode()
        assert "用户名或密码不正确" in page
        assert f'value="{name}"' in page


def test_signing_out_is_a_post(signed_in, preparer):
    client = signed_in(preparer)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").url == "/accounts/login/"


def test_the_head_shows_the_person_the_roles_and_no_more_than_they_may(signed_in, preparer, manager):
    page = signed_in(preparer).get("/").content.decode()
    assert "东湖区商务局 填报人" in page
    assert ">设置</a>" not in page
    assert ">设置</a>" in signed_in(manager).get("/").content.decode()


def test_what_does_not_exist_says_what_to_do(signed_in, preparer):
    response = signed_in(preparer).get("/assessments/999/")
    assert response.status_code == 404
    assert "回到工作台" in response.content.decode()


def test_what_is_not_allowed_says_what_to_do(signed_in, head, assessment):
    response = signed_in(head).post(f"/assessments/{assessment.pk}/submit/")
    assert response.status_code == 403
    assert "您不能进行这项操作" in response.content.decode()


def test_a_failure_says_what_to_do(client, signed_in, preparer, monkeypatch):
    client = signed_in(preparer)
    client.raise_request_exception = False
    monkeypatch.setattr("departments.views.desk.access.entry_assessments", None)
    response = client.get("/")
    assert response.status_code == 500
    assert "系统出错了" in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/reviews/", "/assessments/1/", "/submissions/1/"])
def test_nobody_sees_anything_unsigned(path, client, db):
    assert client.get(path).url == f"/accounts/login/?next={path}"


@pytest.mark.parametrize(
    ("name", "below"),
    [
        ("reports:batch_list", "总览"), ("departments:sample_list", "审核"),
        ("departments:scheme_list", "年度"), ("departments:outline_list", "年度"),
        ("departments:api_client_list", "设置"), ("departments:webhook_list", "设置"),
        ("reports:enrolment", "设置"),
    ],
)  # fmt: skip
def test_a_page_below_another_marks_it_in_the_navigation(signed_in, manager, fiscal_year, name, below):
    page = signed_in(manager).get(reverse(name)).content.decode()

    assert f'aria-current="page">{below}</a>' in page
