"""Backfills against the simulator: months, clock changes, kills, pauses, and calls known by other ways."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calls.models import Backfill, Call, Event, Leg, Step
from calls.models.backfill import DAY
from calls.sources import backfill as backfills
from calls.sources import compare
from calls.sources.backfill import carry, carry_all
from calls.sources.poll import poll
from tests.calls.sources.backfilling import S, a_call_a_day, finish, sessions, today, wanted
from tests.calls.sources.polling import BERLIN, a_ucm, asked, push, soon
from tests.factories import make_call
from ucm.client import UcmClient
from ucm.models import Connection
from ucm.simulator.demo import place_history
from ucm.simulator.server import RunningUcm
from ucm.simulator.traffic.kinds import CallKind

pytestmark = pytest.mark.django_db


def test_months_of_history_come_in_once_each() -> None:
    with a_ucm(zone=BERLIN) as (ucm, connection):
        Connection.objects.update(time_zone="Europe/Berlin")
        connection.refresh_from_db()
        placed = place_history(ucm.pbx, 20)
        last = timezone.localdate(timezone=BERLIN)
        backfill = finish(wanted(connection, days=20, last_day=last))
    assert (backfill.state, backfill.why, backfill.days_to_do) == (S.DONE, "", 0)
    assert sessions() == {call.session for call in placed}
    assert Leg.objects.count() == sum(len(call.rows) for call in placed)
    assert backfill.calls_found == len(placed)
    assert backfill.finished_at is not None


def test_the_newest_day_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfills, "TURN", 0.0)
    with a_ucm() as (ucm, connection):
        placed = a_call_a_day(ucm, 3)
        backfill = wanted(connection)
        carry(backfill)
    assert sessions() == {placed[0].session}
    assert (backfill.state, backfill.days_done, backfill.days) == (S.RUNNING, 1, 3)


def test_only_the_days_asked_for_come_in() -> None:
    with a_ucm() as (ucm, connection):
        placed = a_call_a_day(ucm, 5)
        finish(wanted(connection, days=2, last_day=today() - 2 * DAY))
    assert sessions() == {call.session for call in placed[1:3]}


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["23 hours", "25 hours"])
def test_days_on_which_the_clocks_change_are_whole(day: date) -> None:
    """A call in each half hour from the evening before to the morning after, Berlin time."""
    with a_ucm(zone=BERLIN) as (ucm, connection):
        Connection.objects.update(time_zone="Europe/Berlin")
        connection.refresh_from_db()
        first = datetime.combine(day, time(), BERLIN).astimezone(UTC) - timedelta(hours=1)
        placed = [
            ucm.place_call(CallKind.OUTBOUND_BUSY, begins=(first + n * timedelta(minutes=30)).timestamp())
            for n in range(56)
        ]
        finish(wanted(connection, days=1, last_day=day))
    inside = {call.session for call in placed if datetime.fromtimestamp(call.ends, BERLIN).date() == day}
    assert sessions() == inside
    assert len(inside) in (46, 50)


def test_a_zone_far_from_ours_has_its_own_days() -> None:
    zone = ZoneInfo("Pacific/Auckland")
    with a_ucm(zone=zone) as (ucm, connection):
        Connection.objects.update(time_zone=zone.key)
        connection.refresh_from_db()
        morning = datetime.combine(date(2026, 5, 4), time(1), zone)
        ucm.place_call(CallKind.OUTBOUND_BUSY, begins=morning.timestamp())
        finish(wanted(connection, days=1, last_day=date(2026, 5, 4)))
    assert Call.objects.get().started_at.date() == date(2026, 5, 3)


# --- Kills, pauses, two at once ---------------------------------------------------------------------


class Killed(BaseException):
    """As kill -9: nothing of ours runs any more."""


def test_a_kill_in_the_middle_of_a_day_costs_nothing_and_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compare, "BATCH", 2)
    with a_ucm() as (ucm, connection):
        noon = datetime.combine(today(), time(12), UTC) - DAY
        placed = [ucm.place_call(begins=(noon + n * timedelta(minutes=9)).timestamp()) for n in range(7)]
        placed += a_call_a_day(ucm, 3)
        backfill = wanted(connection)
        with monkeypatch.context() as patch:
            patch.setattr(backfills, "take", dying_after(2, backfills.take))
            with pytest.raises(Killed):
                carry(backfill)
        assert 0 < Call.objects.count() < 8
        assert not carry(backfill), "the dead worker's lease has not run out"
        finish(backfill)
    assert sessions() == {call.session for call in placed}
    assert Leg.objects.count() == sum(len(call.rows) for call in placed)
    assert Backfill.objects.get().calls_found == len(placed)


def dying_after(times: int, real: Any) -> Any:
    left = iter(range(times))

    def take(*args: Any, **options: Any) -> None:
        if next(left, None) is None:
            raise Killed
        real(*args, **options)

    return take


def test_days_that_are_finished_are_not_asked_for_again_after_a_kill(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with a_ucm() as (ucm, connection):
        a_call_a_day(ucm, 3)
        backfill = wanted(connection)
        with monkeypatch.context() as patch:
            patch.setattr(backfills, "take", dying_after(2, backfills.take))
            with pytest.raises(Killed):
                carry(backfill)
        before = len(ucm.requests)
        finish(backfill)
        days = [
            served.parameters["startTime"] for served in ucm.requests[before:] if served.action == "cdrapi"
        ]
    assert set(days) == {f"{today() - 3 * DAY}T00:00:00+00:00"}


def test_a_paused_backfill_stops_before_the_next_day_and_goes_on_where_it_was() -> None:
    with a_ucm() as (ucm, connection):
        a_call_a_day(ucm, 3)
        backfill = wanted(connection)
        assert backfill.pause()
        assert not carry(backfill)
        assert asked(ucm) == []
        assert backfill.resume()
        assert finish(backfill).state == S.DONE
    assert Call.objects.count() == 3


def test_a_pause_in_the_middle_of_a_turn_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_ucm() as (ucm, connection):
        a_call_a_day(ucm, 3)
        backfill = wanted(connection)
        real = backfills.take

        def pausing(*args: Any, **options: Any) -> None:
            real(*args, **options)
            Backfill.objects.get().pause()

        monkeypatch.setattr(backfills, "take", pausing)
        carry(backfill)
    assert (backfill.state, Call.objects.count()) == (S.PAUSED, 1)


def test_a_backfill_at_work_is_left_alone_by_a_second_worker() -> None:
    with a_ucm() as (ucm, connection):
        backfill = wanted(connection)
        Backfill.objects.update(state=S.RUNNING, claim="other", due_at=timezone.now() + timedelta(minutes=1))
        assert not carry(backfill)
        assert asked(ucm) == []


def test_whoever_lost_its_claim_writes_nothing() -> None:
    with a_ucm() as (_, connection):
        backfill = wanted(connection)
        assert backfills._claim(backfill)
        Backfill.objects.update(claim="other")
        with pytest.raises(backfills.LostClaim):
            backfills._finish_day(backfill, backfill.next_day, calls=5)
    assert Backfill.objects.get().calls_found == 0


def test_a_connection_has_one_turn_at_a_time_and_a_paused_one_does_not_block_the_next() -> None:
    with a_ucm() as (ucm, connection):
        a_call_a_day(ucm, 1)
        first, second = wanted(connection, days=1), wanted(connection, days=1)
        assert carry_all() == [first]
        Backfill.objects.filter(pk=first.pk).update(state=S.PAUSED)
        assert carry_all() == [second]


# --- Calls known by other ways ----------------------------------------------------------------------


def test_calls_that_a_push_or_a_poll_brought_are_neither_doubled_nor_taken_over() -> None:
    with a_ucm() as (ucm, connection):
        placed = a_call_a_day(ucm, 4)
        push(connection, placed[0])
        poll(connection, now=soon(), since=datetime.combine(today() - 3 * DAY, time(), UTC))
        Step.objects.update(state=Step.State.DONE)
        backfill = finish(wanted(connection, days=4))
        push(connection, *placed)
    assert Call.objects.count() == len(placed) == backfill.calls_found
    assert Event.objects.filter(source=Event.Source.BACKFILL).count() == 1
    assert set(Step.objects.values_list("backfill", flat=True)) == {None}


def test_the_poll_goes_on_between_the_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfills, "TURN", 0.0)
    with a_ucm() as (ucm, connection):
        a_call_a_day(ucm, 3)
        new = ucm.place_call()
        backfill = wanted(connection)
        carry(backfill)
        row = poll(connection, now=soon())
    assert row.state == "done"
    assert new.session in sessions()
    assert backfill.state == S.RUNNING


def test_a_firmware_that_ignores_offset_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(UcmClient.cdrs.__kwdefaults__, "page_size", 5)
    with a_ucm("ignores-offset") as (ucm, connection):
        morning = datetime.combine(today() - DAY, time(8), UTC)
        placed = [
            ucm.place_call(CallKind.OUTBOUND_BUSY, begins=(morning + n * timedelta(minutes=11)).timestamp())
            for n in range(40)
        ]
        backfill = finish(wanted(connection, days=1))
        assert (sessions(), backfill.calls_found) == ({call.session for call in placed}, 40)
        Call.objects.all().delete()
        poll(connection, now=soon(), since=morning)
    assert sessions() == {call.session for call in placed}


def test_finding_known_calls_takes_the_same_queries_however_many(settings: Any) -> None:
    counts = []
    with a_ucm() as (ucm, connection):
        for _ in range(2):
            a_call_a_day(ucm, 1)
            for _ in range(len(counts) * 30):
                a_call_a_day(ucm, 1)
            finish(wanted(connection, days=1))
            again = wanted(connection, days=1)
            with CaptureQueriesContext(database) as queries:
                carry(again)
            counts.append(len(queries))
    assert counts[0] == counts[1]


# --- What comes after: recordings -------------------------------------------------------------------


@pytest.fixture
def recorded() -> Iterator[tuple[RunningUcm, Connection, Any]]:
    """A UCM with one recorded call of yesterday."""
    from ucm.simulator.audio import shipped

    with a_ucm() as (ucm, connection):
        noon = datetime.combine(today(), time(12), UTC) - DAY
        placed = ucm.place_call(recording=shipped()[0], begins=noon.timestamp())
        yield ucm, connection, placed


def test_a_recorded_call_queues_up_behind_new_calls_and_no_bell_rings(
    recorded: Any, rung: list[tuple[str, int]], django_capture_on_commit_callbacks: Any
) -> None:
    _, connection, _ = recorded
    with django_capture_on_commit_callbacks(execute=True):
        backfill = finish(wanted(connection, days=1))
    step = Step.objects.get()
    assert (step.backfill, step.state, step.stage) == (backfill, Step.State.WAITING, "fetch_recording")
    assert "calls.run_step" not in {task for task, _ in rung}


def test_records_only_fetches_nothing_and_says_so(recorded: Any) -> None:
    _, connection, _ = recorded
    finish(wanted(connection, days=1, recordings=False))
    step = Step.objects.get()
    assert step.state == Step.State.SKIPPED
    assert "Only the record" in step.why


def test_recordings_that_were_left_out_are_fetched_when_the_days_are_asked_for_again(recorded: Any) -> None:
    _, connection, _ = recorded
    finish(wanted(connection, days=1, recordings=False))
    again = finish(wanted(connection, days=1))
    assert again.steps.get().state == Step.State.WAITING


def test_cancelling_withdraws_what_waits_and_keeps_what_came(recorded: Any) -> None:
    _, connection, _ = recorded
    backfill = finish(wanted(connection, days=1))
    Backfill.objects.update(state=S.RUNNING)
    assert backfills.cancel(backfill)
    step = Step.objects.get()
    assert (backfill.state, step.state) == (S.CANCELLED, Step.State.SKIPPED)
    assert "cancelled" in step.why
    assert not backfills.cancel(backfill)
    assert Call.objects.count() == 1


def test_a_backfill_gives_way_to_the_recording_of_a_new_call() -> None:
    with a_ucm() as (ucm, connection):
        a_call_a_day(ucm, 2)
        new = Step.objects.create(call=make_call(connection=connection), stage="fetch_recording")
        backfill = wanted(connection, days=2)
        carry(backfill)
        assert asked(ucm) == []
        assert (backfill.state, backfill.why) == (S.RUNNING, "")
        Step.objects.filter(pk=new.pk).update(state=Step.State.DONE)
        assert finish(backfill).state == S.DONE


def test_a_new_call_that_no_worker_takes_up_does_not_hold_history_for_ever() -> None:
    with a_ucm() as (_, connection):
        long_ago = timezone.now() - timedelta(minutes=10)
        call = make_call(connection=connection)
        Step.objects.create(call=call, stage="fetch_recording", due_at=long_ago)
        assert finish(wanted(connection, days=2)).state == S.DONE
