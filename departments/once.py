"""The same click four times is one event: a button's key is kept in the transaction of what it does."""

import re
import uuid

from django.db import transaction

from .models import PostedOnce, User

_KEY = re.compile(r"[0-9a-f]{32}")


def new_key() -> str:
    """A key for one button of one page."""
    return uuid.uuid4().hex


def is_first(key: str, *, by: User) -> bool:
    """Take the key; False when it was taken before. A click without a key is always the first.

    Must run inside the transaction of the act: a second click waits for the first one's end, and if that
    failed it acts itself.
    """
    if not _KEY.fullmatch(key):
        return True
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A key belongs to the act it stands for.")
    _, is_new = PostedOnce.objects.get_or_create(user=by, key=key)
    return is_new
