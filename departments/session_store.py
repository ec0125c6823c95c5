"""Where sessions are kept: Django's own store, in rows that say whose they are (SESSION_ENGINE)."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DjangoStore

from departments import sessions
from departments.audit import signing_in
from departments.models import LiveSession


class SessionStore(DjangoStore):
    """The columns are read from the session itself, whenever it is saved."""

    @classmethod
    def get_model_class(cls) -> Any:
        return LiveSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        if SESSION_KEY in data:
            row.user_id = int(data[SESSION_KEY])
            row.address, row.browser = data.get(sessions.ADDRESS), data.get(sessions.BROWSER, "")
            row.how = signing_in.how(data)[:100]
            row.since, row.seen = _time(data.get(sessions.SINCE)), _time(data.get(sessions.SEEN))
        return row


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
