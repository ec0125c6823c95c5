"""Who is asking."""

from collections.abc import Callable
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

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


def account_kept_by(user: User, pk: int, may: Callable[[User, User], bool]) -> User:
    """An account in sight with which the person may do so. Raises Http404 and PermissionDenied."""
    if not set_up.sees(user, User):
        raise PermissionDenied
    person = get_object_or_404(set_up.users(user), pk=min(pk, 2**63 - 1))
    if not may(user, person):
        raise PermissionDenied
    return person
