"""Who a user name stood for at first: the provider's own name of a person, which it gives to nobody else.

A user name may pass to a colleague; whoever comes with it then is not let into the account of the one before.
"""

from django.db import transaction

from departments import audit
from departments.models import User

LONGEST = 255
"""Characters of a subject (OpenID Connect Core, 2)."""


@transaction.atomic
def is_the_same(person: User, subject: str) -> bool:
    """Whether it is who it was; at the first sign-in it is noted who that is."""
    held = User.objects.select_for_update().get(pk=person.pk)
    if held.sso_subject:
        return held.sso_subject == subject
    if len(subject) > LONGEST or User.objects.filter(sso_subject=subject).exists():
        return False
    held.sso_subject = subject
    held.save(update_fields=["sso_subject"])
    _record(held, [audit.change(held, "身份提供者中的主体", None, subject)], by=held)
    return True


@transaction.atomic
def forget(person: User, *, reason: str) -> bool:
    """By the operator, once it is clear who the person is; says whether there was anything to forget."""
    held = User.objects.select_for_update().get(pk=person.pk)
    if not held.sso_subject:
        return False
    changes = [audit.change(held, "身份提供者中的主体", held.sso_subject, None)]
    held.sso_subject = ""
    held.save(update_fields=["sso_subject"])
    _record(held, changes, by=None, reason=reason)
    return True


def _record(person: User, changes: list[audit.Change], *, by: User | None, reason: str = "") -> None:
    audit.record("sso_subject", by=by, target=f"用户 {person}", changes=changes, reason=reason)
