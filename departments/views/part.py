"""标为完成: a part of the entry is finished, or open again."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from departments import parts

from .own import own_to_edit
from .panel import Panel
from .person import signed_in


@login_required
@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """`done` marks the part, without it the mark is taken back."""
    user = signed_in(request)
    assessment = own_to_edit(request, pk)
    if request.headers.get("X-Page-User", str(user.pk)) != str(user.pk):
        return HttpResponse("登录的人已经换了。", status=409)
    key, change = request.POST.get("part", ""), parts.finish if request.POST.get("done") else parts.reopen
    try:
        change(assessment, key, by=user)
    except parts.UnknownPart as unknown:
        raise Http404 from unknown
    panel = Panel.of(assessment)
    part = panel.parts[key]
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse(f'departments:{part.section}', args=[pk])}#part-{key}")
    context = {"assessment": assessment, "panel": panel, "section": part.section, "part": part}
    return render(request, "components/part_answer.html", context | {"can_edit": True})
