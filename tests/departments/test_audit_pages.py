"""审计: only the 审计管理员 reads the record, narrowed and paged, in sentences, and takes it out."""

import ast
import csv
import io
import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from departments import audit
from departments.audit import capture, images, reading, words
from departments.models import AuditEvent, ChangedField, FieldChange, Indicator, User
from reports.views import audit as exporting
from tests import factories

pytestmark = pytest.mark.slow


LIST = reverse("departments:audit")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def auditor(authority):
    return factories.member(authority, "audit_admin", username="shenji", name="审计管理员")


@pytest.fixture
def events(preparer, stranger, assessment):
    """An edit, a sign-in and a refusal."""
    with transaction.atomic():
        change = audit.change("招商引资专项", "年初预算数（元）", "5", "6")
        audit.record("edit", by=preparer, target="预算执行", assessment=assessment, changes=[change])
        audit.record("sign_in", by=stranger, target="linju")
        audit.record("denied", by=stranger, target="POST /x/", result="denied")
        audit.record("sign_in_failed", by=None, target="未登记的用户名", result="denied")


def numbers(response):
    return [event.number for event in response.context["page"].events]


def asked(client, **query):
    return numbers(client.get(LIST, query))


@pytest.mark.parametrize("person", ["preparer", "head", "reviewer", "manager"])
@pytest.mark.parametrize(
    "address",
    [
        LIST,
        f"{LIST}1/",
        reverse("reports:audit_export", args=["csv"]),
        reverse("reports:audit_export", args=["xlsx"]),
    ],
)
def test_nobody_else_reads_it(request, signed_in, events, person, address):
    response = signed_in(request.getfixturevalue(person)).get(address)

    assert response.status_code == 403
    assert AuditEvent.objects.last().target == f"查看 {address}"


def test_the_system_administrator_does_not_read_it(signed_in, authority, events):
    assert signed_in(factories.member(authority, "system_admin")).get(LIST).status_code == 403


def test_a_superuser_does_not_read_it(signed_in, events):
    assert signed_in(User.objects.create_superuser("root", name="系统")).get(LIST).status_code == 403


def test_who_is_not_signed_in_signs_in(client, db):
    assert client.get(LIST).status_code == 302


def test_the_list_speaks_in_sentences(signed_in, auditor, events):
    text = signed_in(auditor).get(LIST).content.decode()

    assert "“招商引资专项”的年初预算数（元）由“5”改为“6”" in text
    assert "东湖区商务局 填报人" in text
    assert "越权被拒" in text
    assert f'href="{LIST}"' in text


def test_an_event_in_full(signed_in, auditor, preparer, assessment):
    with transaction.atomic():
        audit.record("edit", by=None, target="已有的数据")
        Indicator.objects.filter(name="招商活动场次").update(method="at_most")
        audit.record("edit", by=preparer, target="绩效目标与指标", assessment=assessment)

    text = signed_in(auditor).get(f"{LIST}2/").content.decode()

    assert "修改指标（编号" in text
    assert ">评分方法</th><td>≥ 正向</td><td>≤ 反向</td>" in text
    assert AuditEvent.objects.get(number=2).hash in text


def test_what_is_not_there_is_not_found(signed_in, auditor, events):
    client = signed_in(auditor)

    assert [client.get(f"{LIST}{n}/").status_code for n in (99, 10**30)] == [404, 404]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [4, 3, 2, 1]),
        ({"person": "外单位"}, [3, 2]),
        ({"person": "tianbao"}, [1]),
        ({"person": "系统"}, [4]),
        ({"person": "未登录者"}, []),
        ({"department": "商务局"}, [1]),
        ({"department": "420111302"}, [3, 2]),
        ({"department": "没有的局"}, []),
        ({"verb": "denied"}, [3]),
        ({"result": "denied"}, [4, 3]),
        ({"target": "预算"}, [1]),
        ({"field": "年初预算数（元）"}, [1]),
        ({"field": "年初预算数（元）", "verb": "sign_in"}, []),
        ({"since": timezone.localdate().isoformat()}, [4, 3, 2, 1]),
        ({"until": (timezone.localdate() - timedelta(days=1)).isoformat()}, []),
        ({"person": "外单位", "verb": "sign_in"}, [2]),
    ],
)
def test_the_list_is_narrowed(signed_in, auditor, events, query, found):
    assert asked(signed_in(auditor), **query) == found


@pytest.mark.parametrize(
    "query",
    [
        {"since": "昨天"},
        {"target": "\0预算"},
        {"verb": "x"},
        {"field": "没有的字段"},
        {"since": "2026-02-02", "until": "2026-01-01"},
    ],
)
def test_what_cannot_be_understood_is_said(signed_in, auditor, events, query):
    response = signed_in(auditor).get(LIST, query)

    assert (response.status_code, numbers(response)) == (422, [])
    assert 'role="alert"' in response.content.decode()


def test_pages_are_next_to_an_event(signed_in, auditor, events, monkeypatch):
    monkeypatch.setattr(reading, "ROWS", 2)
    client = signed_in(auditor)

    assert asked(client) == [4, 3]
    assert asked(client, before=3) == [2, 1]
    assert asked(client, after=2) == [4, 3]
    assert asked(client, before="x", after="9" * 40) == [4, 3]
    page = client.get(LIST, {"before": 3}).context["page"]
    assert (page.has_newer, page.has_older) == (True, False)


def test_another_authority_is_out_of_sight(signed_in, events):
    elsewhere = factories.authority("西山区财政局", code="530112")
    auditor = factories.member(elsewhere, "audit_admin")

    assert asked(signed_in(auditor)) == [4]


