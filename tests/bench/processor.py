"""Milliseconds of the processor that something takes here and in the backend of PostgreSQL.

Others on the machine make everything take longer, but hardly cost more of it. The backend is read where it
runs on the same Linux machine; where it does not, only this process counts.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def spent(action: Callable[[], Any]) -> float:
    """One run."""
    from django.db import connection

    connection.ensure_connection()
    number = connection.connection.info.backend_pid if connection.vendor == "postgresql" else 0
    before = _here() + _of(number)
    action()
    return _here() + _of(number) - before


def _here() -> float:
    return time.process_time() * 1000


def _of(number: int) -> float:
    """Of another process, so far; 0 where that cannot be told."""
    try:
        return int(Path(f"/proc/{number}/schedstat").read_text().split()[0]) / 1e6
    except (OSError, ValueError):
        return 0.0
