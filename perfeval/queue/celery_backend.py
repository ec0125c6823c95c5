"""Tasks of `django.tasks` on Celery: what a task is does not change with the broker."""

import logging
import uuid
from functools import partial
from typing import Any

from django.db import transaction
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task

_log = logging.getLogger("perfeval.queue")


class CeleryBackend(BaseTaskBackend):
    """Messages leave when the transaction that asks for them is committed; results are kept by nobody."""

    supports_defer = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        ident = str(uuid.uuid4())
        transaction.on_commit(partial(_send, ident, task, args, kwargs))
        return TaskResult(
            task=task, id=ident, status=TaskResultStatus.READY, enqueued_at=None, started_at=None,
            finished_at=None, last_attempted_at=None, args=list(args), kwargs=kwargs, backend=self.alias,
            errors=[], worker_ids=[],
        )  # fmt: skip


def _send(ident: str, task: Task[Any, Any], args: Any, kwargs: Any) -> None:
    """A broker that does not answer loses no work: the rows of the work are kept, and asked for again."""
    from perfeval.celery import run

    try:
        run.apply_async((task.module_path, list(args), dict(kwargs)), task_id=ident, eta=task.run_after)
    except run.OperationalError:
        _log.exception("the broker takes no message")
