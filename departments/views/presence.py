"""Who else is editing: asked for by every open entry page, every few seconds."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from departments import presence
from departments.editing import SECTIONS
from departments.sessions import is_poll

from .own import own
from .person import signed_in


@is_poll
@login_required
@require_POST
def presences(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Never touches the session: a page left open does not keep anybody signed in."""
    user = signed_in(request)
    assessment = own(request, pk)
    if section not in SECTIONS:
        raise Http404
    presence.here(assessment, section, by=user)
    others: dict[str, list[str]] = {}
    for row in presence.others(assessment, than=user):
        others.setdefault(row.section, []).append(str(row.user))
    here = others.pop(section, [])
    elsewhere = [(SECTIONS[key], names) for key, names in others.items() if key in SECTIONS]
    context = {"here": here, "elsewhere": elsewhere}
    return render(request, "components/presence.html", context)
