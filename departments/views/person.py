"""Who is asking."""

from typing import cast

from django.http import HttpRequest

from departments.models import User


def signed_in(request: HttpRequest) -> User:
    """The signed-in person; pages of people are all behind `login_required`."""
    return cast(User, request.user)
