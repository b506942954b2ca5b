"""`manage.py work`: poll, backfill, read events and run due steps in this process, with no broker at all."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.db.models import Max, Q
from django.utils import timezone

from calls import pipeline
from calls.drip import dripping
from calls.ingest import ingest_one
from calls.models import Event, Poll, Step
from calls.sources import backfill as backfills
from calls.sources.poll import poll
from calls.stages import TRANSCRIBE
from ucm.models import Connection


class Command(BaseCommand):
    help = (
        "Do the work that is due, polls and backfills included, without a broker. Runs until stopped; --once "
        "stops when nothing is due (recordings of the past are due one after the other: HISTORY_PER_HOUR)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between looks (default 1)")

    def handle(self, *, once: bool, pause: float, **_: Any) -> None:
        Poll.objects.thin(now=timezone.now())
        while True:
            if not work_through():
                if once:
                    return
                time.sleep(pause)


def work_through() -> int:
    """One round: polls, events, steps of new calls, then a turn of backfills and a step or two of the past.

    How many there were.
    """
    done = _poll() + _read() + _run_new_calls()
    return done + len(backfills.carry_all()) + _run_history()


def _poll() -> int:
    """Poll the connections whose last poll is long enough ago, whoever made it."""
    before = timezone.now() - timedelta(seconds=settings.POLL_INTERVAL)
    waiting = Connection.objects.askable().annotate(polled_at=Max("polls__started_at"))
    due = list(waiting.filter(Q(polled_at=None) | Q(polled_at__lte=before)))
    return sum(poll(connection, now=timezone.now()).state == Poll.State.DONE for connection in due)


def _read() -> int:
    unread = Event.objects.filter(state=Event.State.RECEIVED).order_by("id")
    events = list(unread.values_list("pk", flat=True))
    for pk in events:
        ingest_one(pk)
    return len(events)


def _run_new_calls() -> int:
    """Steps in the order in which they are due; those of the recogniser together, as it hears them best."""
    due = Step.objects.of_new_calls().due().order_by("due_at", "id")
    steps = list(due.values_list("pk", "stage"))
    for pk, stage in steps:
        if stage != TRANSCRIBE.name:
            pipeline.run(pk)
    _run_at_once([pk for pk, stage in steps if stage == TRANSCRIBE.name])
    return len(steps)


def _run_at_once(steps: list[int]) -> None:
    if len(steps) < 2:
        for pk in steps:
            pipeline.run(pk)
        return
    with ThreadPoolExecutor(settings.WHISPER_CALLS) as threads:
        list(threads.map(_run_in_thread, steps))


def _run_in_thread(pk: int) -> None:
    try:
        pipeline.run(pk)
    finally:
        connections.close_all()


def _run_history() -> int:
    return sum(pipeline.run(step.pk) is not None for step, _ in dripping())
