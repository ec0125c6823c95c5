"""A page with nothing on it: what head, session and roles of a signed-in person cost by themselves."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from perfeval import urls


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    """In the layout of every other page."""
    return render(request, "base.html")


urlpatterns = [path("empty/", empty), path("", include(urls))]
"""ROOT_URLCONF while it is measured."""
