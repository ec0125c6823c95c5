"""The person whom a command names."""

from django.core.management.base import CommandError

from departments.models import User


def person_called(username: str) -> User:
    """Raises CommandError (exit code 2) where there is nobody of that name."""
    person = User.objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"没有用户“{username}”。", returncode=2)
    return person
