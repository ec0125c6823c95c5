"""New first passwords for several people at once: told once, replaced by each person at the next sign-in."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction

from departments import audit, locking, passwords, set_up
from departments.models import User

from .people import first_password

MOST = 100
"""People at once: each password is hashed slowly on purpose, in one request."""
OWN = "自己的密码在“修改密码”页更换"
LOCKED = "账号已停用，请先启用"
ELSEWHERE = "此人还有您管理范围以外的角色，或是管理员，请由有权的人设置"


@dataclass
class Chosen:
    """Who gets a new password, and who does not and why."""

    people: list[User] = field(default_factory=list)
    refused: list[tuple[User, str]] = field(default_factory=list)


def chosen(keys: Collection[int], *, by: User) -> Chosen:
    """Those of the people in sight that were ticked."""
    found = Chosen()
    for person in set_up.users(by).filter(pk__in=keys).order_by("username")[:MOST]:
        if reason := _refusal(person, by):
            found.refused.append((person, reason))
        else:
            found.people.append(person)
    return found


def _refusal(person: User, by: User) -> str:
    if person == by:
        return OWN
    if not person.is_active:
        return LOCKED
    return "" if set_up.may_change_account(by, person) else ELSEWHERE


@transaction.atomic
def renew(keys: Collection[int], *, by: User) -> list[tuple[str, str, str]]:
    """Username, name and new password of each who may get one; sessions and locks of theirs end."""
    list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    people, told, changes = chosen(keys, by=by).people, [], []
    for person in people:
        password = first_password()
        person.set_password(password)
        person.save(update_fields=["password"])
        passwords.given(person)
        told.append((person.username, person.name, password))
        changes.append(audit.change(person, "密码", None, "已设置"))
        changes += [audit.change(person, "锁定", "是", "否")] if locking.unlock(person) else []
    if told:
        audit.record("new_passwords", by=by, target=f"{len(told)}个用户的初始密码", changes=changes)
    return told
