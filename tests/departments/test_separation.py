"""三员分立: the three administrators hold no other role, whoever writes, however many at once."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from departments import passwords, separation, set_up
from departments.audit import reading
from departments.models import AuditEvent, Department, Membership, User
from tests import factories

from .racing import at_once

ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")
BUSINESS = ("preparer", "head", "reviewer", "manager")
APART = [(x, y) for x in ADMINISTRATORS for y in (*ADMINISTRATORS, *BUSINESS) if x != y]
STRONG = "Dong-Hu-2026-管理"


def give(person, department, role, **values):
    """None, or that the database refused."""
    try:
        with transaction.atomic():
            Membership.objects.create(user=person, department=department, role=role, **values)
    except IntegrityError:
        return "refused"
    return None


@pytest.mark.parametrize(("one", "other"), APART)
def test_the_database_keeps_them_apart(authority, department, one, other):
    for first, second in ((one, other), (other, one)):
        person = factories.member(authority, first)
        assert give(person, department, second) == "refused"
        assert [x.role for x in person.memberships.all()] == [first]


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_the_same_role_in_two_places_is_one_kind(authority, role):
    person = factories.member(authority, role)

    assert give(person, factories.authority("外地财政局"), role) is None


def test_business_roles_go_together(authority, department):
    person = factories.member(department, *BUSINESS)

    assert person.memberships.count() == 4


@pytest.mark.parametrize(("days", "answer"), [(0, "refused"), (-1, None)], ids=["today", "yesterday"])
def test_a_role_counts_to_its_last_day(authority, days, answer):
    ends = timezone.localdate() + timedelta(days=days)
    person = factories.user()
    give(person, authority, "manager", ends=ends)

    assert give(person, authority, "audit_admin") == answer


def test_no_change_of_a_row_gets_round_it(authority, department):
    person = factories.member(authority, "audit_admin")
    yesterday = timezone.localdate() - timedelta(days=1)
    ended = Membership.objects.create(user=person, department=department, role="head", ends=yesterday)
    other = Membership.objects.create(user=factories.user(), department=department, role="head")
    rows = Membership.objects

    for change in (
        lambda: rows.filter(pk=ended.pk).update(ends=None),
        lambda: rows.filter(pk=other.pk).update(user=person),
        lambda: rows.bulk_create([Membership(user=person, department=authority, role="manager")]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def race(authority, department):
    """Roles that one person has after two grants at once."""
    person = factories.user()
    at_once(
        lambda: give(person, authority, "audit_admin"), lambda: give(person, department, "preparer")
    )  # fmt: skip
    return person.memberships.count()


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_grants_at_once_one_is_refused(authority, department):
    assert [race(authority, department) for _ in range(10)] == [1] * 10


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_get_through(authority, department):
    """The negative control: the trigger alone, held open long enough for the other not to be seen."""
    lock = "PERFORM 1 FROM departments_user WHERE id = NEW.user_id FOR NO KEY UPDATE;"
    without = separation._POSTGRESQL.replace(lock, "").replace(
        "RETURN NEW", "PERFORM pg_sleep(0.2); RETURN NEW"
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute(without)
        assert race(authority, department) == 2
    finally:
        separation.install(connection)


# --- the set-up pages --------------------------------------------------------------------------


def rows(*values, initial=0):
    counts = {"TOTAL_FORMS": len(values), "INITIAL_FORMS": initial, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    data = {f"memberships-{name}": value for name, value in counts.items()}
    for i, row in enumerate(values):
        data |= {f"memberships-{i}-{name}": value for name, value in row.items()}
    return data


def page(person):
    return reverse("admin:departments_user_change", args=[person.pk])


@pytest.fixture
def administrators(authority):
    return {role: factories.member(authority, role) for role in ADMINISTRATORS}


def test_a_conflicting_grant_is_refused_in_words(signed_in, administrators, department, preparer):
    own = preparer.memberships.get()
    kept = {"id": own.pk, "user": preparer.pk, "department": department.pk, "role": "preparer"}
    more = {"user": preparer.pk, "department": department.parent_id, "role": "audit_admin"}

    response = signed_in(administrators["security_admin"]).post(
        page(preparer), rows(kept, more, initial=1) | {"is_active": "on"}
    )

    assert "不能互相兼任" in response.content.decode()
    assert preparer.memberships.count() == 1


def test_the_security_administrator_grants_and_locks_and_changes_no_account(
    signed_in, administrators, department
):
    person = factories.user("新人", username="xinren")
    given = rows({"user": person.pk, "department": department.pk, "role": "head"})

    response = signed_in(administrators["security_admin"]).post(
        page(person), given | {"username": "gaiming", "name": "改名"}
    )

    assert response.status_code == 302
    person.refresh_from_db()
    assert (person.username, person.name, person.is_active) == ("xinren", "新人", False)
    assert [str(x) for x in person.memberships.all()] == ["东湖区商务局 负责人"]


def test_nobody_grants_to_themselves(signed_in, administrators, department):
    security = administrators["security_admin"]
    own = security.memberships.get()
    kept = {"id": own.pk, "user": security.pk, "department": own.department_id, "role": "security_admin"}
    more = {"user": security.pk, "department": own.department_id, "role": "manager"}

    signed_in(security).post(page(security), rows(kept, more, initial=1))

    assert security.memberships.count() == 1


def test_the_system_administrator_makes_accounts_and_gives_no_roles(signed_in, administrators, department):
    client = signed_in(administrators["system_admin"])
    role = rows({"department": department.pk, "role": "manager", "ends": ""})
    account = {"username": "xinren", "name": "新人", "password1": STRONG, "password2": STRONG}

    response = client.post(reverse("admin:departments_user_add"), account | role)

    assert response.status_code == 302
    person = User.objects.get(username="xinren")
    assert not person.memberships.exists()
    assert client.get(page(person)).status_code == 200


@pytest.mark.parametrize("role", ["security_admin", "audit_admin"])
def test_the_system_administrator_takes_no_other_administrators_account(signed_in, administrators, role):
    other = administrators[role]
    password = reverse("admin:auth_user_password_change", args=[other.pk])
    client = signed_in(administrators["system_admin"])

    assert client.post(password, {"password1": STRONG, "password2": STRONG}).status_code == 403
    client.post(page(other), {"username": "taken", "name": "改名"})
    other.refresh_from_db()
    assert other.username != "taken"
    assert not other.check_password(STRONG)


@pytest.mark.parametrize("role", ["system_admin", "security_admin"])
def test_a_person_with_several_roles_is_listed_once_and_opens(signed_in, authority, department, head, role):
    Membership.objects.create(user=head, department=authority, role="reviewer")
    Membership.objects.create(user=head, department=department, role="preparer")
    client = signed_in(factories.member(authority, role, username="guanli9"))

    listed = client.get("/admin/departments/user/", {"q": head.username})

    assert [row.pk for row in listed.context["cl"].result_list] == [head.pk]
    assert client.get(f"/admin/departments/user/{head.pk}/change/").status_code == 200


def test_administrators_see_no_business_data(administrators, approved):
    from departments import access

    for person in administrators.values():
        assert not access.visible_assessments(person).exists()
        assert not access.tracked_assessments(person).exists()


def test_with_three_administrators_the_manager_gives_no_roles(
    signed_in, settings, manager, department, preparer
):
    settings.THREE_ADMINISTRATORS = True
    client = signed_in(manager)

    assert set_up.grants(manager) == ()
    assert client.get(page(preparer)).status_code == 403
    assert client.get(reverse("admin:departments_user_add")).status_code == 403
    assert client.get(reverse("admin:departments_department_add")).status_code == 403
    assert client.get(reverse("admin:departments_department_changelist")).status_code == 200
    assert client.get(reverse("admin:departments_fiscalyear_changelist")).status_code == 200


def test_whose_log_is_whose(administrators, department, preparer):
    from departments import audit

    with transaction.atomic():
        for person in (preparer, *administrators.values()):
            audit.record("set_up_change", by=person, target="x")

    def seen(role):
        return {x.actor for x in reading.visible(administrators[role])}

    assert seen("security_admin") == {preparer}
    assert seen("audit_admin") == {preparer, *administrators.values()}
    assert not reading.may_read(administrators["system_admin"])


# --- the first three ---------------------------------------------------------------------------


def create(monkeypatch, *usernames, password=STRONG, **options):
    for name in ("SYSTEM", "SECURITY", "AUDIT"):
        monkeypatch.setenv(f"PERFEVAL_{name}_PASSWORD", password)
    names = dict(zip(("system", "security", "audit"), usernames, strict=True))
    call_command("create_administrators", authority="420111", **names, **options)


def test_the_first_three_need_no_superuser(db, monkeypatch):
    create(monkeypatch, "xitong", "anquan", "shenji", authority_name="东湖区财政局")

    roles = {str(x.user.username): x.role for x in Membership.objects.all()}
    assert roles == {"xitong": "system_admin", "anquan": "security_admin", "shenji": "audit_admin"}
    system = User.objects.get(username="xitong")
    assert system.check_password(STRONG)
    assert passwords.reason_for_a_new_one(system) == passwords.GIVEN
    assert not User.objects.filter(is_superuser=True).exists()
    event = AuditEvent.objects.get()
    assert [x["new"] for x in event.changes] == [
        "东湖区财政局 系统管理员", "东湖区财政局 安全管理员", "东湖区财政局 审计管理员",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("usernames", "options", "told"),
    [
        (("a", "a", "b"), {"authority_name": "东湖区财政局"}, "三个不同的人"),
        (("a", "b", "c"), {}, "没有编码为420111"),
        (("a", "b", "c"), {"authority_name": "东湖区财政局", "password": "123"}, "密码"),
        (("a", "b", "坏 名"), {"authority_name": "东湖区财政局"}, "用户名"),
    ],
)
def test_what_is_wrong_makes_nobody(db, monkeypatch, usernames, options, told):
    with pytest.raises(CommandError, match=told):
        create(monkeypatch, *usernames, **options)

    assert not User.objects.exists()
    assert not Department.objects.exists()
