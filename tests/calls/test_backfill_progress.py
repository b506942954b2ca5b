"""What is told of a backfill: days, calls, recordings, and the time they may still take."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from calls.backfill_progress import progress
from calls.models import Backfill, Event, Step
from tests.factories import make_call, make_leg, make_step
from ucm.models import Connection

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def backfill(connection: Connection) -> Backfill:
    """April: ten days are done, in the last hour."""
    made = Backfill.objects.create(
        connection=connection, first_day="2026-04-01", last_day="2026-04-30", state=Backfill.State.RUNNING
    )
    made.refresh_from_db()
    made.resumed_at, made.resumed_day = NOW - timedelta(hours=1), made.next_day
    made.next_day -= timedelta(days=10)
    made.save()
    return made


def bring(backfill: Backfill, source: Event.Source = Event.Source.BACKFILL) -> Event:
    leg = make_leg(make_call(connection=backfill.connection))
    Event.objects.filter(pk=leg.event_id).update(
        source=source, backfill=backfill if source == Event.Source.BACKFILL else None
    )
    return leg


def test_days_and_the_time_they_may_still_take(backfill: Backfill) -> None:
    told = progress(backfill, now=NOW)
    assert (told.days, told.days_done) == (30, 10)
    assert told.days_left == timedelta(hours=2)


@pytest.mark.parametrize("state", [Backfill.State.WAITING, Backfill.State.PAUSED, Backfill.State.DONE])
def test_what_stands_still_promises_no_time(backfill: Backfill, state: str) -> None:
    backfill.state = state
    assert progress(backfill, now=NOW).days_left is None


def test_a_call_is_new_if_the_backfill_brought_its_first_leg(backfill: Backfill) -> None:
    bring(backfill)
    bring(backfill, Event.Source.WEBHOOK)
    known = bring(backfill, Event.Source.WEBHOOK).call
    Event.objects.filter(pk=make_leg(known).event_id).update(backfill=backfill)
    assert progress(backfill, now=NOW).calls_new == 1


def test_recordings_are_counted_with_the_time_at_the_pace_of_the_last_hour(backfill: Backfill) -> None:
    S = Step.State
    for state in (S.WAITING, S.WAITING, S.CLAIMED, S.DONE, S.DONE, S.FAILED, S.SKIPPED):
        step = make_step(make_call(), "fetch_recording", state, backfill=backfill)
        if step.finished_at:
            Step.objects.filter(pk=step.pk).update(finished_at=NOW - timedelta(minutes=5))
    make_step(make_call(), "fetch_recording", S.WAITING)
    fetch = progress(backfill, now=NOW).fetch
    assert (fetch.waiting, fetch.done, fetch.failed, fetch.all) == (3, 2, 1, 6)
    assert fetch.left == timedelta(hours=1)
    assert progress(backfill, now=NOW).transcribe.left is None


def test_it_costs_the_same_however_much_came(backfill: Backfill) -> None:
    counts = []
    for more in (1, 30):
        for _ in range(more):
            make_step(bring(backfill).call, "fetch_recording", Step.State.WAITING, backfill=backfill)
        with CaptureQueriesContext(database) as queries:
            progress(backfill, now=NOW)
        counts.append(len(queries))
    assert counts == [2, 2]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-04-02", "2026-04-01", "before"),
        ("2026-04-02", "2999-04-01", "has not come"),
        ("1026-04-01", "2026-04-01", "2000"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    connection: Connection, first: str, last: str, told: str
) -> None:
    wanted = Backfill(
        connection=connection,
        first_day=datetime.fromisoformat(first).date(),
        last_day=datetime.fromisoformat(last).date(),
    )
    with pytest.raises(ValidationError, match=told):
        wanted.clean()
