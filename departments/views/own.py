"""A self-assessment of the department for which a person enters figures."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from departments import access
from departments.models import Assessment

from .person import signed_in


def own(request: HttpRequest, pk: int) -> Assessment:
    """To be read at least. Raises Http404 for every other."""
    return get_object_or_404(access.entry_assessments(signed_in(request)), pk=pk)


def must_edit(request: HttpRequest, assessment: Assessment) -> None:
    """Raises PermissionDenied where the person may not write in it, or not now."""
    if not access.can_edit(signed_in(request), assessment):
        raise PermissionDenied


def own_to_edit(request: HttpRequest, pk: int) -> Assessment:
    """To be written in. Raises Http404, PermissionDenied."""
    assessment = own(request, pk)
    must_edit(request, assessment)
    return assessment
