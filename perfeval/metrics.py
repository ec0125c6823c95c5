"""/metrics: figures for Prometheus, for whom address or token lets in; to all others it is not there."""

import os
from collections.abc import Iterator
from hmac import compare_digest
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from departments import batches, scanning
from departments.audit.chain import head
from departments.audit.origin import client_address
from departments.models import Assessment

from .observing import COUNTED


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Text format 0.0.4. Requests are those of all processes that share a folder; else, of this one."""
    if not _is_let_in(request):
        raise Http404
    return HttpResponse(
        generate_latest(_answered()) + generate_latest(_Work()), content_type=CONTENT_TYPE_PLAIN_0_0_4
    )


def _is_let_in(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    address = client_address(request.META)
    return address is not None and any(ip_address(address) in ip_network(x) for x in settings.METRICS_FROM)


def _answered() -> Collector:
    """The folder is made by deploy/gunicorn.conf.py."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return COUNTED
    return MultiProcessCollector(CollectorRegistry())  # type: ignore[no-untyped-call]


class _Work(Collector):
    """What the database says: the same whichever process is asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        counts = dict(Assessment.objects.order_by().values_list("status").annotate(Count("pk")))
        states = GaugeMetricFamily(
            "perfeval_assessments",
            "Self-assessments by state; submitted ones wait for review.",
            labels=["status"],
        )
        for status in Assessment.Status.values:
            states.add_metric([status], counts.get(status, 0))
        yield states
        yield from _scans()
        number, seconds = batches.waiting()
        yield GaugeMetricFamily("perfeval_batch_waiting", "Items of jobs that wait for a worker.", number)
        yield GaugeMetricFamily(
            "perfeval_batch_oldest_seconds", "Age of the oldest job with waiting items.", round(seconds)
        )
        yield GaugeMetricFamily("perfeval_database_bytes", "Size of the database.", _database_bytes())
        yield GaugeMetricFamily("perfeval_audit_events", "Number of the last audit event.", head().number)


def _scans() -> Iterator[GaugeMetricFamily]:
    """Only where a scanner is set: without one nothing waits."""
    answers = scanning.answers()
    if answers is None:
        return
    yield GaugeMetricFamily("perfeval_scanner_up", "Whether the virus scanner answers.", int(answers))
    files = GaugeMetricFamily(
        "perfeval_evidence_scans", "Files of evidence by the state of their scan.", labels=["scan"]
    )
    for state, count in scanning.counts().items():
        files.add_metric([state], count)
    yield files


def _database_bytes() -> int:
    asked = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return int(cursor.fetchone()[0])
