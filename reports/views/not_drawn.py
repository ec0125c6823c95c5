"""What a person reads who asked for a PDF that could not be drawn."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..formats.pdf import NotDrawn

View = Callable[..., HttpResponse]


def told_when_not_drawn(view: View) -> View:
    """Answers 422 with the reason, and with what can be had instead."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotDrawn as refused:
            return render(request, "reports/not_drawn.html", {"message": str(refused)}, status=422)

    return answered
