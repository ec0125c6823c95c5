"""Secrets that have to be read again are encrypted in the database: a copy of it alone is worth nothing.

AES-256-GCM under a key made from the installation's secret key, another one for each purpose. What was sealed
with an earlier secret key is read while that key stands in PERFEVAL_SECRET_KEY_OLD; `manage.py reseal` seals
it anew.
"""

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

MARK = "g1."
"""Of what is sealed this way; what lacks it was sealed by Fernet before."""
NONCE = 12
"""Bytes, made anew each time."""


def seal(text: str, purpose: str) -> str:
    """Encrypted with the present secret key."""
    nonce = os.urandom(NONCE)
    body = AESGCM(_keys(purpose)[0]).encrypt(nonce, text.encode(), purpose.encode())
    return MARK + base64.urlsafe_b64encode(nonce + body).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Raises InvalidToken when no secret key of the installation, present or earlier, opens it."""
    if not sealed.startswith(MARK):
        fernets = [Fernet(base64.urlsafe_b64encode(key)) for key in _keys(purpose)]
        return MultiFernet(fernets).decrypt(sealed.encode()).decode()
    body = base64.urlsafe_b64decode(sealed.removeprefix(MARK))
    for key in _keys(purpose):
        try:
            return AESGCM(key).decrypt(body[:NONCE], body[NONCE:], purpose.encode()).decode()
        except InvalidTag:
            continue
    raise InvalidToken


def _keys(purpose: str) -> list[bytes]:
    secrets = map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    return [hashlib.sha256(f"{purpose} {secret}".encode()).digest() for secret in secrets]
