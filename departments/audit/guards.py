"""Triggers that make the audit record append-only, whatever program connects to the database."""

from typing import Any

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION departments_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit record is append-only: % refused.', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON departments_auditevent
    FOR EACH ROW EXECUTE FUNCTION departments_audit_refuse();
CREATE OR REPLACE TRIGGER audit_never_truncated BEFORE TRUNCATE ON departments_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION departments_audit_refuse();
"""

_SQLITE = {
    "audit_never_updated": "BEFORE UPDATE ON departments_auditevent BEGIN "
    "SELECT RAISE(ABORT, 'The audit record is append-only: UPDATE refused.'); END",
    "audit_never_deleted": "BEFORE DELETE ON departments_auditevent BEGIN "
    "SELECT RAISE(ABORT, 'The audit record is append-only: DELETE refused.'); END",
    # INSERT OR REPLACE fires no delete trigger unless the connection asked for recursive triggers
    "audit_never_replaced": "BEFORE INSERT ON departments_auditevent WHEN EXISTS ("
    "SELECT 1 FROM departments_auditevent WHERE id = NEW.id OR number = NEW.number OR hash = NEW.hash "
    "OR previous_hash = NEW.previous_hash) BEGIN "
    "SELECT RAISE(ABORT, 'The audit record is append-only: the chain never forks, nothing is replaced.');"
    " END",
}

NAMES = {"postgresql": ("audit_append_only", "audit_never_truncated"), "sqlite": tuple(_SQLITE)}
"""Database → the triggers that must be there."""
_PRESENT = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def install(connection: Any) -> None:
    """Make the triggers that are missing."""
    if not missing(connection):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
        for name, rule in _SQLITE.items() if connection.vendor == "sqlite" else ():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {rule}")


def missing(connection: Any) -> list[str]:
    """Triggers that are not there, or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in NAMES[connection.vendor] if name not in present]
