"""Make the first 系统管理员, 安全管理员 and 审计管理员: production needs no superuser."""

import os
from typing import Any

from django.contrib.auth.password_validation import password_changed, validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from departments import audit, passwords
from departments.models import Department, Membership, User

Role = Membership.Role
NAMES = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}


class Command(BaseCommand):
    """All three or none; passwords come from the environment, never from the command line."""

    help = (
        "建立首批三名管理员。初始密码由环境变量PERFEVAL_SYSTEM_PASSWORD、PERFEVAL_SECURITY_PASSWORD、"
        "PERFEVAL_AUDIT_PASSWORD给出；首次登录时须各自更换。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--authority", required=True, help="财政部门的编码")
        parser.add_argument("--authority-name", default="", help="财政部门尚未建立时的名称")
        for key, role in NAMES.items():
            parser.add_argument(f"--{key}", required=True, metavar="用户名", help=role.label)

    def handle(self, *args: Any, **options: Any) -> None:
        usernames = [options[key] for key in NAMES]
        if len(set(usernames)) < len(NAMES):
            raise CommandError("三名管理员应为三个不同的人。")
        if there := User.objects.filter(username__in=usernames).values_list("username", flat=True):
            raise CommandError(f"用户名已存在：{'、'.join(there)}。")
        with transaction.atomic():
            authority = _authority(options["authority"], options["authority_name"])
            people = [_made(options[key], key, role, authority) for key, role in NAMES.items()]
            changes = [audit.change(person, "角色", None, person.memberships.get()) for person in people]
            audit.record("set_up_add", by=None, target=f"三名管理员 {authority}", changes=changes)
        self.stdout.write(f"已为{authority}建立系统管理员、安全管理员、审计管理员。")


def _authority(code: str, name: str) -> Department:
    present = Department.objects.filter(code=code).first()
    if present is None and not name:
        raise CommandError(f"没有编码为{code}的财政部门；要新建，请加--authority-name 名称。")
    row = present or Department(code=code, name=name, kind=Department.Kind.AUTHORITY)
    if row.kind != Department.Kind.AUTHORITY:
        raise CommandError(f"{row}不是财政部门。")
    if present is None:
        _checked(row)
        row.save()
    return row


def _made(username: str, key: str, role: Role, authority: Department) -> User:
    variable = f"PERFEVAL_{key.upper()}_PASSWORD"
    person = User(username=username, name=role.label)
    password = os.environ.get(variable, "")
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise CommandError(f"{role.label}的密码（{variable}）不能用：{''.join(weak.messages)}") from weak
    person.set_password(password)
    _checked(person)
    person.save()
    password_changed(password, person)
    passwords.given(person)
    Membership.objects.create(user=person, department=authority, role=role)
    return person


def _checked(row: User | Department) -> None:
    try:
        row.full_clean(exclude=["path"])
    except ValidationError as wrong:
        raise CommandError("；".join(wrong.messages)) from wrong
