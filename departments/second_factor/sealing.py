"""Secrets of authenticators are encrypted in the database: a copy of it alone opens no account."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter

from departments import sealing

PURPOSE = "second factor"
SITE = "部门整体绩效自评系统"


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """What django-allauth asks about this installation."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken when the secret key of the installation has changed."""
        return sealing.unseal(encrypted_text, PURPOSE)

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": SITE}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {"id": str(user.pk).encode(), "display_name": str(user), "name": user.username}
