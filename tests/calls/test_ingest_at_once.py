"""Several workers ingest legs of the same calls at once, each on a database connection of its own."""

import itertools
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connections

from calls import ingest
from calls.models import Call, Event, Leg, Step
from ucm.models import Connection
from ucm.simulator.traffic.busy import busy_day
from ucm.simulator.traffic.calls import Call as PlacedCall

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


def accept(connection: Connection, body: object) -> Event:
    return ingest.accept(connection, Event.Source.WEBHOOK, json.dumps(body).encode())


def ingest_at_once(events: Sequence[Event]) -> None:
    """By as many workers as there are events, up to WORKERS; whatever one raises is raised here."""
    together = threading.Barrier(min(WORKERS, len(events)))

    def work(ids: Sequence[int]) -> None:
        try:
            together.wait(timeout=10)
            for pk in ids:
                ingest.ingest_one(pk)
        finally:
            connections.close_all()

    ids = [event.pk for event in events]
    with ThreadPoolExecutor(together.parties) as pool:
        list(pool.map(work, (ids[place :: together.parties] for place in range(together.parties))))


def calls_with(legs: int) -> list[PlacedCall]:
    return [call for call in busy_day(date(2026, 3, 3), legs=2000) if len(call.rows) >= legs]


def facts() -> dict[str, dict[str, Any]]:
    names = [field.name for field in Call._meta.concrete_fields if field.name not in ("id", "created_at")]
    return {call["session"]: call for call in Call.objects.values(*names)}


def test_legs_of_one_call_that_arrive_at_once_make_the_call_that_they_make_in_turn(
    connection: Connection,
) -> None:
    placed = calls_with(legs=6)[:12]
    for call in placed:
        ingest.ingest(accept(connection, list(call.rows)))
    in_turn = facts()
    Step.objects.all().delete()
    Call.objects.all().delete()
    for call in placed:
        ingest_at_once([accept(connection, row) for row in call.rows])
    assert facts() == in_turn
    assert Leg.objects.count() == sum(len(call.rows) for call in placed)
    assert Step.objects.count() == len(placed)
    assert not Event.objects.exclude(state=Event.State.UNDERSTOOD).exists()


def test_the_same_record_at_once_from_every_worker_is_one_leg(connection: Connection) -> None:
    for call in calls_with(legs=1)[:8]:
        ingest_at_once([accept(connection, call.rows[0]) for _ in range(WORKERS)])
    assert Call.objects.count() == Leg.objects.count() == Step.objects.count() == 8
    assert not Event.objects.exclude(state=Event.State.UNDERSTOOD).exists()


def test_a_leg_that_arrives_while_another_is_being_stored_waits_and_then_sees_it(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, missed, answered = _known_and_two_more(calls_with(legs=6)[0])
    ingest.ingest(accept(connection, known))
    slow, quick = accept(connection, answered), accept(connection, missed)
    inside, close = threading.Event(), ingest._close

    def close_late(event: Event, *arguments: Any, **words: Any) -> None:
        if event.pk == slow.pk:
            inside.set()
            # The other has this long to read the legs without ours, were it not made to wait.
            threading.Event().wait(0.5)
        close(event, *arguments, **words)

    monkeypatch.setattr(ingest, "_close", close_late)

    def work(event: Event) -> None:
        try:
            if event is quick:
                assert inside.wait(10)
            ingest.ingest_one(event.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (slow, quick)))
    call = Call.objects.get()
    assert (call.legs.count(), call.disposition) == (3, Call.Disposition.ANSWERED)


def _known_and_two_more(call: PlacedCall) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Three phones of a ring group: two that only rang, and the one that was answered."""
    phones = [row for row in call.rows if row["lastapp"] == "Dial"]
    rang = [row for row in phones if row["disposition"] != "ANSWERED"]
    [answered] = [row for row in phones if row["disposition"] == "ANSWERED"]
    return rang[0], rang[1], answered


def test_bodies_that_name_the_same_calls_in_opposite_order_do_not_lock_each_other_out(
    connection: Connection,
) -> None:
    rows = [call.rows[0] for call in calls_with(legs=1)[:20]]
    turns = itertools.cycle((rows, rows[::-1]))
    ingest_at_once([accept(connection, next(turns)) for _ in range(4 * WORKERS)])
    assert Leg.objects.count() == len(rows)
    assert not Event.objects.exclude(state=Event.State.UNDERSTOOD).exists()
