"""`manage.py work`: read events and run due steps in this process, with no broker at all."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from calls import pipeline
from calls.ingest import ingest_one
from calls.models import Event, Step


class Command(BaseCommand):
    help = "Do the work that is due, without a broker. Runs until stopped; --once stops when nothing is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between looks (default 1)")

    def handle(self, *, once: bool, pause: float, **_: Any) -> None:
        while True:
            if not work_through():
                if once:
                    return
                time.sleep(pause)


def work_through() -> int:
    """One round: every event and step that is due now. How many there were."""
    events = list(
        Event.objects.filter(state=Event.State.RECEIVED).order_by("id").values_list("pk", flat=True)
    )
    for pk in events:
        ingest_one(pk)
    steps = list(Step.objects.due().order_by("due_at", "id").values_list("pk", flat=True))
    for pk in steps:
        pipeline.run(pk)
    return len(events) + len(steps)
