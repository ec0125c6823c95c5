"""审计: the audit record for the 审计管理员, narrowed and paged, and each event in full."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from departments.audit import reading, words
from departments.audit.reading import Events
from departments.forms.audit import AuditFilterForm
from departments.forms.keys import key_of
from departments.models import AuditEvent

from .person import signed_in

_SHOWN_CHANGES = 3


@dataclass(frozen=True)
class Line:
    """One event in the list."""

    event: AuditEvent

    @property
    def verb(self) -> str:
        return words.called(self.event.verb)

    @property
    def whose(self) -> str:
        """The self-assessment, where the object does not name it."""
        row = self.event.assessment
        return str(row) if row and str(row) not in self.event.target else ""

    @property
    def sentences(self) -> list[str]:
        return words.sentences(self.event, _SHOWN_CHANGES, 60)


def asked_of(request: HttpRequest) -> tuple[AuditFilterForm, Events]:
    """The filled-in filter and the events it leaves; none when it cannot be understood."""
    user = signed_in(request)
    if not reading.may_read(user):
        raise PermissionDenied
    form = AuditFilterForm(request.GET, verbs=words.VERBS)
    events = reading.visible(user)
    return form, reading.narrowed(events, form.cleaned_data) if form.is_valid() else events.none()


@login_required
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    form, events = asked_of(request)
    before, after = (key_of(request.GET.get(name, "")) for name in ("before", "after"))
    page = reading.page(events, before=before, after=after)
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    context: dict[str, Any] = {"form": form, "page": page, "lines": [Line(event) for event in page.events]}
    context["most"] = reading.ROWS
    context |= {"query": query.urlencode(), "is_narrowed": any(form.data.get(name) for name in form.fields)}
    status = 200 if form.is_valid() else 422
    return render(request, "departments/audit/event_list.html", context, status=status)


@login_required
@require_safe
def event_detail(request: HttpRequest, number: int) -> HttpResponse:
    """One event with everything it holds; a number past the columns is none."""
    user = signed_in(request)
    if not reading.may_read(user):
        raise PermissionDenied
    event = get_object_or_404(reading.visible(user), number=min(number, 2**63 - 1))
    rows = list(words.written_rows(event))
    context = {"event": event, "verb": words.called(event.verb), "rows": rows, "most": words.MOST_ROWS}
    context["sentences"] = words.sentences(event, longest=2000)
    return render(request, "departments/audit/event_detail.html", context)
