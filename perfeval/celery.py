"""Celery, for those who set BROKER_URL: celery -A perfeval.celery, or manage.py work."""

import os
from typing import Any

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")

app = Celery("perfeval", broker=settings.BROKER_URL)
app.conf.update(
    accept_content=["json"],
    task_default_queue="perfeval",
    task_ignore_result=True,
    task_acks_late=True,  # a message is gone when its work is done, not when it began
    task_reject_on_worker_lost=True,  # killed: the next worker gets it
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=50,  # gives back what libraries leak
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    timezone=settings.TIME_ZONE,
)


@app.task(name="perfeval.run")  # type: ignore[untyped-decorator]
def run(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Do a task of `django.tasks`, named by its path; nothing else can be called from a message."""
    from django.utils.module_loading import import_string
    from django_tasks.base import Task

    task = import_string(path)
    if not isinstance(task, Task):
        raise TypeError(f"{path} is no task")
    task.call(*args, **kwargs)
