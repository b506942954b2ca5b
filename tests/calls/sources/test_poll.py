"""The reconciling poll against the simulator: nothing missed, nothing doubled."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls import ingest
from calls.models import Call, Event, Leg, Poll
from calls.sources import compare
from calls.sources.poll import OVERLAP, poll
from tests.calls.audio import wav
from tests.calls.sources.polling import BERLIN, a_ucm, done_until, polled, push, soon
from ucm.models import Connection
from ucm.simulator.audio import Recording
from ucm.simulator.traffic.kinds import CallKind

pytestmark = pytest.mark.django_db


def test_calls_of_a_webhook_outage_are_recovered() -> None:
    with a_ucm() as (ucm, connection):
        placed = [ucm.place_call(kind) for kind in CallKind]
        push(connection, *placed[::2])
        row = poll(connection, now=soon())
    assert (row.state, row.why, row.mend) == (Poll.State.DONE, "", "")
    assert {call.session for call in Call.objects.all()} == {call.session for call in placed}
    assert Leg.objects.count() == row.legs_seen == sum(len(call.rows) for call in placed)
    assert (row.calls_seen, row.calls_recovered) == (len(placed), len(placed[1::2]))
    assert row.finished_at is not None


def test_the_lost_leg_of_a_call_is_brought_without_counting_the_call_as_missed() -> None:
    with a_ucm() as (ucm, connection):
        placed = ucm.place_call(CallKind.VOICEMAIL)
        ingest.ingest(ingest.accept(connection, Event.Source.WEBHOOK, json.dumps(placed.rows[0]).encode()))
        row = poll(connection, now=soon())
    assert Call.objects.get().legs.count() == len(placed.rows) > 1
    assert row.calls_recovered == 0


def test_a_recording_that_was_named_later_is_taken_note_of_once() -> None:
    with a_ucm() as (ucm, connection):
        placed = ucm.place_call(recording=Recording("tone.wav", wav(), 1.0))
        bare = replace(placed, rows=tuple(row | {"recordfiles": ""} for row in placed.rows))
        push(connection, bare)
        assert not Call.objects.get().recordings.exists()
        first, second = poll(connection, now=soon()), poll(connection, now=soon())
    assert Call.objects.get().recordings.count() == 1
    assert (first.calls_recovered, second.calls_recovered, polled()) == (0, 0, 1)
    assert Leg.objects.count() == len(placed.rows)


def test_windows_that_overlap_make_no_event_and_no_call_twice() -> None:
    with a_ucm() as (ucm, connection):
        for _ in range(3):
            ucm.place_call()
        first = poll(connection, now=soon())
        second = poll(connection, now=soon())
    assert second.window_start == first.window_end - OVERLAP
    assert (second.state, second.legs_seen, second.calls_recovered) == (Poll.State.DONE, 3, 0)
    assert (Call.objects.count(), polled()) == (3, 1)


def test_a_push_that_nobody_has_read_yet_is_not_missed() -> None:
    with a_ucm() as (ucm, connection):
        placed = ucm.place_call()
        ingest.accept(connection, Event.Source.WEBHOOK, json.dumps(placed.rows[0]).encode())
        row = poll(connection, now=soon())
    assert (row.calls_seen, row.calls_recovered) == (1, 0)
    assert polled() == 0


def test_a_call_that_has_just_ended_is_left_to_its_push() -> None:
    with a_ucm() as (ucm, connection):
        ucm.place_call()
        row = poll(connection, now=timezone.now())
    assert row.state == Poll.State.DONE
    assert Call.objects.count() == 0


def test_a_long_call_is_found_though_it_began_before_the_window() -> None:
    with a_ucm() as (ucm, connection):
        placed = ucm.place_call()
        middle = datetime.fromtimestamp((placed.begins + placed.ends) / 2, UTC)
        done_until(connection, middle + OVERLAP)
        row = poll(connection, now=middle + OVERLAP + timedelta(minutes=5))
    assert row.window_start == middle
    assert Call.objects.get().started_at < row.window_start < Call.objects.get().ended_at


def test_more_legs_than_one_event_holds_are_all_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "BATCH", 3)
    with a_ucm() as (ucm, connection):
        placed = [ucm.place_call(CallKind.RING_GROUP) for _ in range(2)]
        row = poll(connection, now=soon())
    legs = sum(len(call.rows) for call in placed)
    assert row.legs_seen == Leg.objects.count() == legs
    assert polled() == -(-legs // 3)
    assert row.calls_recovered == 2


def test_the_repeated_hour_of_the_clock_change_loses_no_call() -> None:
    """Berlin, 25 October 2026: 02:00 to 03:00 comes twice; the window begins between the two."""
    first, second = (datetime(2026, 10, 25, hour, 20, tzinfo=UTC) for hour in (0, 1))
    with a_ucm(zone=BERLIN) as (ucm, connection):
        Connection.objects.update(time_zone="Europe/Berlin")
        connection.refresh_from_db()
        for moment in (first, second):
            ucm.place_call(CallKind.OUTBOUND_BUSY, begins=moment.timestamp())
        done_until(connection, datetime(2026, 10, 25, 1, 0, tzinfo=UTC) + OVERLAP)
        late = poll(connection, now=datetime(2026, 10, 25, 4, tzinfo=UTC))
        assert list(Call.objects.values_list("started_at", flat=True)) == [second]
        Poll.objects.all().delete()
        poll(connection, now=datetime(2026, 10, 25, 4, tzinfo=UTC))
    assert late.legs_seen == 1
    assert set(Call.objects.values_list("started_at", flat=True)) == {first, second}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_mixture_of_webhook_and_poll_yields_the_same_calls(office: Any, data: st.DataObject) -> None:
    connection, rows, expected = office
    order = data.draw(st.permutations(range(len(rows))))
    pushed = order[: data.draw(st.integers(0, len(order)))]
    poll_after = data.draw(st.sets(st.integers(0, len(pushed)), max_size=2))
    with transaction.atomic():
        for place, index in enumerate(pushed):
            if place in poll_after:
                assert poll(connection, now=soon()).state == Poll.State.DONE
            ingest.ingest(ingest.accept(connection, Event.Source.WEBHOOK, json.dumps(rows[index]).encode()))
        assert poll(connection, now=soon()).state == Poll.State.DONE
        assert facts() == expected
        transaction.set_rollback(True)


@pytest.fixture
def office() -> Iterator[tuple[Connection, list[dict[str, str]], Any]]:
    """A UCM with calls of several legs, and what they come to when all are pushed in order."""
    with a_ucm() as (ucm, connection):
        placed = [ucm.place_call(kind) for kind in (CallKind.VOICEMAIL, CallKind.TRANSFER, CallKind.INBOUND)]
        with transaction.atomic():
            push(connection, *placed)
            expected = facts()
            transaction.set_rollback(True)
        yield connection, [row for call in placed for row in call.rows], expected


def facts() -> list[dict[str, Any]]:
    names = [field.name for field in Call._meta.concrete_fields if field.name not in ("id", "created_at")]
    return [
        {name: getattr(call, name) for name in names}
        | {"legs": sorted(call.legs.values_list("key", flat=True))}
        for call in Call.objects.order_by("session")
    ]
