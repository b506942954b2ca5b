"""`manage.py replay`: read events again, the unreadable ones unless ids are named."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from calls.ingest import ingest
from calls.models import Event


class Command(BaseCommand):
    help = "Read events again: those that could not be read, or the ids given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=int)

    def handle(self, *, ids: list[int], **_: Any) -> None:
        chosen = (
            Event.objects.filter(pk__in=ids) if ids else Event.objects.filter(state=Event.State.UNREADABLE)
        )
        read = [bool(ingest(event)) for event in chosen.select_related("connection").order_by("id")]
        self.stdout.write(f"{sum(read)} of {len(read)} events could be read.")
