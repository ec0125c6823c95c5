"""A worker: does what pages have put off."""

import os
import signal
import socket
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from departments.webhooks import tasks as webhooks
from reports.batches import tasks as batches

LOOK_EVERY = 1.0
"""Seconds between two looks into an empty queue."""
MOST_TASKS = 200
"""Then the worker ends and is started anew: it gives back what libraries leak."""


class Command(BaseCommand):
    help = "后台任务进程：批量文件等。由perfeval.serving或systemd启动；设了BROKER_URL时为Celery。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="1", help="本机各进程不同，默认1。")
        parser.add_argument("--concurrency", type=int, default=1, help="Celery的子进程数，默认1。")

    def handle(self, *args: Any, **options: Any) -> None:
        threading.Thread(target=_end_with_parent, args=[os.getppid()], daemon=True).start()
        name = f"{socket.gethostname()[:40]}-{options['name']}"
        if settings.BROKER_URL:
            _celery(name, options["concurrency"])
        else:
            _database(name)


def _end_with_parent(parent: int) -> None:
    """Whoever started this was killed: who follows starts a worker of its own."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _database(name: str) -> None:
    requeue(name)
    resume()
    worker = Worker(
        queue_names=["*"], excluded_queue_names=[], interval=LOOK_EVERY, batch=False,
        backend_name="default", startup_delay=False, max_tasks=MOST_TASKS, worker_id=name,
    )  # fmt: skip
    worker.configure_signals()
    worker.run()


def resume() -> None:
    """Whatever was left is taken up again."""
    batches.resume()
    webhooks.resume()


def requeue(name: str) -> int:
    """What this worker, killed, left as running is waiting again; nobody else would take it up."""
    running = DBTaskResult.objects.running().only("worker_ids")
    mine = [task.pk for task in running if task.worker_ids[-1:] == [name]]
    waiting = DBTaskResult.objects.filter(pk__in=mine)
    return waiting.update(status=TaskResultStatus.READY, started_at=None)


def _celery(name: str, concurrency: int) -> None:
    from celery.signals import worker_ready

    from perfeval.celery import app

    worker_ready.connect(lambda **_: resume(), weak=False)
    app.worker_main(
        ["worker", f"--hostname={name}@%h", f"--concurrency={concurrency}", "--loglevel=WARNING",
         "--without-gossip", "--without-mingle"]
    )  # fmt: skip
