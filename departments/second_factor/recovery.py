"""恢复码: single-use codes, each kept as a hash. Until they are shown, once, they are sealed beside it."""

import json
import secrets

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.contrib.auth.hashers import check_password, make_password

from departments.models import User

DIGITS, COUNT = 8, 10
HASHED, UNSEEN = "hashed", "unseen"
"""In the data of the row."""


def of(user: User) -> Authenticator | None:
    """The person's row, if there are any codes."""
    found: Authenticator | None = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return found


def make(user: User) -> None:
    """New codes, where there are none."""
    if of(user):
        return
    codes = [f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for _ in range(COUNT)]
    data = {HASHED: _hashed(codes), UNSEEN: encrypt(json.dumps(codes))}
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data=data)


def fits(row: Authenticator, code: str) -> bool:
    """Whether it is one that was not used; it is used up by this. The row is locked by the caller."""
    if len(code) != DIGITS or not code.isdecimal():
        return False
    if HASHED not in row.data:
        _take_over(row)
    left = [x for x in row.data[HASHED] if not check_password(code, x)]
    if len(left) == len(row.data[HASHED]):
        return False
    row.data[HASHED] = left
    row.save(update_fields=["data"])
    return True


def count(row: Authenticator) -> int:
    """How many are left."""
    return len(row.data[HASHED]) if HASHED in row.data else len(RecoveryCodes(row).get_unused_codes())


def is_unseen(row: Authenticator) -> bool:
    """Nobody has looked at them."""
    return UNSEEN in row.data


def once(row: Authenticator) -> list[str]:
    """The codes, and from now on only their hashes."""
    try:
        codes: list[str] = json.loads(decrypt(row.data.pop(UNSEEN)))
    except (KeyError, InvalidToken):
        codes = []
    row.save(update_fields=["data"])
    return codes


def _take_over(row: Authenticator) -> None:
    """Codes of an earlier version, made from a sealed seed. Raises InvalidToken when nobody can open it."""
    row.data = {HASHED: _hashed(RecoveryCodes(row).get_unused_codes())}


def _hashed(codes: list[str]) -> list[str]:
    return [make_password(code) for code in codes]
