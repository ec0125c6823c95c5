"""Two questions an operator's monitor asks: does the process run, and can it work."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from departments import batches, scanning

TEXT = "text/plain; charset=utf-8"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type=TEXT)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database is reachable and every migration is applied. What can wait is told and does no harm."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("database unreachable\n", content_type=TEXT, status=503)
    if missing:
        return HttpResponse("migrations missing\n", content_type=TEXT, status=503)
    told = "ok\n" if scanning.answers() is not False else "ok\nscanner unreachable, uploads wait\n"
    return HttpResponse(told + _queue(), content_type=TEXT)


def _queue() -> str:
    """A line about what waits for workers, when something does."""
    number, seconds = batches.waiting()
    return f"{number} items wait, the oldest for {seconds:.0f} s\n" if number else ""
