"""/metrics: figures for Prometheus, for whom address or token lets in; to all others it is not there."""

from collections.abc import Iterator
from hmac import compare_digest
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from departments import batches, scanning
from departments.audit.chain import head
from departments.audit.origin import client_address
from departments.models import Assessment

from .observing import BOUNDS, SEEN


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Text format 0.0.4. Requests are those of this process."""
    if not _is_let_in(request):
        raise Http404
    lines = [*_requests(), *_durations(), *_work()]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _is_let_in(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    address = client_address(request.META)
    return address is not None and any(ip_address(address) in ip_network(x) for x in settings.METRICS_FROM)


def _head(name: str, kind: str, words: str) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"


def _requests() -> Iterator[str]:
    name = "perfeval_requests_total"
    yield from _head(name, "counter", "Answered requests of this process.")
    for (method, status), count in sorted(SEEN.statuses.copy().items()):
        yield f'{name}{{method="{method}",status="{status}"}} {count}'


def _durations() -> Iterator[str]:
    name, total, buckets = "perfeval_request_seconds", 0, SEEN.buckets.copy()
    yield from _head(name, "histogram", "Seconds from request to answer.")
    for bound in BOUNDS:
        total += buckets[bound]
        yield f'{name}_bucket{{le="{bound}"}} {total}'
    total += buckets[float("inf")]
    yield f'{name}_bucket{{le="+Inf"}} {total}'
    yield f"{name}_sum {SEEN.seconds:.6f}"
    yield f"{name}_count {total}"


def _work() -> Iterator[str]:
    counts = dict(Assessment.objects.order_by().values_list("status").annotate(Count("pk")))
    yield from _head(
        "perfeval_assessments", "gauge", "Self-assessments by state; submitted ones wait for review."
    )
    for status in Assessment.Status.values:
        yield f'perfeval_assessments{{status="{status}"}} {counts.get(status, 0)}'
    yield from _scans()
    number, seconds = batches.waiting()
    yield from _head("perfeval_batch_waiting", "gauge", "Items of jobs that wait for a worker.")
    yield f"perfeval_batch_waiting {number}"
    yield from _head("perfeval_batch_oldest_seconds", "gauge", "Age of the oldest job with waiting items.")
    yield f"perfeval_batch_oldest_seconds {seconds:.0f}"
    yield from _head("perfeval_database_bytes", "gauge", "Size of the database.")
    yield f"perfeval_database_bytes {_database_bytes()}"
    yield from _head("perfeval_audit_events", "gauge", "Number of the last audit event.")
    yield f"perfeval_audit_events {head().number}"


def _scans() -> Iterator[str]:
    """Only where a scanner is set: without one nothing waits."""
    answers = scanning.answers()
    if answers is None:
        return
    yield from _head("perfeval_scanner_up", "gauge", "Whether the virus scanner answers.")
    yield f"perfeval_scanner_up {int(answers)}"
    yield from _head("perfeval_evidence_scans", "gauge", "Files of evidence by the state of their scan.")
    for state, count in scanning.counts().items():
        yield f'perfeval_evidence_scans{{scan="{state}"}} {count}'


def _database_bytes() -> int:
    asked = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return int(cursor.fetchone()[0])
