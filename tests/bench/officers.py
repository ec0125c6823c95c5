"""150 officers who save a cell every 5 seconds, for a minute: ./dev bench officers [USERS SECONDS]

A gunicorn of its own on 127.0.0.1. Nothing acknowledged may be lost or be there twice, no answer may be an
error; how long answers take is for information. DATABASE_URL=postgres://… measures on PostgreSQL.
"""

import os
import sys
import tempfile
from pathlib import Path

from .databases import ready


def main(users: int = 150, seconds: int = 60) -> int:
    with tempfile.TemporaryDirectory() as folder:
        ready(folder)
        from tests.operating import hosts, officers

        kind = "postgresql" if os.environ["DATABASE_URL"].startswith("postgres") else "sqlite"
        workers = (os.cpu_count() or 1) if kind == "postgresql" else 1
        host = hosts.made(Path(folder) / "host", kind)
        try:
            found = officers.load(host, users, seconds, "--workers", str(workers))
        finally:
            host.remove()
    print(f"{kind}, {workers} workers: {users} officers, {found.saves} saves in {seconds} s")  # noqa: T201
    print(f"  p50 {found.at(0.5):.0f} ms, p95 {found.at(0.95):.0f} ms")  # noqa: T201
    print(f"  no answer or an error: {found.refused or 0}; not saved: {found.unsaved}")  # noqa: T201
    print(f"  lost: {len(found.lost)}, doubled: {len(found.doubled)}")  # noqa: T201
    return 0 if found.is_good else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:3])))
