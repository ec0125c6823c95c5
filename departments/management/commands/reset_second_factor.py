"""重置双因素登录 at the command line, for the day on which nobody else can: audited like on the page."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments import second_factor
from departments.management.people import person_called


class Command(BaseCommand):
    help = "Take away a person's second factor; roles that need one set it up anew at the next sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, username: str, reason: str, **options: Any) -> None:
        person = person_called(username)
        try:
            second_factor.reset(person, by=None, reason=reason)
        except second_factor.Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"已重置{person}的双因素登录。")
