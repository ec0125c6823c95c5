"""Whether a long audit record slows an autosave, how quick its pages are: ./dev bench audit [EVENTS] [SAVES]

One database with a short record, one with EVENTS (default 300,000), saved to in turn.
DATABASE_URL=postgres://… measures on PostgreSQL.
"""

import hashlib
import sys
import tempfile
import time
from statistics import median
from typing import Any

from .autosave import BATCH, Saver, own
from .databases import databases, execute, ready, use

VERBS = ("edit", "edit", "edit", "export", "sign_in", "sign_out", "submit")
MOST_MS = 200
"""For a page of the record."""
PAGES = (
    "",
    "?person=张三",
    "?verb=approve",
    "?department=大局",
    "?since=2020-01-01&until=2020-12-31",
    "?target=预算",
)


def prolong(count: int, person: Any, assessment: Any) -> None:
    """So many events of others, a fiftieth of this self-assessment; hashes are of the right length only."""
    from departments.models import AuditEvent

    for start in range(1, count + 1, 5_000):
        numbers = range(start, min(start + 5_000, count + 1))
        AuditEvent.objects.bulk_create(event(x, person, assessment) for x in numbers)
    execute("ANALYZE")


def event(number: int, person: Any, assessment: Any) -> Any:
    from django.utils import timezone

    from departments.models import AuditEvent

    is_own = number % 50 == 0
    return AuditEvent(
        number=number, at=timezone.now(), actor=person if is_own else None, actor_name="张三",
        assessment=assessment if is_own else None, verb=VERBS[number % len(VERBS)], target=f"预算{number}",
        changes=[{"row": "招商", "field": "执行数", "old": "5", "new": "6"}], rows='[{"new":{}}]' * 20,
        department_path=assessment.department.path if is_own else "9/", hash=fake(number),
        previous_hash=fake(number - 1), algorithm="sha256", key_id="k1", mac=fake(-number),
    )  # fmt: skip


def fake(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def prepared(events: int) -> tuple[Saver, Any]:
    """The page that saves, and the person who reads the record."""
    from tests import factories

    assessment, person = own()
    prolong(events, person, assessment)
    auditor = factories.member(assessment.fiscal_year.authority, "audit_admin")
    return Saver(assessment, person, "budget", assessment.budget_lines.first(), "spent"), auditor


def main(events: int = 300_000, saves: int = 200) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ready(folder)
        with databases(folder, "short", "long") as names:
            sides = {}
            for label, count in (("short", 1_000), ("long", events)):
                use(names[label])
                sides[label] = (*prepared(count), [])
            for at in range(-1, saves // BATCH):
                for label, (saver, _, times) in sides.items():
                    use(names[label])
                    taken = [saver.save()[1] * 1000 for _ in range(BATCH)]
                    times += taken if at >= 0 else []
            report(events, {label: times for label, (_, _, times) in sides.items()}, sides["long"][1])


def report(events: int, times: dict[str, list[float]], auditor: Any) -> None:
    from django.test import Client

    short, long = (median(times[label]) for label in ("short", "long"))
    said = [f"one cell saved, processor ms: 1,000 events {short:.1f}, {events:,} events {long:.1f}"]
    client = Client(SERVER_NAME="localhost")
    client.force_login(auditor)
    client.get("/audit/")
    for query in PAGES:
        started = time.perf_counter()
        assert client.get(f"/audit/{query}").status_code == 200
        taken = (time.perf_counter() - started) * 1000
        said.append(f"  /audit/{query}: {taken:.0f} ms{'' if taken < MOST_MS else '  (slow)'}")
    print("\n".join(said))  # noqa: T201


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
