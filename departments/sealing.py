"""Secrets that have to be read again are encrypted in the database: a copy of it alone is worth nothing."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str, purpose: str) -> str:
    """Encrypted with a key made from the installation's secret key, another one for each purpose."""
    return _sealer(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Raises InvalidToken when the secret key of the installation has changed."""
    return _sealer(purpose).decrypt(sealed.encode()).decode()


def _sealer(purpose: str) -> MultiFernet:
    secrets = map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    digests = (hashlib.sha256(f"{purpose} {secret}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
