"""部门和用户导入: preview with every problem by cell, all or nothing, first passwords told once."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from departments import passwords
from departments.models import AuditEvent, Department, Membership, User
from tests import factories

pytestmark = pytest.mark.usefixtures("read_here")

HEADS = {
    "部门": ("编码", "名称", "类型", "上级编码", "重点单位", "在用", "并入编码"),
    "用户": ("用户名", "姓名", "职务", "部门编码", "角色"),
}
BUREAU = ("420111400", "东湖区民政局", "预算部门", "420111", "是", "是", "")
CENTRE = ("420111400.1", "救助站", "二级单位", "420111400", "", "", "")
CLERK = ("minzheng", "王五", "会计", "420111400", "填报人、负责人")


def table(departments=(), people=()) -> bytes:
    book, content = Workbook(), BytesIO()
    book.remove(book.active)
    for title, rows in (("部门", departments), ("用户", people)):
        sheet = book.create_sheet(title)
        for row in (HEADS[title], *rows):
            sheet.append(row)
    book.save(content)
    return content.getvalue()


def send(client, content):
    return client.post(reverse("reports:enrolment"), {"file": SimpleUploadedFile("表.xlsx", content)})


def confirm(client, preview):
    key = re.search(r'name="once" value="([0-9a-f]{32})"', preview.content.decode())
    data = {"kept": preview.context["kept"], "once": key[1] if key else ""}
    return client.post(reverse("reports:enrolment_confirm"), data)


def places_of(answer) -> dict[str, str]:
    return {place: message for place, _, message in answer.context["problems"]}


@pytest.fixture
def client_of_manager(signed_in, manager):
    return signed_in(manager)


def test_the_template_has_drop_downs_and_what_is_there(client_of_manager, department):
    book = load_workbook(BytesIO(client_of_manager.get(reverse("reports:enrolment_template")).content))

    sheet = book["部门"]
    assert [x.value for x in sheet[1]] == list(HEADS["部门"])
    assert [x.value for x in sheet[3]][:4] == ["420111301", "东湖区商务局", "预算部门", "420111"]
    assert {str(x.sqref)[0] for x in sheet.data_validations.dataValidation} == {"C", "E", "F"}


def test_the_template_as_it_is_changes_nothing(client_of_manager, department):
    content = client_of_manager.get(reverse("reports:enrolment_template")).content

    preview = send(client_of_manager, content)

    assert (preview.status_code, preview.context["outcome"].changes) == (200, [])


def test_the_preview_keeps_nothing(client_of_manager, authority):
    preview = send(client_of_manager, table([CENTRE, BUREAU], [CLERK]))

    outcome = preview.context["outcome"]
    assert (outcome.new_departments, len(outcome.passwords), outcome.granted) == (2, 1, 2)
    assert not Department.objects.filter(code="420111400").exists()
    assert not User.objects.filter(username="minzheng").exists()


def test_once_confirmed_everything_is_there_and_the_passwords_are_told(client, client_of_manager, authority):
    answer = confirm(client_of_manager, send(client_of_manager, table([CENTRE, BUREAU], [CLERK])))

    username, name, password = list(load_workbook(BytesIO(answer.content)).active.values)[1]
    assert Department.objects.get(code="420111400.1").path == "420111/420111400/420111400.1/"
    assert Department.objects.get(code="420111400").is_key is True
    person = User.objects.get(username="minzheng")
    assert (username, name) == ("minzheng", "王五")
    assert person.check_password(password)
    assert passwords.reason_for_a_new_one(person) == passwords.GIVEN
    assert set(person.memberships.values_list("role", flat=True)) == {"preparer", "head"}
    event = AuditEvent.objects.last()
    assert event.verb == "enrol"
    assert password not in str(event.changes) + event.rows


def test_every_problem_is_told_by_cell_and_nothing_is_kept(client_of_manager, department):
    departments = [
        BUREAU, ("小写", "", "机关", "999", "也许", "", ""), ("420111400", "重复", "", "420111", "", "", ""),
        ("420111500", "东湖区商务局", "", "420111", "", "", ""),
    ]  # fmt: skip
    people = [
        ("", "无名", "", "", ""),
        ("wang", "", "", "999", "皇帝"),
        ("li", "李四", "", "420111", "系统管理员"),
    ]

    answer = send(client_of_manager, table(departments, people))

    assert answer.status_code == 422
    places = places_of(answer)
    assert {"部门!C3", "部门!D3", "部门!E3", "部门!A4", "部门!B5"} <= places.keys()
    assert {"用户!A2", "用户!B3", "用户!D3", "用户!E3", "用户!E4"} <= places.keys()
    assert confirm(client_of_manager, answer).status_code == 409
    assert not Department.objects.filter(code="420111400").exists()


def test_renaming_and_merging_come_in_by_the_table(client_of_manager, department, other_department):
    rows = [
        ("420111301", "东湖区投资促进局", "预算部门", "420111", "否", "是", ""),
        ("420111302", "东湖区教育局", "预算部门", "420111", "否", "否", "420111301"),
    ]

    confirm(client_of_manager, send(client_of_manager, table(rows)))

    department.refresh_from_db()
    other_department.refresh_from_db()
    assert department.name == "东湖区投资促进局"
    assert (other_department.is_active, other_department.merged_into) == (False, department)


def test_a_blank_cell_leaves_a_department_as_it_is(client_of_manager, department):
    Department.objects.filter(pk=department.pk).update(kind="unit", is_key=True, is_active=False)
    row = ("420111301", "东湖区投资促进局", "", "", "", "", "")

    confirm(client_of_manager, send(client_of_manager, table([row])))

    department.refresh_from_db()
    kept = department.kind, department.is_key, department.is_active, department.parent.code
    assert (department.name, *kept) == ("东湖区投资促进局", "unit", True, False, "420111")


def test_a_blank_cell_of_a_new_department_is_the_usual(client_of_manager, authority):
    row = ("420111400", "东湖区民政局", "", "420111", "", "", "")

    confirm(client_of_manager, send(client_of_manager, table([row])))

    made = Department.objects.get(code="420111400")
    assert (made.kind, made.is_key, made.is_active) == ("department", False, True)


def test_rows_in_a_circle_are_all_told(client_of_manager, authority):
    rows = [
        ("420111501", "甲", "", "420111502", "", "", ""),
        ("420111502", "乙", "", "420111501", "", "", ""),
    ]

    assert "部门!D2" in places_of(send(client_of_manager, table(rows)))


@pytest.mark.slow
def test_departments_that_stay_cost_no_look_at_the_database(
    client_of_manager, department, other_department, django_assert_max_num_queries
):
    content = client_of_manager.get(reverse("reports:enrolment_template")).content
    for number in range(40):
        factories.department(f"第{number}局", code=f"4201116{number:02}", parent=department.parent)
    longer = client_of_manager.get(reverse("reports:enrolment_template")).content
    with CaptureQueriesContext(connection) as few:
        send(client_of_manager, content)

    with django_assert_max_num_queries(len(few)):
        answer = send(client_of_manager, longer)

    assert answer.context["outcome"].changes == []


def test_a_parent_renamed_in_the_table_is_no_change_below_it(client_of_manager, department):
    factories.department("招商中心", code="420111301.1", kind="unit", parent=department)
    rows = [
        ("420111301", "东湖区投资促进局", "", "", "", "", ""),
        ("420111301.1", "招商中心", "", "420111301", "", "", ""),
    ]

    outcome = send(client_of_manager, table(rows)).context["outcome"]

    assert [x["field"] for x in outcome.changes] == ["名称"]


def test_a_second_click_says_where_the_passwords_went(client_of_manager, authority):
    preview = send(client_of_manager, table([BUREAU], [CLERK]))
    confirm(client_of_manager, preview)
    person = User.objects.get(username="minzheng")

    again = confirm(client_of_manager, preview)

    said = again.content.decode()
    assert again.status_code == 409
    assert "第一次已经导入，没有再次写入" in said
    assert reverse("admin:auth_user_password_change", args=[person.pk]) in said
    assert AuditEvent.objects.filter(verb="enrol").count() == 1
    assert User.objects.get(username="minzheng").password == person.password


def test_a_second_click_without_new_accounts_is_just_told(client_of_manager, authority):
    preview = send(client_of_manager, table([BUREAU]))
    confirm(client_of_manager, preview)

    again = confirm(client_of_manager, preview)

    assert again.url == reverse("reports:enrolment")
    assert AuditEvent.objects.filter(verb="enrol").count() == 1


def test_who_is_there_keeps_the_password_and_gains_a_role(client_of_manager, preparer, department):
    before = preparer.password

    row = ("tianbao", "填报人", "科员", "420111301", "负责人")
    answer = confirm(client_of_manager, send(client_of_manager, table(people=[row])))

    preparer.refresh_from_db()
    assert answer.status_code == 302
    assert preparer.password == before
    assert Membership.objects.filter(user=preparer).count() == 2


def test_a_name_taken_elsewhere_tells_nothing(client_of_manager, department):
    stranger = factories.member(factories.authority("西湖区财政局"), "reviewer", username="xihu")

    answer = send(client_of_manager, table(people=[("xihu", "某人", "", "420111301", "填报人")]))

    assert places_of(answer) == {"用户!A2": "用户名已被占用，请换一个。"}
    assert stranger.name not in answer.content.decode()


def test_nothing_outside_ones_own_tree(client_of_manager, department):
    away = factories.authority("西湖区财政局", code="420222")

    answer = send(client_of_manager, table([("420222900", "新局", "", away.code, "", "", "")]))

    assert "部门!D2" in places_of(answer)


def test_the_system_administrator_makes_accounts_without_roles(signed_in, authority, department):
    admin = factories.member(authority, "system_admin")
    client = signed_in(admin)

    refused = send(client, table(people=[("zhao", "赵六", "", "420111301", "填报人")]))
    taken = send(client, table(people=[("zhao", "赵六", "", "", "")]))

    assert places_of(refused) == {"用户!E2": "您不能授予“填报人”。"}
    assert taken.status_code == 200


@pytest.mark.parametrize("kept", ["", "x", "eyJ4IjoxfQ:1:2"])
def test_what_was_not_shown_is_not_taken(client_of_manager, authority, kept):
    answer = client_of_manager.post(reverse("reports:enrolment_confirm"), {"kept": kept}, follow=True)

    assert "预览已过期" in answer.content.decode()


def test_another_file_is_refused_in_words(client_of_manager, authority):
    content = BytesIO()
    Workbook().save(content)

    answer = send(client_of_manager, content.getvalue())

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_a_preparer_is_refused(signed_in, preparer):
    assert signed_in(preparer).get(reverse("reports:enrolment")).status_code == 403


@pytest.mark.parametrize("days", [0, -1])
def test_a_role_that_has_ended_is_renewed(client_of_manager, preparer, department, days):
    ends = timezone.localdate() + timedelta(days=days)
    preparer.memberships.update(ends=ends)
    row = ("tianbao", preparer.name, "", department.code, "填报人")

    preview = send(client_of_manager, table(people=[row]))
    confirm(client_of_manager, preview)

    told = [(x["old"], x["new"]) for x in preview.context["outcome"].changes]
    assert told == ([] if days == 0 else [(f"截止{ends}", f"{department} 填报人")])
    assert preparer.memberships.get().ends == (ends if days == 0 else None)


def test_a_role_of_a_firm_is_not_made_the_authoritys_own(client_of_manager, authority):
    expert = factories.of_firm(factories.firm(authority), username="zhuanjia")
    expert.memberships.update(ends=timezone.localdate() - timedelta(days=1))
    row = ("zhuanjia", expert.name, "", authority.code, "审核人")

    told = places_of(send(client_of_manager, table(people=[row])))

    assert list(told.values()) == ["“zhuanjia”已是第三方机构“公正会计师事务所”的审核人，请在用户页修改。"]
    assert expert.memberships.get().ends is not None
