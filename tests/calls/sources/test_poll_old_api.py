"""The reconciling poll over the old API: the same calls, though it finds them by their start only."""

from datetime import UTC, datetime, timedelta

import pytest

from calls.models import Call, Leg, Poll
from calls.sources.poll import OVERLAP, poll
from tests.calls.sources.polling import BERLIN, a_ucm, asked, done_until, polled, push, soon
from ucm.models import Connection
from ucm.simulator.traffic.kinds import CallKind

pytestmark = pytest.mark.django_db

OLD = ["old-api", "old-api-basic", "old-api-open", "old-api-repeating"]


@pytest.mark.parametrize("scenario", OLD)
def test_calls_of_a_webhook_outage_are_recovered(scenario: str) -> None:
    with a_ucm(scenario) as (ucm, connection):
        placed = [ucm.place_call(kind) for kind in CallKind]
        push(connection, *placed[::2])
        row = poll(connection, now=soon())
    assert (row.state, row.why, row.mend) == (Poll.State.DONE, "", "")
    assert {call.session for call in Call.objects.all()} == {call.session for call in placed}
    assert Leg.objects.count() == row.legs_seen == sum(len(call.rows) for call in placed)
    assert (row.calls_seen, row.calls_recovered) == (len(placed), len(placed[1::2]))


def test_polls_that_overlap_make_no_event_and_no_call_twice() -> None:
    with a_ucm("old-api") as (ucm, connection):
        for _ in range(3):
            ucm.place_call()
        poll(connection, now=soon())
        second = poll(connection, now=soon())
    assert (second.state, second.legs_seen, second.calls_recovered) == (Poll.State.DONE, 3, 0)
    assert (Call.objects.count(), polled()) == (3, 1)


def test_a_long_call_is_found_though_it_began_before_the_window() -> None:
    with a_ucm("old-api") as (ucm, connection):
        placed = ucm.place_call()
        middle = datetime.fromtimestamp((placed.begins + placed.ends) / 2, UTC)
        done_until(connection, middle + OVERLAP)
        row = poll(connection, now=middle + OVERLAP + timedelta(minutes=5))
    assert row.window_start == middle
    assert Call.objects.get().started_at < row.window_start < Call.objects.get().ended_at


def test_the_repeated_hour_of_the_clock_change_loses_no_call() -> None:
    first, second = (datetime(2026, 10, 25, hour, 20, tzinfo=UTC) for hour in (0, 1))
    with a_ucm("old-api", zone=BERLIN) as (ucm, connection):
        Connection.objects.update(time_zone="Europe/Berlin")
        connection.refresh_from_db()
        for moment in (first, second):
            ucm.place_call(CallKind.OUTBOUND_BUSY, begins=moment.timestamp())
        poll(connection, now=datetime(2026, 10, 25, 4, tzinfo=UTC))
    assert set(Call.objects.values_list("started_at", flat=True)) == {first, second}


def test_an_empty_answer_is_believed_only_when_it_is_proven() -> None:
    with a_ucm("old-api") as (ucm, connection):
        assert poll(connection, now=soon()).state == Poll.State.DONE
        ucm.place_call(begins=(soon() - timedelta(days=3)).timestamp())
        assert poll(connection, now=soon()).state == Poll.State.DONE


@pytest.mark.parametrize("scenario", ["old-api", "old-api-basic"])
def test_a_wrong_password_is_shown_once_however_often_is_polled(scenario: str) -> None:
    with a_ucm(scenario, password="wrong") as (ucm, connection):
        rows = [poll(connection, now=soon()) for _ in range(7)]
        assert asked(ucm).count("login") == 1
    assert {row.state for row in rows} == {Poll.State.WAITING}
    assert "No further login is tried" in rows[-1].why


def test_a_list_of_permitted_ips_without_us_fails_with_what_to_do() -> None:
    with a_ucm("old-api-denied") as (_, connection):
        row = poll(connection, now=soon())
    assert row.state == Poll.State.FAILED
    assert "While that list is empty" in row.mend
