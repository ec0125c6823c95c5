"""过于频繁: documents and exports are dear to make, and taking many in a row is how data leaves a system."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from departments import spending
from departments.audit import origin

HEAVY = frozenset({
    "reports:document", "reports:draft_document", "reports:monitoring_document", "reports:public_document",
    "reports:preview", "reports:submission_preview", "reports:workbook_download", "reports:import_returned",
    "reports:findings", "reports:rectifications", "reports:audit_export", "reports:batch_file",
    "reports:replay", "reports:replay_workbook", "reports:open_data_csv", "reports:open_data_json",
})  # fmt: skip
"""By name: of these one person gets so many a minute, or one address of people who have not signed in."""


class Moderated:
    """Looks at the name of the view that is about to answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name not in HEAVY:
            return None
        if spending.count(f"heavy-{_who(request)}") <= settings.HEAVY_PER_MINUTE:
            return None
        seconds = spending.seconds_left()
        context = {"most": settings.HEAVY_PER_MINUTE, "seconds": seconds}
        answer = render(request, "429.html", context, status=429)
        answer["Retry-After"] = str(seconds)
        return answer


def _who(request: HttpRequest) -> str:
    return str(request.user.pk) if request.user.is_authenticated else str(origin.client_address(request.META))
