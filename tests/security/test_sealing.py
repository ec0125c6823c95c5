"""Kept secrets: AES-256-GCM, one key for each purpose; the secret key of the installation can be changed."""

import base64
import hashlib

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command

from departments import sealing, second_factor
from departments.models import AuditEvent
from tests.second_factors import SECRET, code_of


def test_what_is_sealed_opens_for_its_purpose_only():
    sealed = sealing.seal("geheim", "a")

    assert sealing.unseal(sealed, "a") == "geheim"
    assert sealed != sealing.seal("geheim", "a")
    with pytest.raises(InvalidToken):
        sealing.unseal(sealed, "b")


@pytest.mark.parametrize("place", [5, -4])
def test_a_changed_letter_opens_nothing(place):
    sealed = sealing.seal("geheim", "a")
    other = "A" if sealed[place] != "A" else "B"
    letters = list(sealed)
    letters[place] = other

    with pytest.raises(InvalidToken):
        sealing.unseal("".join(letters), "a")


def test_what_was_sealed_before_is_still_read(settings):
    key = hashlib.sha256(f"a {settings.SECRET_KEY}".encode()).digest()
    old = Fernet(base64.urlsafe_b64encode(key)).encrypt(b"geheim").decode()

    assert sealing.unseal(old, "a") == "geheim"


@pytest.mark.django_db
def test_the_secret_key_is_changed_without_losing_a_factor(reviewer, settings, capsys):
    second_factor.add_app(SECRET, code_of(later=-1), by=reviewer)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, [settings.SECRET_KEY]
    call_command("reseal")
    settings.SECRET_KEY_FALLBACKS = []

    assert second_factor.code_fits(reviewer, code_of())
    assert second_factor.unused_codes(reviewer) == 10
    assert "已用现在的密钥重新加密2项" in capsys.readouterr().out
    assert AuditEvent.objects.last().target == "系统密钥"


@pytest.mark.django_db
def test_what_no_key_opens_is_said_and_left(reviewer, settings):
    second_factor.add_app(SECRET, code_of(), by=reviewer)
    before = list(Authenticator.objects.values_list("data", flat=True))
    settings.SECRET_KEY = "another" * 8

    with pytest.raises(CommandError, match="有2项"):
        call_command("reseal")
    assert list(Authenticator.objects.values_list("data", flat=True)) == before
