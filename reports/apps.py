"""The documents' application: it brings the workers of jobs."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Jobs are started where their verb is; workers are told from here."""
        from departments import long_jobs

        from .batches import tasks

        long_jobs.wake_with(tasks.call)
