"""设置: what a 财政管理员 sets up without code, what stays out of reach, and what is written down."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from departments.models import (
    Assessment,
    AuditEvent,
    Department,
    Extension,
    FiscalYear,
    Membership,
    Outline,
    ScoringScheme,
    User,
)
from departments.years import issuing
from tests import factories

pytestmark = pytest.mark.slow


MODELS = ("department", "user", "fiscalyear", "scoringscheme", "outline")


def page(model, view, *args):
    return reverse(f"admin:departments_{model}_{view}", args=args)


def errors_of(response):
    """Everything the page says is wrong."""
    context = response.context_data
    found = [*context["errors"]]
    return " ".join(map(str, found))


def rows(prefix, *values, initial=0):
    """The management form and rows of an inline."""
    data = {
        f"{prefix}-TOTAL_FORMS": len(values),
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for i, row in enumerate(values):
        data |= {f"{prefix}-{i}-{name}": value for name, value in row.items()}
    return data


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root", name="系统", password=factories.PASSWORD)


@pytest.fixture
def elsewhere(db):
    """Another authority with a department and its preparer."""
    authority = factories.authority("西山区财政局", code="530112")
    department = factories.department("西山区商务局", code="530112301", parent=authority)
    factories.member(department, "preparer", username="xishan")
    return department


# --- who gets in ------------------------------------------------------------------------------


def test_signed_out_people_sign_in_on_the_one_sign_in_page(client, db):
    response = client.get(reverse("admin:index"))

    assert response.status_code == 302
    assert client.get(response.url).url == f"{reverse('login')}?next=%2Fadmin%2F"


@pytest.mark.parametrize("name", ["preparer", "head", "reviewer", "stranger"])
def test_other_roles_are_refused(signed_in, request, name):
    client = signed_in(request.getfixturevalue(name))

    assert client.get(reverse("admin:index"), follow=True).status_code == 403


@pytest.mark.parametrize("name", ["manager", "superuser"])
@pytest.mark.parametrize("model", MODELS)
def test_lists_and_forms_open(signed_in, request, fiscal_year, department, name, model):
    client = signed_in(request.getfixturevalue(name))
    rows_of = {
        "department": department,
        "user": factories.member(department, "head"),
        "fiscalyear": fiscal_year,
        "scoringscheme": fiscal_year.scheme,
        "outline": fiscal_year.outline,
    }

    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(page(model, "changelist") + "?q=1").status_code == 200
    assert client.get(page(model, "add")).status_code == 200
    assert client.get(page(model, "change", rows_of[model].pk)).status_code == 200
    assert client.get(page(model, "delete", rows_of[model].pk)).status_code in (200, 403)


def test_a_manager_without_the_role_any_more_is_refused_on_the_next_request(signed_in, manager):
    client = signed_in(manager)
    assert client.get(reverse("admin:index")).status_code == 200

    manager.memberships.update(ends=timezone.localdate() - timedelta(days=1))

    assert client.get(reverse("admin:index"), follow=True).status_code == 403


# --- departments ------------------------------------------------------------------------------


def test_a_department_is_added_below_and_written_down(signed_in, manager, authority):
    client = signed_in(manager)
    data = {"code": "420111900", "name": "东湖区统计局", "kind": "department", "parent": authority.pk,
            "is_active": "on"}  # fmt: skip

    response = client.post(page("department", "add"), data)

    assert response.status_code == 302
    added = Department.objects.get(code="420111900")
    assert added.path == "420111/420111900/"
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.target) == ("set_up_add", manager, "部门 东湖区统计局")
    assert {x["field"]: x["new"] for x in event.changes} == {
        "编码": "420111900", "名称": "东湖区统计局", "类型": "department", "上级": "东湖区财政局",
        "重点单位": "否", "在用": "是",
    }  # fmt: skip


def test_a_change_is_written_down_old_and_new(signed_in, manager, department):
    data = {
        "code": department.code, "name": "东湖区商务和投资促进局", "kind": "department",
        "parent": department.parent_id, "is_active": "on",
    }  # fmt: skip

    signed_in(manager).post(page("department", "change", department.pk), data)

    event = AuditEvent.objects.get()
    assert event.verb == "set_up_change"
    assert event.changes == [
        {
            "row": "东湖区商务和投资促进局", "field": "名称", "old": "东湖区商务局",
            "new": "东湖区商务和投资促进局",
        }
    ]  # fmt: skip


def test_saving_without_a_change_writes_nothing_down(signed_in, manager, department):
    data = {name: getattr(department, name) for name in ("code", "name", "kind")} | {
        "parent": department.parent_id, "is_active": "on",
    }  # fmt: skip

    assert signed_in(manager).post(page("department", "change", department.pk), data).status_code == 302

    assert AuditEvent.objects.count() == 0


def test_a_manager_sees_the_own_subtree_only(signed_in, manager, department, elsewhere):
    client = signed_in(manager)

    listed = client.get(page("department", "changelist")).content.decode()

    assert department.name in listed
    assert elsewhere.name not in listed
    assert client.get(page("department", "change", elsewhere.pk)).status_code == 302
    assert client.post(page("department", "delete", elsewhere.pk), {"post": "yes"}).status_code == 302
    assert Department.objects.filter(pk=elsewhere.pk).exists()


def test_the_own_authority_is_set_up_from_above(signed_in, manager, authority):
    data = {"code": "999999", "name": "改名", "kind": "authority", "parent": ""}

    assert signed_in(manager).post(page("department", "change", authority.pk), data).status_code == 403


def test_a_department_goes_nowhere_else(signed_in, manager, department, elsewhere):
    data = {"code": department.code, "name": department.name, "kind": "department"}
    client = signed_in(manager)

    for parent in (elsewhere.pk, elsewhere.parent_id, ""):
        response = client.post(page("department", "change", department.pk), data | {"parent": parent})
        assert response.status_code == 200
        assert errors_of(response) != ""


BAD_DEPARTMENTS = {
    "name with NUL": {"name": "局\x00"},
    "code with NUL": {"code": "1\x00"},
    "long code": {"code": "1" * 31},
    "long name": {"name": "局" * 101},
    "code with a slash": {"code": "1/2"},
    "small letters": {"code": "abc"},
    "kind unknown": {"kind": "king"},
    "parent no number": {"parent": "x"},
    "parent huge": {"parent": "9" * 30},
    "parent itself": {"parent": "self"},
    "parent below": {"parent": "below"},
    "no parent": {"parent": ""},
    "code taken": {"code": "420111302"},
    "name taken": {"name": "东湖区教育局"},
}


@pytest.mark.parametrize("person", ["manager", "superuser"])
@pytest.mark.parametrize("case", BAD_DEPARTMENTS)
def test_wrong_departments_are_told_never_saved(
    signed_in, request, department, other_department, person, case
):
    below = factories.department("下属单位", kind="unit", parent=department)
    bad = dict(BAD_DEPARTMENTS[case])
    bad["parent"] = {"self": department.pk, "below": below.pk}.get(
        bad.get("parent"), bad.get("parent", department.parent_id)
    )
    good = {"code": department.code, "name": department.name, "kind": "department"}

    response = signed_in(request.getfixturevalue(person)).post(
        page("department", "change", department.pk), good | bad
    )

    assert response.status_code == 200
    assert errors_of(response) != ""
    assert AuditEvent.objects.count() == 0


def test_who_has_filed_stays_below_the_authority(signed_in, superuser, assessment, elsewhere):
    department = assessment.department
    data = {
        "code": department.code, "name": department.name, "kind": "department",
        "parent": elsewhere.parent_id,
    }  # fmt: skip

    response = signed_in(superuser).post(page("department", "change", department.pk), data)

    assert "不能移出东湖区财政局" in errors_of(response)


def test_what_is_referred_to_is_not_deleted(signed_in, manager, assessment):
    department = assessment.department

    response = signed_in(manager).post(page("department", "delete", department.pk), {"post": "yes"})

    assert response.status_code == 200
    assert response.context["protected"] != []
    assert Department.objects.filter(pk=department.pk).exists()


def test_a_deletion_lists_what_went_with_it(signed_in, manager, department, preparer):
    signed_in(manager).post(page("department", "delete", department.pk), {"post": "yes"})

    event = AuditEvent.objects.get()
    assert (event.verb, event.target) == ("set_up_delete", "部门 东湖区商务局")
    assert [x["old"] for x in event.changes] == ["部门 东湖区商务局", "角色 东湖区商务局 填报人"]


def test_deleting_from_the_list_is_written_down_too(signed_in, manager, department, other_department):
    data = {
        "action": "delete_selected", "_selected_action": [department.pk, other_department.pk],
        "post": "yes",
    }  # fmt: skip

    signed_in(manager).post(page("department", "changelist"), data)

    assert Department.objects.count() == 1
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["set_up_delete"] * 2


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("model", MODELS)
def test_lists_take_a_fixed_number_of_queries(
    signed_in, manager, authority, fiscal_year, django_assert_max_num_queries, model, count
):
    for i in range(count):
        factories.member(factories.department(parent=authority), "head")
        factories.fiscal_year(authority, year=2010 + i)
    client = signed_in(manager)

    with django_assert_max_num_queries(14):
        client.get(page(model, "changelist"))


def test_a_filter_that_no_database_takes_is_refused(signed_in, manager):
    listed = signed_in(manager).get(page("department", "changelist"), {"kind__exact": "a\0b"})

    assert listed.status_code == 400


def test_autocomplete_offers_the_subtree_only(signed_in, manager, department, elsewhere):
    query = {"app_label": "departments", "model_name": "department", "field_name": "parent", "term": "商务"}

    found = signed_in(manager).get(reverse("admin:autocomplete"), query).json()

    assert [x["text"] for x in found["results"]] == [department.name]


# --- people -----------------------------------------------------------------------------------

PERSON = {
    "username": "xinren", "name": "新人", "post": "会计", "usable_password": "true",
    "password1": "Dong-Hu-2026", "password2": "Dong-Hu-2026",
}  # fmt: skip


def test_a_person_is_added_with_a_role_and_may_sign_in(signed_in, client, manager, department):
    role = rows("memberships", {"department": department.pk, "role": "preparer", "ends": ""})

    response = signed_in(manager).post(page("user", "add"), PERSON | role)

    assert response.status_code == 302
    added = User.objects.get(username="xinren")
    assert [str(m) for m in added.memberships.all()] == ["东湖区商务局 填报人"]
    assert added.check_password("Dong-Hu-2026")
    event = AuditEvent.objects.get()
    assert event.verb == "set_up_add"
    assert "Dong-Hu-2026" not in json.dumps(event.changes)
    assert {"row": "新人", "field": "密码", "old": None, "new": "已设置"} in event.changes
    assert {
        "row": "东湖区商务局 填报人",
        "field": "整行",
        "old": None,
        "new": "东湖区商务局 填报人",
    } in event.changes


def test_a_person_needs_a_role(signed_in, manager, department):
    response = signed_in(manager).post(page("user", "add"), PERSON | rows("memberships"))

    assert response.status_code == 200
    assert not User.objects.filter(username="xinren").exists()


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "king"])
def test_administrators_roles_are_not_given_here(signed_in, manager, department, role):
    given = rows("memberships", {"department": department.pk, "role": role, "ends": ""})

    assert signed_in(manager).post(page("user", "add"), PERSON | given).status_code == 200

    assert not User.objects.filter(username="xinren").exists()


def test_roles_are_given_in_the_own_subtree_only(signed_in, manager, elsewhere):
    given = rows("memberships", {"department": elsewhere.pk, "role": "head", "ends": ""})

    assert signed_in(manager).post(page("user", "add"), PERSON | given).status_code == 200

    assert not User.objects.filter(username="xinren").exists()


ACCOUNT = {"username": "tianbao", "name": "填报人", "post": "科员", "email": "", "is_active": "on"}


def test_forged_rights_are_not_taken(signed_in, manager, preparer):
    forged = {"is_superuser": "on", "is_staff": "on", "groups": "1", "user_permissions": "1"}
    role = preparer.memberships.get()
    kept = {"id": role.pk, "user": preparer.pk, "department": role.department_id, "role": "preparer"}

    response = signed_in(manager).post(
        page("user", "change", preparer.pk), ACCOUNT | forged | rows("memberships", kept, initial=1)
    )

    assert response.status_code == 302
    preparer.refresh_from_db()
    assert (preparer.is_superuser, preparer.is_staff) == (False, False)
    assert (preparer.groups.count(), preparer.user_permissions.count()) == (0, 0)


def test_people_elsewhere_and_superusers_are_out_of_reach(signed_in, manager, superuser, elsewhere):
    Membership.objects.create(user=superuser, department=manager.memberships.get().department, role="head")
    client = signed_in(manager)

    for person in (superuser, User.objects.get(username="xishan")):
        assert client.get(page("user", "change", person.pk)).status_code == 302
        assert client.post(page("user", "delete", person.pk), {"post": "yes"}).status_code == 302
        response = client.post(
            reverse("admin:auth_user_password_change", args=[person.pk]),
            {"password1": "Dong-Hu-2026", "password2": "Dong-Hu-2026"},
        )
        assert response.status_code in (302, 403, 404)
        person.refresh_from_db()
        assert not person.check_password("Dong-Hu-2026")
    assert User.objects.filter(username__in=["root", "xishan"]).count() == 2


def test_the_account_of_who_also_works_elsewhere_stays(signed_in, manager, department, elsewhere):
    person = User.objects.get(username="xishan")
    here = Membership.objects.create(user=person, department=department, role="head")
    there = person.memberships.get(department=elsewhere)
    kept = {"id": here.pk, "user": person.pk, "department": department.pk, "role": "reviewer"}
    client = signed_in(manager)

    changed = client.post(
        page("user", "change", person.pk),
        {"username": "taken", "name": "改名", "is_active": ""} | rows("memberships", kept, initial=1),
    )
    forged = client.post(
        page("user", "change", person.pk),
        rows("memberships", kept | {"id": there.pk}, initial=1),
    )
    password = client.post(
        reverse("admin:auth_user_password_change", args=[person.pk]),
        {"password1": "Dong-Hu-2026", "password2": "Dong-Hu-2026"},
    )

    assert (changed.status_code, forged.status_code, password.status_code) == (302, 200, 403)
    person.refresh_from_db()
    assert (person.username, person.name, person.is_active) == ("xishan", "张三", True)
    assert {str(m) for m in person.memberships.all()} == {"东湖区商务局 审核人", "西山区商务局 填报人"}


def test_nobody_gives_roles_to_themselves(signed_in, manager, department):
    own = manager.memberships.get()
    data = {"username": "guanli", "name": "财政管理员", "post": "科长", "is_active": "on"}
    given = rows(
        "memberships",
        {"id": own.pk, "user": manager.pk, "department": own.department_id, "role": "manager"},
        {"user": manager.pk, "department": department.pk, "role": "preparer"},
        initial=1,
    )

    signed_in(manager).post(page("user", "change", manager.pk), data | given)

    assert [str(m) for m in manager.memberships.all()] == ["东湖区财政局 财政管理员"]


def test_a_password_is_reset_and_never_written_down(signed_in, manager, preparer):
    response = signed_in(manager).post(
        reverse("admin:auth_user_password_change", args=[preparer.pk]),
        {"usable_password": "true", "password1": "Dong-Hu-2026", "password2": "Dong-Hu-2026"},
    )

    assert response.status_code == 302
    preparer.refresh_from_db()
    assert preparer.check_password("Dong-Hu-2026")
    event = AuditEvent.objects.get()
    assert (event.target, event.changes) == (
        "用户 填报人",
        [{"row": "填报人", "field": "密码", "old": None, "new": "已设置"}],
    )


BAD_PEOPLE = {
    "username with NUL": {"username": "a\x00b"},
    "long name": {"name": "名" * 51},
    "name with NUL": {"name": "名\x00"},
    "username taken": {"username": "guanli"},
    "role twice": {"memberships-TOTAL_FORMS": "2"},
    "end no date": {"memberships-0-ends": "2026-13-45"},
    "department no number": {"memberships-0-department": "x"},
    "department huge": {"memberships-0-department": "9" * 30},
    "role NUL": {"memberships-0-role": "\x00"},
    "no management form": {"memberships-TOTAL_FORMS": "x"},
    "no password": {"password1": "", "password2": ""},
}


@pytest.mark.parametrize("case", BAD_PEOPLE)
def test_wrong_people_are_told_never_saved(signed_in, manager, department, case):
    role = {"department": department.pk, "role": "preparer", "ends": ""}
    data = PERSON | rows("memberships", role, role)
    if case != "role twice":
        data["memberships-TOTAL_FORMS"] = "1"

    response = signed_in(manager).post(page("user", "add"), data | BAD_PEOPLE[case])

    assert response.status_code == 200
    assert AuditEvent.objects.count() == 0


def test_a_superuser_gives_every_role(signed_in, superuser, department):
    role = rows("memberships", {"department": department.pk, "role": "audit_admin", "ends": ""})

    assert signed_in(superuser).post(page("user", "add"), PERSON | role).status_code == 302

    assert Membership.objects.get(user__username="xinren").role == "audit_admin"


# --- fiscal years -----------------------------------------------------------------------------


NO_DUTY = rows("dual_duties")


@pytest.fixture
def year_data(authority):
    return {
        "authority": authority.pk, "year": "2026", "opens": "2027-01-04", "due": "2027-03-31",
        "closes": "2027-04-30", "scheme": factories.scheme().pk,
        "project_scheme": factories.scheme("hubei-project-2020").pk, "outline": factories.outline().pk,
    }  # fmt: skip


def test_a_year_is_opened(signed_in, manager, year_data):
    response = signed_in(manager).post(page("fiscalyear", "add"), year_data | NO_DUTY | rows("extensions"))

    assert response.status_code == 302
    assert FiscalYear.objects.get().year == 2026
    assert AuditEvent.objects.get().target == "预算年度 东湖区财政局 2026年度"


BAD_YEARS = {
    "out of order": ({"due": "2027-01-01"}, "日期顺序应为"),
    "no date": ({"opens": "x"}, "日期"),
    "year": ({"year": "1999"}, "年度应在2000至2100之间"),
    "huge year": ({"year": "99999999999999999999"}, "确保该值小于或等于"),
    "negative year": ({"year": "-1"}, "0"),
    "wrong kind": ({"scheme": "project"}, "不是部门评分方案"),
    "elsewhere": ({"authority": "elsewhere"}, "选"),
    "no authority": ({"authority": "department"}, "选"),
}


@pytest.mark.parametrize("case", BAD_YEARS)
def test_wrong_years_are_told_never_saved(signed_in, manager, department, elsewhere, year_data, case):
    bad, message = BAD_YEARS[case]
    places = {
        "project": year_data["project_scheme"], "elsewhere": elsewhere.parent_id,
        "department": department.pk,
    }  # fmt: skip
    bad = {name: places.get(value, value) for name, value in bad.items()}

    response = signed_in(manager).post(
        page("fiscalyear", "add"), year_data | bad | NO_DUTY | rows("extensions")
    )

    assert response.status_code == 200
    assert message in errors_of(response)
    assert FiscalYear.objects.count() == 0


def test_an_extension_names_who_granted_it(signed_in, manager, fiscal_year, department, year_data):
    later = fiscal_year.closes + timedelta(days=10)
    extension = {"department": department.pk, "closes": later, "reason": "财务人员更换"}

    response = signed_in(manager).post(
        page("fiscalyear", "change", fiscal_year.pk),
        year_data | {"year": "2025"} | NO_DUTY | rows("extensions", extension),
    )

    assert response.status_code == 302
    granted = Extension.objects.get()
    assert (granted.department, granted.closes, granted.granted_by) == (department, later, manager)


def test_an_extension_is_for_a_department_of_the_authority(
    signed_in, superuser, fiscal_year, elsewhere, year_data
):
    extension = {"department": elsewhere.pk, "closes": "2027-05-31", "reason": "更换"}

    response = signed_in(superuser).post(
        page("fiscalyear", "change", fiscal_year.pk), year_data | NO_DUTY | rows("extensions", extension)
    )

    assert "不是东湖区财政局下属的部门" in errors_of(response)


def test_issuing_makes_what_is_missing(
    signed_in, manager, authority, fiscal_year, department, other_department
):
    factories.department("下属单位", kind="unit", parent=department)
    nested = factories.authority("街道财政所", parent=authority)
    factories.department("街道办", parent=nested)
    factories.assessment(department, fiscal_year)
    data = {"action": "issue", "_selected_action": [fiscal_year.pk]}
    client = signed_in(manager)

    said = [
        str(m) for m in client.post(page("fiscalyear", "changelist"), data, follow=True).context["messages"]
    ]
    again = [
        str(m) for m in client.post(page("fiscalyear", "changelist"), data, follow=True).context["messages"]
    ]

    assert said == ["东湖区财政局 2025年度：新建自评2个，原有1个。"]
    assert again == ["东湖区财政局 2025年度：新建自评0个，原有3个。"]
    names = Assessment.objects.values_list("department__name", flat=True)
    assert sorted(names) == ["下属单位", "东湖区商务局", "东湖区教育局"]
    event = AuditEvent.objects.get()
    assert (event.verb, [x["row"] for x in event.changes]) == ("issue", ["下属单位", "东湖区教育局"])


def test_issuing_to_a_whole_province_takes_few_queries(
    manager, authority, fiscal_year, django_assert_max_num_queries
):
    for _ in range(60):
        factories.department(parent=authority)

    with django_assert_max_num_queries(17):
        assert issuing.issue(fiscal_year, by=manager) == issuing.Issued(created=60, present=0)


def test_the_years_of_others_are_out_of_reach(signed_in, manager, elsewhere):
    year = factories.fiscal_year(elsewhere.parent)

    client = signed_in(manager)

    assert client.get(page("fiscalyear", "change", year.pk)).status_code == 302
    client.post(page("fiscalyear", "changelist"), {"action": "issue", "_selected_action": [year.pk]})
    assert Assessment.objects.count() == 0


# --- schemes and outlines ---------------------------------------------------------------------


def catalogue_data(row, **changes):
    return {"key": row.key, "title": row.title, "data": json.dumps(row.data)} | changes


def test_an_unused_scheme_is_changed(signed_in, manager):
    scheme = factories.scheme()
    data = scheme.data | {"execution_reason_below": "95"}

    response = signed_in(manager).post(
        page("scoringscheme", "change", scheme.pk), catalogue_data(scheme, data=json.dumps(data))
    )

    assert response.status_code == 302
    scheme.refresh_from_db()
    assert scheme.scheme.execution_reason_below == 95


@pytest.mark.parametrize("name", ["manager", "superuser"])
@pytest.mark.parametrize("model", ["scoringscheme", "outline"])
def test_a_used_version_is_copied_not_changed(signed_in, request, submission, name, model):
    row = submission.scheme if model == "scoringscheme" else submission.outline
    client = signed_in(request.getfixturevalue(name))
    changed = catalogue_data(row, title="另一名称")
    copied = catalogue_data(row, key="copy-2026", title="新版本", _saveasnew="1")

    refused = client.post(page(model, "change", row.pk), changed)
    saved_as_new = client.post(page(model, "change", row.pk), copied)
    deleted = client.post(page(model, "delete", row.pk), {"post": "yes"})

    assert "已被送审稿使用，不能修改" in errors_of(refused)
    assert (saved_as_new.status_code, deleted.status_code) == (302, 403)
    copy = type(row).objects.get(key="copy-2026")
    assert (copy.data["key"], copy.data["title"]) == ("copy-2026", "新版本")
    assert type(row).objects.get(pk=row.pk).title != "另一名称"


def test_a_scheme_on_which_another_authority_rests_is_not_changed(signed_in, manager, elsewhere):
    year = factories.fiscal_year(elsewhere.parent)

    response = signed_in(manager).post(
        page("scoringscheme", "change", year.scheme.pk), catalogue_data(year.scheme, title="改名")
    )

    assert "其他财政部门的预算年度正在使用" in errors_of(response)


BAD_DATA = {
    "no JSON": "{",
    "a list": "[]",
    "a text": '"x"',
    "a number": "1",
    "null": "null",
    "blank": "",
    "deep": "[" * 100_000,
    "deep object": '{"a":' * 5_000 + "1" + "}" * 5_000,
    "huge number": '{"a": ' + "9" * 5_000 + "}",
    "NaN": '{"blocks": [], "grades": NaN}',
    "infinity": '{"blocks": [], "grades": 1e999}',
    "NUL": '{"blocks": [], "a": "\\u0000"}',
    "raw NUL": '{"blocks": [], "a": "\x00"}',
    "surrogate": '{"blocks": [], "a": "\\ud800"}',
    "blocks no list": '{"blocks": {}}',
    "blocks of texts": '{"blocks": ["x"]}',
    "text without title": '{"blocks": [{"section": "a"}]}',
    "text with a bad key": '{"blocks": [{"section": ["a"], "title": "x"}]}',
    "text twice": '{"blocks": [{"section": "a", "title": "x"}, {"section": "a", "title": "x"}]}',
}


@pytest.mark.parametrize("case", BAD_DATA)
@pytest.mark.parametrize("model", ["scoringscheme", "outline"])
def test_wrong_data_is_told_never_saved(signed_in, manager, model, case):
    kind = {"scoringscheme": ScoringScheme, "outline": Outline}[model]

    response = signed_in(manager).post(
        page(model, "add"), {"key": "new-2026", "title": "新版本", "data": BAD_DATA[case]}
    )

    assert response.status_code == 200
    assert errors_of(response) != ""
    assert kind.objects.count() == 0


def test_the_summary_reads_as_words(signed_in, manager):
    scheme = factories.scheme()

    shown = signed_in(manager).get(page("scoringscheme", "change", scheme.pk)).content.decode()

    assert "预算执行率20分，绩效指标80分" in shown
    assert "优（90分起）、良（80分起）、中（60分起）、差（0分起）" in shown
