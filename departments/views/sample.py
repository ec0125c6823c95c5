"""抽查: draw, list, and draw again to prove it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from departments import access, once, sampling
from departments.forms.sample import SampleForm
from departments.forms.tidy import tidied
from departments.models import Sample, User

from .listing import ROWS
from .person import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sample_list(request: HttpRequest) -> HttpResponse:
    """Every draw, and a form for the next."""
    user = signed_in(request)
    bodies = access.departments_as(user, *access.REVIEWING)
    if not bodies:
        raise PermissionDenied
    form = SampleForm(tidied(request.POST) if request.method == "POST" else None, bodies=bodies)
    if form.is_valid() and (sample := _drawn(form, by=user)):
        messages.success(request, f"从{len(sample.population)}个部门中抽取了{len(sample.drawn)}个。")
        return redirect("departments:sample", sample.pk)
    page = Paginator(sampling.visible(user), ROWS).get_page(request.GET.get("page"))
    status = 422 if form.is_bound else 200
    return render(request, "departments/sample/sample_list.html", {"form": form, "page": page}, status=status)


def _drawn(form: SampleForm, *, by: User) -> Sample | None:
    """None where there is nobody to draw; the form then says so."""
    try:
        return _taken(form, by=by)
    except sampling.Nobody:
        form.add_error("fiscal_year", "这个年度还没有送过审的部门，没有可以抽取的。")
        return None


@transaction.atomic
def _taken(form: SampleForm, *, by: User) -> Sample:
    """Drawn once however often it was clicked: two draws to choose from would prove nothing."""
    data = form.cleaned_data
    if not once.is_first(form.data.get("once", ""), by=by):
        drawn = Sample.objects.filter(drawn_by=by, body=data["body"], fiscal_year=data["fiscal_year"])
        before: Sample | None = drawn.order_by("-pk").first()
        if before:
            return before
    return sampling.take(
        data["body"], data["fiscal_year"], size=data["size"], note=data["note"],
        seed=data["seed"] or sampling.new_seed(), by=by,
    )  # fmt: skip


@login_required
@require_safe
def sample_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was drawn, of what, with which seed; drawn again before the reader's eyes."""
    user = signed_in(request)
    sample = get_object_or_404(sampling.visible(user), pk=pk)
    rows = sampling.population(user, sample.body, sample.fiscal_year)
    context = {
        "sample": sample,
        "rows": rows.filter(department__code__in=sample.drawn),
        "is_replayed": sampling.is_replayed(sample),
    }
    return render(request, "departments/sample/sample_detail.html", context)
