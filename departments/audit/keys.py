"""The keys that sign audit events, by key id. The last one signs; the others still verify.

SHA-256 and SM3 (GB/T 32905-2016) are OpenSSL's, through `hashlib`; nothing here is our own cryptography.
"""

import hashlib
import hmac
from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

ALGORITHMS = {"sha256": "HMAC-SHA-256", "sm3": "HMAC-SM3"}
"""Setting → what auditors call it."""


class UnknownKey(Exception):
    """No key of this id is configured; its message names it."""


def key_ids() -> list[str]:
    """Every key that is configured."""
    return list(settings.AUDIT_KEYS)


def signing_key() -> str:
    """Id of the key that signs now."""
    return key_ids()[-1]


def mac(content_hash: str, key_id: str, algorithm: str) -> str:
    """HMAC over the hash of an event. Raises UnknownKey."""
    if key_id not in settings.AUDIT_KEYS:
        raise UnknownKey(key_id)
    key: str = settings.AUDIT_KEYS[key_id]
    return hmac.new(key.encode(), content_hash.encode(), algorithm).hexdigest()


@register()
def check_algorithm(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """The hash of the setting is one of ours, and this OpenSSL offers it."""
    found = settings.AUDIT_ALGORITHM
    if found in ALGORITHMS and found in hashlib.algorithms_available:
        return []
    hint = f"Set PERFEVAL_AUDIT_ALGORITHM to one of {', '.join(ALGORITHMS)}; sm3 needs OpenSSL 1.1.1."
    return [Error(f"Audit events cannot be signed with {found!r}.", hint=hint, id="departments.E001")]
