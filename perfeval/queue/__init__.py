"""Background work: the queue in the database, or a broker where `BROKER_URL` names one."""

BACKENDS = {
    False: "django_tasks_db.DatabaseBackend",
    True: "perfeval.queue.celery_backend.CeleryBackend",
}
"""Whether a broker is named → how tasks wait."""
