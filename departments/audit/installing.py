"""What a start and a `migrate` set up: the triggers in the database, the ears for sign-in and sign-out."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate

from . import guards, keys, signing_in  # noqa: F401 - keys registers its check


def connect() -> None:
    """Called once, at start."""
    signing_in.connect()
    post_migrate.connect(_install, sender=apps.get_app_config("departments"))


def _install(using: str, **kwargs: Any) -> None:
    """SQLite loses the triggers of a table that a migration makes anew."""
    connection = connections[using]
    if "departments_auditevent" in connection.introspection.table_names():
        guards.install(connection)
