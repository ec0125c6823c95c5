"""终止登录 at the command line: of one person, or of everybody after a secret has become known."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from departments import live_sessions
from departments.management.people import person_called
from departments.models import LiveSession, User


class Command(BaseCommand):
    help = "End the open sign-ins of a person, or of everybody; audited person by person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", nargs="?", default="")
        parser.add_argument("--everyone", action="store_true")
        parser.add_argument("--reason", required=True)

    @transaction.atomic
    def handle(self, *args: Any, username: str, reason: str, everyone: bool = False, **options: Any) -> None:
        if everyone == bool(username):
            raise CommandError("请给出一个用户名，或 --everyone（所有人）。", returncode=2)
        signed_in = User.objects.filter(live_sessions__isnull=False).distinct()
        people = [person_called(username)] if username else signed_in
        count = sum(live_sessions.end_all(person, by=None, reason=reason) for person in people)
        if everyone:  # people between the two steps of signing in too
            LiveSession.objects.all().delete()
        self.stdout.write(f"已终止{count}处登录。")
