"""Who is asking."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from departments import set_up
from departments.models import ScoringScheme, User


def signed_in(request: HttpRequest) -> User:
    """The signed-in person; pages of people are all behind `login_required`."""
    return cast(User, request.user)


def keeping_schemes(request: HttpRequest) -> User:
    """Who keeps schemes. Raises PermissionDenied for everybody else."""
    user = signed_in(request)
    if not set_up.changes(user, ScoringScheme):
        raise PermissionDenied
    return user
