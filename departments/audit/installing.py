"""What a start and a `migrate` set up: the triggers in the database, the ears for sign-in and sign-out."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from departments import separation

from . import capture, guards, keys, signing_in  # noqa: F401 - keys registers its check


def connect() -> None:
    """Called once, at start."""
    signing_in.connect()
    ours = apps.get_app_config("departments")
    pre_migrate.connect(_make_way, sender=ours, dispatch_uid="audit")
    post_migrate.connect(_install, sender=ours, dispatch_uid="audit")


def _make_way(using: str, **kwargs: Any) -> None:
    capture.drop(connections[using])
    separation.drop(connections[using])


def _install(using: str, **kwargs: Any) -> None:
    """SQLite loses the triggers of a table that a migration makes anew; new tables have none yet."""
    connection = connections[using]
    if "departments_auditevent" in connection.introspection.table_names():
        guards.install(connection)
        capture.install(connection)
        separation.install(connection)
