"""A backfill when the UCM, the login, another worker or we are the trouble: it waits and goes on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from calls.models import Backfill, Call
from calls.sources import backfill as backfills
from calls.sources.backfill import carry
from tests.calls.sources.backfilling import S, a_call_a_day, finish, today, wanted
from tests.calls.sources.polling import a_ucm, asked
from tests.factories import make_call
from ucm.models import Connection
from ucm.simulator import actions, cdrapi
from ucm.simulator.envelope import Answer, Request
from ucm.simulator.pbx import Pbx
from ucm.simulator.status import Refused, Status
from ucm.simulator.traffic.kinds import CallKind
from ucm.turn import turn

pytestmark = pytest.mark.django_db


def wait_over(backfill: Backfill) -> None:
    Backfill.objects.filter(pk=backfill.pk).update(due_at=timezone.now())


def test_a_ucm_that_is_away_is_waited_for_with_why_and_mend() -> None:
    with a_ucm() as (_, connection):
        pass
    backfill = wanted(connection)
    assert carry(backfill)
    assert (backfill.state, backfill.attempts) == (S.WAITING, 1)
    assert "refuses connections" in backfill.why
    assert backfill.mend
    assert backfill.due_at > timezone.now() + timedelta(seconds=10)
    assert not carry(backfill), "it is not due yet"


def test_it_waits_longer_each_time_but_never_hours() -> None:
    with a_ucm() as (_, connection):
        pass
    backfill = wanted(connection)
    waits = []
    for _ in range(12):
        wait_over(backfill)
        carry(backfill)
        waits.append((backfill.due_at - timezone.now()).total_seconds())
    assert waits[0] < waits[4] < waits[-1] <= 900


def test_days_before_an_error_are_kept_and_it_goes_on_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(range(2))  # the newest day: a page, and the end of the pages

    def tiring(pbx: Pbx, request: Request) -> Answer:
        if next(answers, None) is None:
            raise Refused(Status.FAR_TOO_FREQUENT)
        return cdrapi.cdrapi(pbx, request)

    with a_ucm() as (ucm, connection):
        a_call_a_day(ucm, 3)
        backfill = wanted(connection)
        with monkeypatch.context() as patch:
            patch.setitem(actions.ACTIONS, "cdrapi", tiring)
            carry(backfill)
        assert (backfill.days_done, Call.objects.count(), backfill.state) == (1, 1, S.WAITING)
        assert backfill.due_at > timezone.now() + timedelta(seconds=55), "-57 asks for a minute"
        assert finish(backfill).state == S.DONE
    assert (Call.objects.count(), backfill.why) == (3, "")


def test_a_wrong_password_is_tried_once_and_the_rest_comes_when_it_is_mended() -> None:
    with a_ucm(password="wr0ng-secret") as (ucm, connection):
        a_call_a_day(ucm, 1)
        backfill = wanted(connection, days=1)
        for _ in range(3):
            wait_over(backfill)
            carry(backfill)
        assert asked(ucm).count("login") == 1
        assert "password" in backfill.mend
        assert "wr0ng-secret" not in backfill.why + backfill.mend
        mended = Connection.objects.get()
        mended.password, mended.login_refused = "right", ""
        mended.save()
        backfill = Backfill.objects.get()
        assert finish(backfill).state == S.DONE
    assert Call.objects.count() == 1


def test_while_another_speaks_to_the_ucm_it_comes_back_without_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backfills, "PATIENCE", 0)
    with a_ucm() as (ucm, connection):
        backfill = wanted(connection)
        with turn(connection, patience=0):
            carry(backfill)
        assert asked(ucm) == []
    assert (backfill.why, backfill.attempts) == ("", 0)
    assert backfill.due_at < timezone.now() + timedelta(seconds=15)


def test_silence_of_a_ucm_that_does_not_understand_the_question_is_no_empty_day() -> None:
    with a_ucm("blind-filters") as (ucm, connection):
        a_call_a_day(ucm, 3)
        backfill = wanted(connection)
        carry(backfill)
    assert (backfill.state, backfill.days_done) == (S.WAITING, 0)
    assert "no record" in backfill.why


def test_days_without_a_call_and_a_ucm_without_any_are_done() -> None:
    with a_ucm() as (ucm, connection):
        assert finish(wanted(connection, days=2)).state == S.DONE
        a_call_a_day(ucm, 1)
        long_ago = today().replace(day=1, year=2020)
        assert finish(wanted(connection, days=2, last_day=long_ago)).state == S.DONE


def test_a_day_whose_calls_were_deleted_on_the_ucm_does_not_stop_it() -> None:
    """We have such calls by push; a UCM that has filled up deletes its oldest records."""
    with a_ucm() as (ucm, connection):
        ucm.place_call(CallKind.OUTBOUND_BUSY)
        make_call(timezone.now() - timedelta(days=3), connection=connection)
        assert finish(wanted(connection, days=5)).state == S.DONE


def test_an_error_of_our_own_is_on_the_row_and_in_the_log_without_data(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    number = "+4930" + "555"
    monkeypatch.setattr(backfills, "take", lambda *_, **__: {}[number])
    with a_ucm() as (ucm, connection):
        a_call_a_day(ucm, 1)
        backfill = wanted(connection, days=1)
        carry(backfill)
    assert backfill.state == S.WAITING
    assert "KeyError" in backfill.why
    assert "KeyError" in caplog.text
    assert number not in caplog.text
