"""我的视图: saved, listed, renamed and deleted by their owner; a link shows others their own rows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from departments import saved_views as keeping
from departments.forms.tidy import tidied
from departments.models import SavedView
from departments.views.listing import Listing
from departments.views.person import signed_in

from ..forms.saved_view import SavedViewForm
from ..overview.viewed import kept, said
from .overview_scope import scoped, year_of
from .viewing import address_of

POSTS_TOO = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    """One's own, each with its conditions in words and the link to share."""
    listing = Listing.of(request, scoped(request), {})
    districts = dict(listing.districts)
    rows = [(x, address_of(x), said(x, districts)) for x in keeping.of(signed_in(request))]
    shown = [(x, path, words, request.build_absolute_uri(path)) for x, path, words in rows]
    context = {"rows": shown, "year": year_of(listing), "listing": listing}
    return render(request, "overview/saved_view_list.html", context)


@login_required
@require_http_methods(POSTS_TOO)
def saved_view_new(request: HttpRequest, page: str) -> HttpResponse:
    """Keep the conditions in the address under a name."""
    listing = Listing.of(request, scoped(request), {})
    if page not in SavedView.Page.values:
        raise Http404
    newest = max(listing.years, default=0)
    return _asked(request, SavedView(page=page, asked=kept(page, listing.asked, newest)), listing)


@login_required
@require_http_methods(POSTS_TOO)
def saved_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, or default or not."""
    listing = Listing.of(request, scoped(request), {})
    return _asked(request, get_object_or_404(keeping.of(signed_in(request)), pk=pk), listing)


def _asked(request: HttpRequest, view: SavedView, listing: Listing) -> HttpResponse:
    """The form; once it is saved, the page with the view."""
    initial = {"name": view.name, "is_default": view.is_default}
    form = SavedViewForm(tidied(request.POST) if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _saved(request, view, form):
        messages.success(request, f"已保存视图“{view.name}”。")
        return redirect(address_of(view))
    context = {
        "form": form, "view": view, "said": said(view, dict(listing.districts)), "listing": listing,
        "year": year_of(listing), "back": address_of(view),
    }  # fmt: skip
    return render(request, "overview/saved_view_form.html", context, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, view: SavedView, form: SavedViewForm) -> bool:
    """False when it is refused; the form then says why."""
    view.name, view.is_default = form.cleaned_data["name"].strip(), form.cleaned_data["is_default"]
    try:
        keeping.keep(view, by=signed_in(request))
    except keeping.CannotKeep as refusal:
        form.add_error("name", str(refusal))
        return False
    return True


@login_required
@require_POST
def saved_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Links to it go on: they carry the conditions themselves."""
    scoped(request)
    view = get_object_or_404(keeping.of(signed_in(request)), pk=pk)
    view.delete()
    messages.success(request, f"已删除视图“{view.name}”；已经发出的链接仍可打开。")
    return redirect("reports:saved_views")
