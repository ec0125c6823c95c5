"""The database itself keeps the audit record: nothing in it changes, goes or is replaced."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from departments import audit
from departments.audit import guards
from departments.models import AuditEvent

UPDATE = "UPDATE departments_auditevent SET reason = 'x' WHERE number = 2"
DELETE = "DELETE FROM departments_auditevent WHERE number = 3"
REPLACE = (
    "INSERT OR REPLACE INTO departments_auditevent ({}) SELECT {} FROM departments_auditevent "
    "WHERE number = 2"
)


@pytest.fixture
def events(preparer):
    with transaction.atomic():
        for number in range(3):
            audit.record("edit", by=preparer, target=f"第{number}次")


def execute(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", [UPDATE, DELETE])
def test_sql_past_the_application_is_refused(events, sql):
    with pytest.raises(IntegrityError, match="append-only"):
        execute(sql)

    assert AuditEvent.objects.count() == 3


@pytest.fixture(params=[True, False])
def recursive_triggers(request, db):
    """What the connection asked for; another program asks for nothing."""
    if connection.vendor == "sqlite":
        execute(f"PRAGMA recursive_triggers = {int(request.param)}")
    yield
    if connection.vendor == "sqlite":
        execute("PRAGMA recursive_triggers = ON")


@pytest.mark.parametrize("key", ["id", "number", "hash", "previous_hash"])
def test_insert_or_replace_is_refused(events, key, recursive_triggers):
    """Whichever unique column is the same."""
    if connection.vendor != "sqlite":
        assert "REPLACE" not in guards._POSTGRESQL.replace("CREATE OR REPLACE", "")  # has no such statement
        return
    columns = [x.column for x in AuditEvent._meta.concrete_fields]
    chosen = {"id": "900", "number": "900", "hash": "'x'", "previous_hash": "'y'"} | {key: key}
    values = [chosen.get(name, name) for name in columns]

    with pytest.raises(IntegrityError, match="nothing is replaced"):
        execute(REPLACE.format(", ".join(columns), ", ".join(values)))
    assert AuditEvent.objects.filter(number__lte=3).count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["departments_auditevent", "departments_assessment CASCADE"])
def test_truncate_is_refused(events, table):
    with pytest.raises(DatabaseError, match="append-only: TRUNCATE refused"):
        execute(f"TRUNCATE {table}")

    assert AuditEvent.objects.count() == 3


def test_the_guards_are_there(db):
    assert guards.missing(connection) == []


@pytest.mark.slow
def test_a_migration_brings_back_what_was_lost(db):
    with connection.cursor() as cursor:
        table = " ON departments_auditevent" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {guards.NAMES[connection.vendor][0]}{table}")
    assert guards.missing(connection) == [guards.NAMES[connection.vendor][0]]

    call_command("migrate", verbosity=0)

    assert guards.missing(connection) == []
