"""`manage.py retry`: make failed steps due again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from calls.models import Step
from calls.pipeline import reopen


class Command(BaseCommand):
    help = "Make failed steps due again: all of them, or of one stage."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", help="fetch_recording, transcribe or analyse")

    def handle(self, *, stage: str | None, **_: Any) -> None:
        failed = Step.objects.failed().select_related("call", "backfill")
        failed = failed.filter(stage=stage) if stage else failed
        count = len([reopen(step) for step in failed])
        self.stdout.write(f"{count} steps are due again.")
