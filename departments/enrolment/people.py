"""The sheet of people: accounts with a password to be replaced at once, and roles. Nothing is taken away."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import password_changed
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from departments import audit, passwords, separation, set_up
from departments.long_jobs import Tell
from departments.models import Department, Membership, User

from .outcome import PEOPLE, Outcome, Row

COLUMNS = {"username": "用户名", "name": "姓名", "post": "职务", "department": "部门编码", "role": "角色"}
ROLES = {label: key for key, label in Membership.Role.choices}
MOST = 5_000
"""New accounts of one table: each password is hashed slowly on purpose, those of many in a job."""
_ASKED = 500
"""Names of one query."""
PURPOSE = "enrolment passwords"
"""For which those of a job are sealed until they are taken out."""
_LETTERS = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789")
"""Without what is mistaken for something else on paper."""


def first_password() -> str:
    """Sixteen signs in four groups, of every class."""
    signs = [secrets.choice(_LETTERS[at % 3]) for at in range(16)]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, 16, 4))


@dataclass(frozen=True)
class Ready:
    """A first password and its slow hash."""

    password: str
    encoded: str

    @classmethod
    def made(cls) -> "Ready":
        password = first_password()
        return cls(password, make_password(password))


def made_ready(rows: Sequence[Row], tell: Tell) -> dict[str, Ready]:
    """First passwords of the accounts that the rows add, by username: hashed before anything is locked."""
    asked = dict.fromkeys(x.text("username") for x in rows if x.sheet == PEOPLE)
    names = [x for x in asked if x][:MOST]
    there: set[str] = set()
    for at in range(0, len(names), _ASKED):
        found = User.objects.filter(username__in=names[at : at + _ASKED])
        there |= {*found.values_list("username", flat=True)}
    new = [x for x in names if x not in there]
    ready: dict[str, Ready] = {}
    for name in new:
        tell(len(ready), len(new) + len(rows))
        ready[name] = Ready.made()
    return ready


class People:
    """Writes rows; what is wrong goes to the outcome. `ready` has passwords made before; None: only tried."""

    def __init__(
        self, rows: Sequence[Row], outcome: Outcome, by: User, step: Callable[[], None],
        ready: Mapping[str, Ready] | None,
    ) -> None:  # fmt: skip
        self.rows, self.outcome, self.by, self.step, self.ready = rows, outcome, by, step, ready
        self.about: Department | None = None
        self.places = {x.code: x for x in set_up.departments_for_roles(by)}
        self.granted = set_up.grants(by)
        self.made: dict[str, User] = {}

    def write(self) -> None:
        for row in self.rows:
            self.about = self.places.get(row.text("department"))
            person = self._person(row)
            place = self._place(row)
            for label in filter(None, row.text("role").replace("，", "、").replace(",", "、").split("、")):
                self._grant(row, person, place, label.strip())
            self.step()
        if len(self.made) > MOST:
            self.outcome.refuse(self.rows[0], "", f"新用户超过{MOST}个，请分批导入。")

    def _person(self, row: Row) -> User | None:
        username = row.text("username")
        if not username:
            self.outcome.refuse(row, "username", "请填写用户名。")
            return None
        if username in self.made:
            return self.made[username]
        present = User.objects.filter(username=username).first()
        if present is None:
            return self._new(row, username)
        if not set_up.users(self.by).filter(pk=present.pk).exists():
            self.outcome.refuse(row, "username", "用户名已被占用，请换一个。")
            return None
        if present.name != row.text("name"):
            self.outcome.refuse(row, "name", f"已有的用户“{username}”姓名是“{present.name}”，请核对。")
        return present

    def _new(self, row: Row, username: str) -> User | None:
        person = User(username=username, name=row.text("name"), post=row.text("post"))
        try:
            person.full_clean(exclude=["password"])
        except ValidationError as wrong:
            self.outcome.refuse_all(row, wrong, COLUMNS)
            return None
        if not row.text("role") and self.granted and not self.by.is_superuser:
            self.outcome.refuse(row, "role", "请填写角色。")
        self._save(person)
        return person

    def _save(self, person: User) -> None:
        """The slow hash is made only for good."""
        if self.ready is None:
            shown = ""
            person.set_unusable_password()
            person.save()
        else:
            ready = self.ready.get(person.username) or Ready.made()
            shown, person.password = ready.password, ready.encoded
            person.save()
            password_changed(shown, person)
            passwords.given(person)
        self.made[person.username] = person
        self.outcome.passwords.append((person.username, person.name, shown))
        self.outcome.note(self.about, audit.change(person, "用户", None, f"{person.username} {person.name}"))

    def _place(self, row: Row) -> Department | None:
        code = row.text("department")
        if code and code not in self.places:
            self.outcome.refuse(row, "department", "没有这个部门，或不在您的管理范围内。")
        if not code and row.text("role"):
            self.outcome.refuse(row, "department", "请填写部门编码。")
        return self.places.get(code)

    def _grant(self, row: Row, person: User | None, place: Department | None, label: str) -> None:
        if label not in ROLES:
            self.outcome.refuse(row, "role", f"没有“{label}”这种角色，可以写：{'、'.join(ROLES)}。")
        elif ROLES[label] not in self.granted:
            self.outcome.refuse(row, "role", f"您不能授予“{label}”。")
        elif person == self.by and not self.by.is_superuser:
            self.outcome.refuse(row, "role", "不能给自己授予角色。")
        elif person and place:
            self._give(row, person, place, label)

    def _give(self, row: Row, person: User, place: Department, label: str) -> None:
        try:
            with transaction.atomic():
                held, before, is_given = _held(user=person, department=place, role=ROLES[label])
        except IntegrityError:
            self.outcome.refuse(row, "role", separation.REFUSAL)
            return
        if held.firm:
            told = f"“{person.username}”已是第三方机构“{held.firm}”的{label}，请在用户页修改。"
            self.outcome.refuse(row, "role", told)
        elif is_given:
            self.outcome.granted += 1
            self.outcome.note(place, audit.change(person, "角色", before, f"{place} {label}"))


def _held(**asked: Any) -> tuple[Membership, str | None, bool]:
    """The role, made or renewed, what it was before, and whether it is new; one of a firm stays as it is."""
    held, is_new = Membership.objects.select_related("firm").get_or_create(**asked)
    if is_new or held.firm or separation.in_force(held):
        return held, None, is_new
    before, held.ends = f"截止{held.ends}", None
    held.save(update_fields=["ends"])
    return held, before, True
