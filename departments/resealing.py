"""Everything sealed, sealed anew with the present secret key: then the earlier one is needed no longer."""

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import transaction

from . import audit, sealing
from .enrolment.people import PURPOSE as OF_ENROLMENT
from .models import EnrolmentImport, Webhook
from .second_factor.sealing import PURPOSE as OF_FACTORS
from .webhooks.delivering import PURPOSE as OF_WEBHOOKS

IN_FACTORS = ("secret", "seed", "unseen")
"""What is sealed in the data of an authenticator."""


@transaction.atomic
def reseal() -> tuple[int, int]:
    """How many rows were sealed anew, and how many no known key opens: these have to be set up again."""
    outcomes = [_factor(row) for row in Authenticator.objects.select_for_update()]
    outcomes += [_column(row, "secret", OF_WEBHOOKS) for row in Webhook.objects.select_for_update()]
    unclaimed = EnrolmentImport.objects.exclude(passwords="").defer(*EnrolmentImport.LARGE)
    outcomes += [_column(row, "passwords", OF_ENROLMENT) for row in unclaimed.select_for_update()]
    done = outcomes.count(True)
    if done:
        change = audit.change("第二因素、推送密钥和初始密码", "加密", "原密钥", f"现密钥（{done}项）")
        audit.record("audit_key", by=None, target="系统密钥", changes=[change])
    return done, outcomes.count(False)


def _factor(row: Authenticator) -> bool | None:
    try:
        anew = {name: _anew(row.data[name], OF_FACTORS) for name in IN_FACTORS if name in row.data}
    except InvalidToken:
        return False
    if not anew:
        return None
    row.data |= anew
    row.save(update_fields=["data"])
    return True


def _column(row: Webhook | EnrolmentImport, name: str, purpose: str) -> bool:
    try:
        setattr(row, name, _anew(getattr(row, name), purpose))
    except InvalidToken:
        return False
    row.save(update_fields=[name])
    return True


def _anew(sealed: str, purpose: str) -> str:
    return sealing.seal(sealing.unseal(sealed, purpose), purpose)
