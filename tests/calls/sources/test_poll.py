"""The reconciling poll against the simulator: nothing missed, nothing doubled, silence not believed."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database
from django.db import transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls import ingest, tasks
from calls.models import Call, Event, Leg, Poll
from calls.sources import poll as polling
from calls.sources.poll import FIRST, OVERLAP, SETTLE, poll, window
from tests.journeys.house import connect
from ucm.models import Connection
from ucm.simulator import actions, cdrapi, filters
from ucm.simulator.envelope import Answer, Request
from ucm.simulator.pbx import Pbx
from ucm.simulator.scenarios import Scenario
from ucm.simulator.server import RunningUcm, running
from ucm.simulator.status import Refused, Status
from ucm.simulator.traffic.calls import Call as PlacedCall
from ucm.simulator.traffic.kinds import CallKind
from ucm.turn import turn

pytestmark = pytest.mark.django_db

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


# --- Nothing missed, nothing doubled ----------------------------------------------------------------


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
    monkeypatch.setattr(polling, "BATCH", 3)
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


# --- Silence ----------------------------------------------------------------------------------------


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A firmware that dislikes our time filter says so as UCMs do: not at all."""
    real = filters.read_filters

    def read(parameters: Any, zone: ZoneInfo) -> filters.Filters:
        if "startTime" in parameters:
            raise filters.Unreadable("startTime")
        return real(parameters, zone)

    monkeypatch.setattr(cdrapi, "read_filters", read)


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(days=40)], ids=["in the window", "long ago"])
def test_silence_is_not_believed_when_the_filter_is_deaf(deaf: None, ago: timedelta) -> None:
    with a_ucm() as (ucm, connection):
        ucm.place_call(begins=(timezone.now() - timedelta(hours=1) - ago).timestamp())
        row = poll(connection, now=soon())
    assert row.state == Poll.State.FAILED
    assert "no record" in row.why
    assert "time zone" in row.mend
    assert Poll.objects.reconciled_until(connection) is None


def test_silence_is_not_believed_against_calls_that_were_pushed(deaf: None) -> None:
    with a_ucm() as (ucm, connection):
        old = ucm.place_call(begins=(timezone.now() - timedelta(days=40)).timestamp())
        push(connection, old, ucm.place_call(begins=(timezone.now() - timedelta(hours=1)).timestamp()))
        row = poll(connection, now=soon())
    assert row.state == Poll.State.FAILED
    assert "1 are here" in row.why