def test_an_auditor_further_down_sees_what_lies_below(signed_in, department, events):
    assert asked(signed_in(factories.member(department, "audit_admin"))) == [1]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_is_a_fixed_number_of_queries(
    signed_in, auditor, preparer, assessment, count, django_assert_num_queries
):
    with transaction.atomic():
        for number in range(count):
            audit.record("edit", by=preparer, target=f"{number}", assessment=assessment)
    client = signed_in(auditor)

    with django_assert_num_queries(6):  # session, person, roles, notices, fields, events
        client.get(LIST)


def test_the_fields_of_the_record_are_offered(signed_in, auditor, events):
    text = signed_in(auditor).get(LIST).content.decode()

    assert '<option value="年初预算数（元）">年初预算数（元）</option>' in text


def test_an_event_of_rows_only_is_found_by_the_columns_it_altered(signed_in, auditor, preparer, assessment):
    with transaction.atomic():
        audit.record("edit", by=None, target="已有的数据")
        Indicator.objects.filter(name="招商活动场次").update(method="at_most")
        audit.record("edit", by=preparer, target="绩效目标与指标", assessment=assessment)

    assert asked(signed_in(auditor), field="评分方法") == [2]


def test_an_event_is_found_by_each_of_its_fields_once(signed_in, auditor, preparer, assessment):
    with transaction.atomic():
        fields = ("执行数（元）", "备注", "备注", "很长的字段" * 60)
        changes = [audit.change("招商引资专项", name, None, "6") for name in fields]
        audit.record("edit", by=preparer, target="预算执行", assessment=assessment, changes=changes)
    client = signed_in(auditor)

    assert [asked(client, field=name[:200]) for name in fields] == [[1]] * 4


def test_events_of_before_get_their_fields_by_the_migration(assessment, preparer, events):
    with transaction.atomic():
        Indicator.objects.filter(name="招商活动场次").update(method="at_most")
        audit.record("edit", by=preparer, target="绩效目标与指标", assessment=assessment)
    kept = set(FieldChange.objects.values_list("event", "at", "field__name"))
    FieldChange.objects.all().delete()
    ChangedField.objects.all().delete()

    import_module("departments.migrations.0046_fill_fields_of_the_record").fill(apps, None)

    assert kept
    assert set(FieldChange.objects.values_list("event", "at", "field__name")) == kept


def test_the_page_of_a_field_is_a_fixed_number_of_queries(
    signed_in, auditor, preparer, assessment, events, django_assert_num_queries
):
    with transaction.atomic():
        for number in range(30):
            change = audit.change("招商引资专项", "年初预算数（元）", number, number + 1)
            audit.record("edit", by=preparer, target="预算执行", assessment=assessment, changes=[change])
    client = signed_in(auditor)

    with django_assert_num_queries(7):  # and the field that was chosen
        client.get(LIST, {"field": "年初预算数（元）"})


def exported(client, extension, **query):
    return client.get(reverse("reports:audit_export", args=[extension]), query)


def test_csv_holds_what_the_filter_leaves_and_is_recorded(signed_in, auditor, events):
    response = exported(signed_in(auditor), "csv", person="tianbao")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))

    assert dict(zip(head, row, strict=True))["变更"] == "“招商引资专项”的年初预算数（元）由“5”改为“6”"
    assert "attachment" in response["Content-Disposition"]
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor, event.reason) == ("export", auditor, "人员：tianbao")


def test_csv_text_is_never_a_formula(signed_in, auditor, preparer, events):
    with transaction.atomic():
        audit.record("edit", by=preparer, target="=HYPERLINK(1)")

    text = b"".join(exported(signed_in(auditor), "csv").streaming_content).decode()

    assert ",'=HYPERLINK(1)," in text


def test_excel_holds_the_same(signed_in, auditor, events):
    response = exported(signed_in(auditor), "xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active

    assert [cell.value for cell in sheet["A"]] == ["序号", "4", "3", "2", "1"]
    assert AuditEvent.objects.last().verb == "export"


def test_excel_is_never_cut_in_silence(signed_in, auditor, events, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)

    response = exported(signed_in(auditor), "xlsx")

    assert response.status_code == 422
    assert "放不进一个Excel文件" in response.content.decode()


def recorded_verbs():
    """Every verb that the code names where it records."""
    for path in [*(ROOT / "departments").rglob("*.py"), *(ROOT / "reports").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("record", "_record", "_note") and isinstance(node.args[0].value, str):
                    yield node.args[0].value


def test_every_column_of_the_record_has_a_chinese_name():
    unnamed = {
        f"{model._meta.model_name}.{field.name}"
        for model in capture.business_models().values()
        if model._meta.app_label == "departments" and not model._meta.auto_created
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in capture.HIDDEN.get(model._meta.model_name, ())
        if not re.search(r"[\u4e00-\u9fff]|^SHA-256$", images.label(field))
    }

    assert unnamed == set()


def test_every_verb_has_a_name():
    assert set(recorded_verbs()) - set(words.VERBS) == set()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"row": "甲", "field": "单位", "old": "家", "new": "个"}, "“甲”的单位由“家”改为“个”"),
        ({"row": "甲", "field": "单位", "old": None, "new": "个"}, "“甲”的单位填为“个”"),
        ({"row": "甲", "field": "单位", "old": "家", "new": None}, "“甲”的单位由“家”改为空"),
        ({"row": "甲", "field": "整行", "old": "名称：甲", "new": None}, "删除“甲”（名称：甲）"),
        ({"row": "甲", "field": "整行", "old": None, "new": "甲"}, "新增“甲”"),
    ],
)
def test_a_change_is_a_sentence(change, sentence):
    assert words.sentence(change) == sentence
