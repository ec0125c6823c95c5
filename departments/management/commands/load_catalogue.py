"""Load the shipped scoring schemes and outlines."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from departments import audit
from departments.catalogue import load_catalogue


class Command(BaseCommand):
    """Idempotent; rows that a submission used stay as they are."""

    help = "装入随软件提供的评分方案与报告提纲（可重复执行）。"

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            changed = load_catalogue()
            audit.seal(by=None, verb="catalogue", target="评分方案与报告提纲", reason="随软件提供")
        self.stdout.write(f"评分方案{changed['schemes']}个、报告提纲{changed['outlines']}个已更新。")
