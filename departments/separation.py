"""三员分立: who holds one of the three administrators' roles holds no other kind of role.

Kept by triggers, so that no program and no race gets past it. Roles that have ended no longer count.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from .models import Membership

ADMINISTRATORS: tuple[str, ...] = (
    Membership.Role.SYSTEM_ADMIN,
    Membership.Role.SECURITY_ADMIN,
    Membership.Role.AUDIT_ADMIN,
)
REFUSAL = (
    "系统管理员、安全管理员、审计管理员不能互相兼任，也不能兼任业务角色；"
    "请先撤销原有角色并保存，再授予新角色。"
)

_NAMES = ", ".join(f"'{role}'" for role in ADMINISTRATORS)
_CONFLICT = (
    "EXISTS (SELECT 1 FROM departments_membership held WHERE held.user_id = NEW.user_id "
    "AND held.id {differs} NEW.id AND held.role <> NEW.role "
    "AND (held.ends IS NULL OR held.ends >= {today}) AND (NEW.ends IS NULL OR NEW.ends >= {today}) "
    "AND (held.role IN ({administrators}) OR NEW.role IN ({administrators})))"
)
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION departments_separate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- two grants at once: the second waits here and then sees the first
    PERFORM 1 FROM departments_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF CONFLICT THEN
        RAISE EXCEPTION 'The three administrators hold no other role.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER roles_are_separate BEFORE INSERT OR UPDATE ON departments_membership
    FOR EACH ROW EXECUTE FUNCTION departments_separate();
""".replace(
    "CONFLICT",
    _CONFLICT.format(
        differs="IS DISTINCT FROM",
        today="(now() AT TIME ZONE 'Asia/Shanghai')::date",
        administrators=_NAMES,
    ),
)
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS roles_are_separate_{event} BEFORE {event} ON departments_membership WHEN "
    + _CONFLICT.format(differs="IS NOT", today="date('now', '+8 hours')", administrators=_NAMES)
    + " BEGIN SELECT RAISE(ABORT, 'The three administrators hold no other role.'); END"
)


def install(connection: Any) -> None:
    """Make the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
            return
        for event in ("INSERT", "UPDATE"):
            cursor.execute(_SQLITE.format(event=event))


def drop(connection: Any) -> None:
    """Make way for a migration of the table. PostgreSQL's stays."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for event in ("INSERT", "UPDATE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS roles_are_separate_{event}")


def conflict(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether one person may not hold a role of the one together with a role of the other."""
    pairs = ((x, y) for x in one for y in other if x != y)
    return any(x in ADMINISTRATORS or y in ADMINISTRATORS for x, y in pairs)


def in_force(membership: Membership) -> bool:
    """True while the role counts."""
    return membership.ends is None or membership.ends >= timezone.localdate()
