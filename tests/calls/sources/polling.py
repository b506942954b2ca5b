"""A simulated UCM with a connection to it, and the words in which the poll's tests ask for calls."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from calls import ingest
from calls.models import Event, Poll
from calls.sources.poll import FIRST, SETTLE
from tests.journeys.house import connect
from ucm.models import Connection
from ucm.simulator.server import RunningUcm, running
from ucm.simulator.switches import Scenario
from ucm.simulator.traffic.calls import Call as PlacedCall

BERLIN = ZoneInfo("Europe/Berlin")


@contextmanager
def a_ucm(
    scenario: str | Scenario = "good", *, password: str = "right", **options: Any
) -> Iterator[tuple[RunningUcm, Connection]]:
    with running(user="cdrapi", password="right", scenario=scenario, recordings=(), **options) as ucm:
        yield ucm, connect(ucm, user="cdrapi", password=password)


def soon() -> datetime:
    """When calls that have just ended are settled."""
    return timezone.now() + SETTLE + timedelta(seconds=5)


def push(connection: Connection, *calls: PlacedCall) -> None:
    for row in (row for call in calls for row in call.rows):
        ingest.ingest(ingest.accept(connection, Event.Source.WEBHOOK, json.dumps(row).encode()))


def done_until(connection: Connection, end: datetime) -> Poll:
    return Poll.objects.create(
        connection=connection, window_start=end - FIRST, window_end=end, state=Poll.State.DONE
    )


def asked(ucm: RunningUcm) -> list[str]:
    return [served.action for served in ucm.requests]


def polled() -> int:
    return Event.objects.filter(source=Event.Source.POLL).count()
