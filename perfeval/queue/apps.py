"""The queue in the database as an application of ours."""

from django.contrib import admin
from django_tasks_db.apps import TasksAppConfig


class QueueConfig(TasksAppConfig):
    """After the set-up pages: messages of the queue are no business of anybody who signs in."""

    default = False

    def ready(self) -> None:
        from django_tasks_db.models import DBTaskResult

        super().ready()
        if admin.site.is_registered(DBTaskResult):
            admin.site.unregister(DBTaskResult)
