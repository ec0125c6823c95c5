"""What so many departments need: database, backup, restore, memory. ./dev bench sizes [DEPARTMENTS [YEARS]]

The rows are those of `province`; each submission says as much as the published one of seed 1, so that the
database is as large as a real one, the record of changes and the files apart. Commands run as operators run
them. DATABASE_URL must name a PostgreSQL.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import province_rows
from .databases import databases, ready, use

ROOT = Path(__file__).resolve().parent.parent.parent
INDICATORS, SEED = 30, 2025
PAGES = ("/", "/overview/", "/overview/list/", "/overview/ranking/", "/reviews/", "/public/")
MB = 1024 * 1024


def like_real_ones() -> None:
    """Every submission with the facts and scores of a department that has filed."""
    from django.db import connection

    from departments import assessment_file
    from tests.reports.building import demo

    filed = demo("dongxihu-2020")
    cards = [card.to_dict(full=True) for card in filed.scorecards]
    content = [json.dumps(x, ensure_ascii=False) for x in (assessment_file.dump(filed.facts), cards)]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE departments_submission SET facts = %s, scorecards = %s", content)
        cursor.execute("SET session_replication_role = DEFAULT")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL departments_submission")


def counted() -> Iterator[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM departments_submission")
        yield f"database {size / MB:,.0f} MB, {cursor.fetchone()[0]:,} submissions"
    yield f"{province_rows.indicators():,} indicators"


def command(database: str, folder: str, *words: str) -> str:
    """Run `manage.py`; how long it took and the most memory it had."""
    environment = os.environ | {"DATABASE_URL": _url(database), "PERFEVAL_VAR": folder}
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, stdout=-3)
    most = 0
    while process.poll() is None:
        most = max(most, held(process.pid))
        time.sleep(0.1)
    assert process.returncode == 0, words
    return f"{' '.join(words[:-1]):15} {time.perf_counter() - began:7.1f} s  {most / MB:6.0f} MB"


def held(process: int) -> int:
    """The most memory it has had so far, in bytes; 0 when it has just ended."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(x.split()[1]) * 1024 for x in lines if x.startswith("VmHWM")), 0)


def _url(database: str) -> str:
    return f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{database}"


def serving(manager: Any) -> str:
    """Memory of a process that has shown the pages of a manager."""
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(manager)
    slowest = 0.0
    for path in PAGES * 2:
        began = time.perf_counter()
        assert client.get(path).status_code == 200, path
        slowest = max(slowest, time.perf_counter() - began)
    return f"pages           slowest {slowest * 1000:,.0f} ms, process {held(os.getpid()) / MB:,.0f} MB"


def main(departments: int = 1_000, years: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ready(folder)
        with databases(folder, "full", "empty") as names:
            use(names["full"])
            manager = province_rows.fill(departments, years, INDICATORS, SEED)
            like_real_ones()
            show(f"{departments:,} departments, {years} years", *counted(), serving(manager))
            use(os.environ["DATABASE_URL"].rsplit("/", 1)[1])
            backup = f"{folder}/all.zip"
            show(command(names["full"], folder, "backup", backup))
            show(f"backup file     {Path(backup).stat().st_size / MB:,.0f} MB")
            show(command(names["empty"], folder, "restore", "--check", backup))
            show(command(names["empty"], folder, "restore", backup))


def show(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