def test_a_ucm_that_misreads_the_zone_of_a_time_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the local digits for UTC, so in New York it answers with the calls of hours ago."""
    monkeypatch.setattr(
        filters,
        "_instant",
        lambda text, zone: datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp(),
    )
    now = datetime(2026, 6, 3, 18, 0, tzinfo=UTC)
    with a_ucm(zone=ZoneInfo("America/New_York")) as (ucm, connection):
        Connection.objects.update(time_zone="America/New_York")
        connection.refresh_from_db()
        done_until(connection, now - timedelta(minutes=5))
        ucm.place_call(begins=(now - timedelta(hours=5)).timestamp())
        ucm.place_call(begins=(now - timedelta(hours=1)).timestamp())
        row = poll(connection, now=now)
    assert row.state == Poll.State.FAILED
    assert row.legs_seen == 1


@pytest.mark.parametrize("calls_long_ago", [0, 1])
def test_honest_silence_is_believed(calls_long_ago: int) -> None:
    with a_ucm() as (ucm, connection):
        for _ in range(calls_long_ago):
            ucm.place_call(begins=(timezone.now() - timedelta(days=40)).timestamp())
        row = poll(connection, now=soon())
    assert (row.state, row.legs_seen) == (Poll.State.DONE, 0)


# --- Trouble ----------------------------------------------------------------------------------------


def test_a_cookie_that_dies_in_the_middle_costs_nothing() -> None:
    with a_ucm("expired-cookie") as (ucm, connection):
        placed = [
            ucm.place_call(begins=(timezone.now() - timedelta(hours=h)).timestamp()) for h in range(1, 20)
        ]
        row = poll(connection, now=soon())
        assert asked(ucm).count("login") > 1
    assert (row.state, row.calls_recovered) == (Poll.State.DONE, len(placed))


def test_a_busy_ucm_is_asked_again_by_the_next_beat() -> None:
    with a_ucm("busy") as (ucm, connection):
        ucm.place_call()
        first = poll(connection, now=soon())
        assert (first.state, Call.objects.count()) == (Poll.State.FAILED, 0)
        assert first.why
        assert first.mend
        second = poll(connection, now=soon())
    assert (second.pk, second.state, second.why) == (first.pk, Poll.State.DONE, "")
    assert Call.objects.count() == 1


def test_what_came_before_an_error_is_kept_and_the_next_try_completes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, answers = timezone.now(), iter(range(7))  # enough for the first two of the calls below

    def tiring(pbx: Pbx, request: Request) -> Answer:
        if next(answers, None) is None:
            raise Refused(Status.TOO_FREQUENT)
        return cdrapi.cdrapi(pbx, request)

    with a_ucm() as (ucm, connection):
        for hours in (23, 12, 1):
            ucm.place_call(CallKind.INTERNAL_MISSED, begins=(now - timedelta(hours=hours)).timestamp())
        with monkeypatch.context() as patch:
            patch.setitem(actions.ACTIONS, "cdrapi", tiring)
            row = poll(connection, now=now)
        assert (row.state, row.calls_recovered, Call.objects.count()) == (Poll.State.FAILED, 2, 2)
        again = poll(connection, now=now + timedelta(days=2))
    assert again.window_start == row.window_start
    assert (again.state, again.calls_recovered, Call.objects.count()) == (Poll.State.DONE, 3, 3)


def test_a_wrong_password_is_tried_once_until_it_is_changed(caplog: pytest.LogCaptureFixture) -> None:
    with a_ucm(password="wr0ng-secret") as (ucm, connection):
        rows = [poll(connection, now=soon()) for _ in range(3)]
        assert asked(ucm).count("login") == 1
        assert {row.pk for row in rows} == {rows[0].pk}
        assert rows[0].state == rows[-1].state == Poll.State.WAITING
        assert "password" in rows[-1].mend
        assert "wr0ng-secret" not in caplog.text + rows[-1].why + rows[-1].mend
        Connection.objects.update(login_refused="")
        mended = Connection.objects.get()
        mended.password = "right"
        mended.save()
        assert poll(mended, now=soon()).state == Poll.State.DONE


def test_what_the_api_user_may_not_do_is_said_with_its_mend() -> None:
    scenario = Scenario(name="no-cdrapi", summary="", forbidden=frozenset({"cdrapi"}))
    with a_ucm(scenario) as (_, connection):
        row = poll(connection, now=soon())
    assert row.state == Poll.State.FAILED
    assert "permission" in row.mend


def test_a_ucm_that_is_gone_is_a_failed_poll() -> None:
    with a_ucm() as (_, connection):
        pass
    row = poll(connection, now=soon())
    assert row.state == Poll.State.FAILED
    assert "refuses connections" in row.why


def test_a_poll_waits_while_another_has_the_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "PATIENCE", 0)
    with a_ucm() as (ucm, connection):
        with turn(connection, patience=0):
            row = poll(connection, now=soon())
        assert row.state == Poll.State.WAITING
        assert asked(ucm) == []
        assert poll(connection, now=soon()).state == Poll.State.DONE


def test_the_row_of_a_running_poll_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "PATIENCE", 0)
    with a_ucm() as (_, connection), turn(connection, patience=0):
        running_one = running_poll(connection)
        assert poll(connection, now=soon()).state == Poll.State.RUNNING
    assert Poll.objects.get().pk == running_one.pk


def test_the_poll_of_a_dead_worker_is_taken_up_with_its_window() -> None:
    with a_ucm() as (_, connection):
        dead = running_poll(connection)
        row = poll(connection, now=soon())
    assert (row.pk, row.state) == (dead.pk, Poll.State.DONE)
    assert row.window_start == dead.window_start


def running_poll(connection: Connection) -> Poll:
    start = timezone.now() - timedelta(days=3)
    return Poll.objects.create(
        connection=connection, window_start=start, window_end=start + FIRST, state=Poll.State.RUNNING,
        started_at=start,
    )  # fmt: skip


def test_a_poll_that_another_began_anew_cannot_be_ended(connection: Connection) -> None:
    mine = running_poll(connection)
    Poll.objects.update(started_at=timezone.now())
    polling._end(mine, Poll.State.DONE, polling._Seen())
    assert Poll.objects.get().state == Poll.State.RUNNING


def test_an_error_of_our_own_is_on_the_row_and_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(polling, "accept", lambda *_, **__: 1 / 0)
    with a_ucm() as (ucm, connection):
        ucm.place_call()
        row = poll(connection, now=soon())
    assert row.state == Poll.State.FAILED
    assert "ZeroDivisionError" in row.why
    assert "ZeroDivisionError" in caplog.text


# --- Windows ----------------------------------------------------------------------------------------

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def test_the_first_window_is_a_day(connection: Connection) -> None:
    assert window(connection, now=NOW) == (NOW - SETTLE - FIRST, NOW - SETTLE)


def test_a_window_begins_before_the_last_done_one_ended_however_long_ago(connection: Connection) -> None:
    done_until(connection, NOW - timedelta(days=9))
    assert window(connection, now=NOW) == (NOW - timedelta(days=9) - OVERLAP, NOW - SETTLE)


def test_a_clock_set_back_does_not_turn_the_window_round(connection: Connection) -> None:
    done_until(connection, NOW + timedelta(hours=6))
    start, end = window(connection, now=NOW)
    assert start == end - OVERLAP


def test_since_reaches_back_but_never_leaves_a_gap(connection: Connection) -> None:
    done_until(connection, NOW - timedelta(hours=5))
    early, late = NOW - timedelta(days=3), NOW - timedelta(hours=1)
    assert window(connection, now=NOW, since=early)[0] == early
    assert window(connection, now=NOW, since=late)[0] == NOW - timedelta(hours=7)


# --- Cost, task, command ----------------------------------------------------------------------------


def test_comparing_known_calls_takes_a_fixed_number_of_queries() -> None:
    with a_ucm() as (ucm, connection):
        counts = []
        for more in (2, 30):
            for _ in range(more):
                ucm.place_call(CallKind.INTERNAL_MISSED)
            poll(connection, now=soon())
            with CaptureQueriesContext(database) as queries:
                assert poll(connection, now=soon()).calls_recovered == 0
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_the_task_polls_every_enabled_connection_whatever_happens_to_one(connection: Connection) -> None:
    Connection.objects.create(
        name="Switched off", base_url="https://127.0.0.1:9", username="cdrapi", enabled=False
    )
    Connection.objects.filter(pk=connection.pk).update(base_url="https://127.0.0.1:9")
    with a_ucm() as (_, good):
        tasks.reconcile()
    states = dict(Poll.objects.values_list("connection__name", "state"))
    assert states == {connection.name: Poll.State.FAILED, good.name: Poll.State.DONE}


def ucm_poll(*arguments: str) -> tuple[str, CommandError | None]:
    out = io.StringIO()
    try:
        call_command("ucm_poll", "--once", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), error
    return out.getvalue(), None


def test_the_command_polls_from_a_time_on_and_says_what_came() -> None:
    with a_ucm() as (ucm, _):
        ucm.place_call(begins=(timezone.now() - timedelta(days=5)).timestamp())
        said, error = ucm_poll("--since", (timezone.now() - timedelta(days=6)).isoformat())
    assert error is None
    assert "of 1 calls, 1 calls recovered" in said


def test_the_command_fails_with_what_to_do(connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(enabled=False)
    said, error = ucm_poll("--connection", connection.name)
    assert "Switch it on" in said
    assert error is not None
    assert error.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "yesterday"], "no time"),
        (["--since", "2026-13-01T00:00"], "no time"),
        (["--since", "2999-01-01T00:00"], "not come yet"),
        (["--connection", "Elsewhere"], "Known: “Head office”"),
    ],
)
def test_the_command_refuses_what_it_cannot_use(
    connection: Connection, arguments: list[str], told: str
) -> None:
    _, error = ucm_poll(*arguments)
    assert told in str(error)
