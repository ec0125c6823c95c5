"""What is logged, and where to: lines on standard error, for whoever runs the program to keep."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from .observing import request_id

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
FORMS = ("text", "json")


class Json(logging.Formatter):
    """One JSON object a line, with the number of the request that was being answered."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if number := request_id():
            line["request_id"] = number
        facts = getattr(record, "facts", None)
        line |= facts or {"message": record.getMessage()}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class Text(logging.Formatter):
    """Readable lines; the time says its distance from UTC."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).astimezone().isoformat(timespec="milliseconds")


class OurNames(logging.Filter):
    """A host name that is not ours: said by the variable that lists them, without the way through Django."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = str(record.msg).replace("ALLOWED_HOSTS", "PERFEVAL_HOSTS")
        record.exc_info = None
        return True


def lines(level: str, form: str = "text") -> dict[str, Any]:
    """The setting LOGGING; `level` is that of our own words, `form` text or json."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"()": "perfeval.logs.Text", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": "perfeval.logs.Json"},
        },
        "filters": {"our_names": {"()": "perfeval.logs.OurNames"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json" if form == "json" else "text"}
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            "django.security.DisallowedHost": {"filters": ["our_names"]},
            "weasyprint.progress": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
        },
    }
