"""单点登录: the person's account is to be tied anew to who comes with its user name next."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.management.people import person_called
from departments.sso import subjects


class Command(BaseCommand):
    help = "Forget whom the identity provider meant by a user name; the next sign-in there ties it anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, username: str, reason: str, **options: Any) -> None:
        person = person_called(username)
        if not subjects.forget(person, reason=reason):
            raise CommandError(f"{person}没有经单点登录登录过，无需解除。")
        self.stdout.write(f"已解除{person}与身份提供者的对应，下次经单点登录时重新对应。")
