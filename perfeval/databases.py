"""How a database is opened."""

import sys
from typing import Any

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",  # else reading and then writing fails with "locked"
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA recursive_triggers=ON;"  # INSERT OR REPLACE then fires delete triggers too
    ),
}


def opened(found: dict[str, Any]) -> dict[str, Any]:
    """What DATABASE_URL says, with how we open it; where it is unreadable, what needs none still works."""
    engine = found.get("ENGINE", "")
    if not engine.startswith("django.db.backends."):
        sys.stderr.write(
            "DATABASE_URL cannot be read; expected sqlite:///FILE or postgres://USER:PASSWORD@HOST/DB\n"
        )
        return {"ENGINE": "django.db.backends.dummy"}
    if engine.endswith("sqlite3"):
        return found | {"OPTIONS": SQLITE_OPTIONS}
    if engine.endswith("postgresql"):
        return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return found
