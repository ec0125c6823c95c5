"""Whether what a person shows is theirs: a code of the app, a recovery code, the answer of a key.

Nothing is accepted twice: a recovery code once, a code of the app only if it is newer than the last one.
"""

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare

from departments import audit
from departments.models import User

from . import recovery

Type = Authenticator.Type
NAMES = {Type.TOTP: "验证器应用", Type.RECOVERY_CODES: "恢复码", Type.WEBAUTHN: "安全密钥"}
LAST = "last_counter"
"""In the data of an app: the half minute of the newest code it was used with."""
UNREADABLE = (ValidationError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What the libraries raise at an answer that no browser gives."""


def called(row: Authenticator) -> str:
    """As people know it, a key by its own name too."""
    return f"{NAMES[row.type]}（{row.data['name']}）" if row.type == Type.WEBAUTHN else NAMES[row.type]


@dataclass(frozen=True)
class App:
    """An authenticator app, by the secret it shares with us."""

    secret: str

    def counter_of(self, code: str, after: int = 0) -> int | None:
        """The half minute the code is of, now or one earlier or later; None when it fits none."""
        fits = (
            counter
            for counter in totp.yield_hotp_counters_from_time()
            if constant_time_compare(totp.format_hotp_value(totp.hotp_value(self.secret, counter)), code)
        )
        return next((counter for counter in fits if counter > after), None)


def normal(code: str) -> str:
    """As the app shows it: without blanks, full-width digits folded."""
    return "".join(unicodedata.normalize("NFKC", code).split())


@transaction.atomic
def code_fits(user: User, code: str) -> str:
    """Which of the person's factors the code is of, used up by this; "" when it fits none."""
    code = normal(code)
    rows = Authenticator.objects.select_for_update().filter(user=user).exclude(type=Type.WEBAUTHN)
    for row in rows:
        try:
            if _fits(row, code):
                row.record_usage()
                return called(row)
        except InvalidToken:  # sealed with another secret key: nobody can use it
            continue
    return ""


def _fits(row: Authenticator, code: str) -> bool:
    if row.type == Type.RECOVERY_CODES:
        return _recovery_fits(row, code)
    counter = App(decrypt(row.data["secret"])).counter_of(code, after=row.data.get(LAST, 0))
    if counter is not None:
        row.data[LAST] = counter
        row.save(update_fields=["data"])
    return counter is not None


def _recovery_fits(row: Authenticator, code: str) -> bool:
    if not recovery.fits(row, code):
        return False
    left = recovery.count(row)
    audit.record("second_factor", by=row.user, target=row.user.username, reason=f"使用恢复码，剩余{left}个")
    return True


def begin_key(user: User) -> dict[str, Any]:
    """What the browser asks the key; kept in the session until `key_fits`."""
    return dict(webauthn.begin_authentication(user))


@transaction.atomic
def key_fits(user: User, answer: str) -> str:
    """Which of the person's keys gave this answer, as JSON, to what was asked last; "" when none did."""
    try:
        row = webauthn.complete_authentication(user, json.loads(answer))
    except UNREADABLE:
        return ""
    row.record_usage()
    return called(row)
