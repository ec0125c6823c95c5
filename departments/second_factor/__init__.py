"""双因素登录: what a person shows besides the password, and when it is asked.

Authenticators are rows of django-allauth; how and when they are used is said here
(docs/adr/0011-own-sign-in-page.md).
"""

from .factors import (
    KEYS_AT_MOST,
    Refused,
    add_app,
    add_key,
    begin_new_key,
    codes_once,
    has_unseen_codes,
    is_set_up,
    new_secret,
    of,
    remove,
    renew_codes,
    reset,
    unused_codes,
)
from .proving import App, begin_key, called, code_fits, key_fits

__all__ = [
    "KEYS_AT_MOST",
    "App",
    "Refused",
    "add_app",
    "add_key",
    "begin_key",
    "begin_new_key",
    "called",
    "code_fits",
    "codes_once",
    "has_unseen_codes",
    "is_set_up",
    "key_fits",
    "new_secret",
    "of",
    "remove",
    "renew_codes",
    "reset",
    "unused_codes",
]
