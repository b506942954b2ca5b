"""The poll when the UCM, the login, another worker or we ourselves are the trouble."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from calls.models import Call, Event, Poll
from calls.sources import compare
from calls.sources import poll as polling
from calls.sources.poll import FIRST, poll
from tests.calls.sources.polling import a_ucm, asked, soon
from ucm.models import Connection
from ucm.simulator import actions, cdrapi
from ucm.simulator.envelope import Answer, Request
from ucm.simulator.pbx import Pbx
from ucm.simulator.status import Refused, Status
from ucm.simulator.switches import Scenario
from ucm.simulator.traffic.kinds import CallKind
from ucm.turn import turn

pytestmark = pytest.mark.django_db


def test_a_cookie_that_dies_in_the_middle_costs_nothing() -> None:
    with a_ucm("expired-cookie") as (ucm, connection):
        placed = [
            ucm.place_call(begins=(timezone.now() - timedelta(hours=h)).timestamp()) for h in range(1, 20)
        ]
        row = poll(connection, now=soon())
        assert asked(ucm).count("login") > 1
    assert (row.state, row.calls_recovered) == (Poll.State.DONE, len(placed))


def test_records_that_cannot_be_read_are_kept_once_and_stop_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, items_of = {"AcctId": "9", "src": "5550142", "session": "damaged"}, cdrapi._items
    monkeypatch.setattr(
        cdrapi, "_items", lambda calls, firmware: [*items_of(calls, firmware), bad] if calls else []
    )
    with a_ucm() as (ucm, connection):
        ucm.place_call()
        first, second = poll(connection, now=soon()), poll(connection, now=soon())
    event = Event.objects.get(state=Event.State.UNREADABLE)
    assert (event.source, json.loads(bytes(event.raw))) == (Event.Source.POLL, {"cdr_root": [bad]})
    assert event.reason
    assert (first.state, second.state, Call.objects.count()) == (Poll.State.DONE, Poll.State.DONE, 1)


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
    polling._end(mine, Poll.State.DONE, compare.Seen())
    assert Poll.objects.get().state == Poll.State.RUNNING


def test_an_error_of_our_own_is_on_the_row_and_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(compare, "accept", lambda *_, **__: 1 / 0)
    with a_ucm() as (ucm, connection):
        ucm.place_call()
        row = poll(connection, now=soon())
    assert row.state == Poll.State.FAILED
    assert "ZeroDivisionError" in row.why
    assert "ZeroDivisionError" in caplog.text
