"""The application that owns every table and every rule."""

from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    """部门自评."""

    name = "departments"
    verbose_name = "部门自评"

    def ready(self) -> None:
        from . import sessions
        from .audit import installing

        installing.connect()
        sessions.connect()
