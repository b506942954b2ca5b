"""`manage.py replay`: read events again, those with something unreadable unless ids are named."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from calls import ingest
from calls.models import Event


class Command(BaseCommand):
    help = "Read events again: those that could not be read, or the ids given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=int)

    def handle(self, *, ids: list[int], **_: Any) -> None:
        chosen = Event.objects.filter(pk__in=ids) if ids else Event.objects.filter(state__in=Event.TROUBLE)
        read, total = ingest.replay(chosen)
        self.stdout.write(f"{read} of {total} events could be read.")
