"""The interface for other programs: by token, its scope and its kinds; the same figures; read only."""

import contextlib
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from departments import api_clients, assessment_file, queries, spending
from departments.models import ApiClient, AuditEvent
from perfeval.wsgi import application
from tests import factories

pytestmark = pytest.mark.django_db
EVERY_KIND = list(ApiClient.Kind.values)


def token_for(department, by, kinds=EVERY_KIND, name="大数据平台", days=30):
    ends = timezone.localdate() + timedelta(days=days)
    return api_clients.make(name=name, department=department, kinds=kinds, ends=ends, by=by)[1]


@pytest.fixture
def token(authority, manager):
    return token_for(authority, manager)


@pytest.fixture
def ask(client):
    """`ask(token, "submissions", year=2025)`"""

    def asked(token, path, **query):
        return client.get(f"/api/{path}?{urlencode(query)}", headers={"authorization": f"Bearer {token}"})

    return asked


# --- fuzzed ----------------------------------------------------------------------------------


@pytest.fixture
def _open_connection():
    """As Django's own test client does: the end of a request does not close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("_open_connection")
def test_schemathesis_finds_nothing(published, token, monkeypatch):
    """Every address with what fits its description and what does not: nothing undescribed comes back."""
    monkeypatch.setattr(django_settings, "API_PER_MINUTE", 10**6)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    headers = {"Authorization": f"Bearer {token}"}
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 7

    for operation in operations:
        for mode in schemathesis.GenerationMode:

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(max_examples=25, deadline=None, database=None, derandomize=True,
                      suppress_health_check=list(HealthCheck))  # fmt: skip
            def fuzz(case):
                case.call_and_validate(headers=headers)

            with contextlib.suppress(Unsatisfiable):  # nothing about it can be wrong
                fuzz()


# --- tokens ----------------------------------------------------------------------------------


@pytest.mark.variations
@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer x", "Bearer 绩效", "Basic eDp4", "Bearer \x00"])
def test_without_a_valid_token_nothing_is_told(client, published, token, header):
    for path in ("years", "departments", "assessments", "submissions", "results"):
        answer = client.get(f"/api/{path}", headers={"authorization": header} if header else {})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert "没有有效的令牌" in answer.json()["detail"]


def test_a_signed_in_person_needs_a_token_too(signed_in, manager, published):
    assert signed_in(manager).get("/api/submissions").status_code == 401


def test_a_token_ends_on_its_day_and_when_it_is_revoked(ask, authority, manager, token):
    ended = token_for(authority, manager, name="到期", days=-1)
    assert ask(ended, "years").status_code == 401
    assert ask(token, "years").status_code == 200

    api_clients.revoke(ApiClient.objects.get(name="大数据平台"), by=manager)
    assert ask(token, "years").status_code == 401


def test_the_token_itself_is_kept_nowhere(authority, manager, token):
    rows = str(list(ApiClient.objects.values())) + str(list(AuditEvent.objects.values()))

    assert token.removeprefix(api_clients.PREFIX) not in rows
    assert ApiClient.objects.get().token_sha256 not in str(list(AuditEvent.objects.values_list("rows")))


def test_a_token_reads_only_its_kinds(ask, published, authority, manager):
    results = token_for(authority, manager, ["results"])

    assert ask(results, "results").json()["count"] == 1
    for path in ("assessments", "submissions", f"submissions/{published.submissions.get().pk}"):
        assert ask(results, path).status_code == 403
    assert "不能读取“送审稿" in ask(results, "submissions").json()["detail"]


def test_a_token_reads_only_its_part_of_the_tree(ask, published, other_department, manager):
    other = token_for(other_department, manager)
    row = published.submissions.get()

    assert [ask(other, x).json()["count"] for x in ("assessments", "submissions", "results")] == [0, 0, 0]
    assert ask(other, f"submissions/{row.pk}").status_code == 404
    assert ask(other, f"submissions/{row.pk}/document/pdf").status_code == 404
    assert [x["code"] for x in ask(other, "departments").json()["items"]] == [other_department.code]
    assert ask(other, "years").json()["count"] == 1


def test_another_authority_sees_nothing(ask, published):
    elsewhere = factories.authority("西湖区财政局", code="420112")
    token = token_for(elsewhere, factories.member(elsewhere, "manager"))

    for path in ("years", "assessments", "submissions", "results"):
        assert ask(token, path).json()["count"] == 0


def test_a_draft_shows_its_progress_and_nothing_else(ask, token, assessment):
    (row,) = ask(token, "assessments").json()["items"]

    assert (row["status"], row["department"]["name"]) == ("draft", "东湖区商务局")
    assert ask(token, "submissions").json()["count"] == 0


def test_too_many_requests_are_told_to_wait(ask, token, settings, monkeypatch):
    """Counted in the database, for all processes together; written down once."""
    settings.API_PER_MINUTE = 2
    monkeypatch.setattr(spending, "_now", lambda: 1_000_000)
    answers = [ask(token, "years") for _ in range(3)]

    answers.append(ask(token, "years"))

    assert [x.status_code for x in answers] == [200, 200, 429, 429]
    event = AuditEvent.objects.get(verb="denied")
    assert (event.target, event.reason) == ("接口客户端 大数据平台", "请求过于频繁")
    assert int(answers[2]["Retry-After"]) > 0
    assert "过于频繁" in answers[2].json()["detail"]


# --- figures ---------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_assessment_file_and_the_page(ask, token, published, signed_in, manager):
    row = published.submissions.get()
    told = ask(token, f"submissions/{row.pk}").json()

    assert told["facts"] == assessment_file.dump(queries.facts_of(row))
    assert told["scorecards"] == row.scorecards
    assert (told["total"], told["grade"], told["sha256"]) == ("77.00", "中", row.sha256)
    page = signed_in(manager).get(row.get_absolute_url()).content.decode()
    assert told["total"] in page
    assert told["execution_rate"] in page
    (listed,) = ask(token, "submissions", year=2025, department="420111301").json()["items"]
    assert listed == {name: told[name] for name in listed}
    (result,) = ask(token, "results").json()["items"]
    assert {x: result[x] for x in ("total", "grade", "budget", "execution_rate")} == {
        x: told[x] for x in ("total", "grade", "budget", "execution_rate")
    }


def test_the_documents_are_those_of_the_page(ask, token, published, signed_in, manager, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    row = published.submissions.get()
    links = ask(token, f"submissions/{row.pk}").json()["documents"]
    assert set(links) == {"pdf", "docx", "xlsx"}

    answer = ask(token, links["xlsx"].removeprefix("/api/"))
    assert answer.content == signed_in(manager).get(
        reverse("reports:document", args=[row.pk, "xlsx"])
    ).content  # fmt: skip


def test_pages_of_a_list_hold_every_row_once(ask, token, authority, fiscal_year):
    for _ in range(5):
        factories.assessment(factories.department(parent=authority), fiscal_year)

    pages = [ask(token, "assessments", page=x, size=2).json() for x in (1, 2, 3, 4)]
    assert [len(x["items"]) for x in pages] == [2, 2, 1, 0]
    assert len({y["id"] for x in pages for y in x["items"]}) == 5


@pytest.mark.parametrize(
    "query", [{"page": 0}, {"size": 501}, {"page": "1e400"}, {"year": 3000}, {"department": "a'\x00"}]
)
def test_wrong_questions_are_told_in_chinese(ask, token, query):
    answer = ask(token, "assessments", **query)

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(f"参数不对：{next(iter(query))}。")


@pytest.mark.variations
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", ["assessments", "submissions", "departments", "results", "years"])
def test_a_list_asks_a_fixed_number_of_questions(
    ask, token, authority, fiscal_year, path, count, django_assert_max_num_queries, preparer
):
    for _ in range(count):
        row = factories.complete_assessment(factories.department(parent=authority), fiscal_year)
        factories.submission(row, by=factories.member(row.department, "preparer"))
    ask(token, path)
    with django_assert_max_num_queries(6):
        ask(token, path)


def test_the_list_of_submissions_leaves_what_is_frozen_where_it_is(ask, token, published):
    with CaptureQueriesContext(connection) as queries:
        (listed,) = ask(token, "submissions").json()["items"]

    assert listed["execution_rate"] == published.submissions.get().scorecard["execution_rate"]
    assert not [x["sql"] for x in queries if '"facts"' in x["sql"] or '"scorecards"' in x["sql"]]


# --- the audit record ------------------------------------------------------------------------


def test_reading_is_noted_once_an_hour_and_kind(ask, token, published):
    before = AuditEvent.objects.count()
    for _ in range(3):
        ask(token, "submissions")
    ask(token, "results")

    noted = list(AuditEvent.objects.order_by("pk").values_list("verb", "target"))[before:]
    assert noted == [
        ("export", "接口客户端 大数据平台：送审稿（数据、评分、校验结果）"),
        ("export", "接口客户端 大数据平台：已公开的结果"),
    ]


def test_a_misspelt_condition_is_refused(ask, token):
    answer = ask(token, "assessments", deparment="420111301")

    assert (answer.status_code, answer.json()) == (422, {"detail": "没有这样的参数：deparment。"})


def test_nothing_can_be_written(client, token, published):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)("/api/submissions", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 405


# --- the pages -------------------------------------------------------------------------------


def form_of(authority, **values):
    ends = timezone.localdate() + timedelta(days=30)
    return {"name": "审计局", "department": authority.name, "kinds": ["results"], "ends": ends} | values


def test_a_manager_makes_a_client_and_sees_its_token_once(signed_in, ask, manager, authority):
    browser = signed_in(manager)
    address = reverse("departments:api_client_list")
    page = browser.post(address, form_of(authority))
    token = page.context["token"]

    assert token in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert ask(token, "results").status_code == 200
    assert token not in browser.get(address).content.decode()
    event = AuditEvent.objects.get(verb="api_client")
    assert [x["field"] for x in event.changes] == ["范围", "内容", "有效期至"]

    asked = browser.get(address).content.decode()
    assert asked.index("停用后令牌立即失效，不能恢复") < asked.index("确定停用")
    browser.post(reverse("departments:api_client_revoke", args=[ApiClient.objects.get().pk]))
    assert ask(token, "results").status_code == 401
    assert AuditEvent.objects.filter(verb="api_client").count() == 2


def test_the_form_offers_a_year(signed_in, manager):
    page = signed_in(manager).get(reverse("departments:api_client_list")).content.decode()

    ends = timezone.localdate() + timedelta(days=365)
    assert f'value="{ends:%Y-%m-%d}"' in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kinds": []}, "请至少选择一项内容"),
        ({"department": "西湖区财政局"}, "没有编码或全称为“西湖区财政局”的部门"),
        ({"ends": "2000-01-01"}, "有效期应从今天起，最长一年"),
        ({"name": ""}, "这个字段是必填项"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(signed_in, manager, authority, values, said):
    factories.authority("西湖区财政局", code="420112")
    answer = signed_in(manager).post(reverse("departments:api_client_list"), form_of(authority, **values))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ApiClient.objects.exists()


def test_the_same_name_is_not_given_twice(signed_in, manager, authority):
    browser, address = signed_in(manager), reverse("departments:api_client_list")
    browser.post(address, form_of(authority))

    assert "已有同名的客户端" in browser.post(address, form_of(authority)).content.decode()
    assert ApiClient.objects.count() == 1


def test_the_security_administrator_revokes_and_makes_none(signed_in, security_admin, authority, token):
    browser, address = signed_in(security_admin), reverse("departments:api_client_list")
    assert "建立客户端" not in browser.get(address).content.decode()
    assert browser.post(address, form_of(authority)).status_code == 403

    client = ApiClient.objects.get()
    assert browser.post(reverse("departments:api_client_revoke", args=[client.pk])).status_code == 302
    client.refresh_from_db()
    assert client.revoked_at is not None


@pytest.mark.variations
@pytest.mark.parametrize("person", ["preparer", "head", "reviewer", "auditor"])
def test_nobody_else_manages_clients(signed_in, request, person, token):
    browser = signed_in(request.getfixturevalue(person))

    assert browser.get(reverse("departments:api_client_list")).status_code == 403
    pk = ApiClient.objects.get().pk
    assert browser.post(reverse("departments:api_client_revoke", args=[pk])).status_code == 403
