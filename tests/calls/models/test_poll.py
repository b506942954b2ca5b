"""Old polls become one row a day, and nothing that they proved is forgotten."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from calls.models import Backfill, Poll
from calls.reconcile import gaps
from ucm.models import Connection

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 5, 4, tzinfo=UTC)
LATER = DAY + timedelta(days=60)


def polls(connection: Connection, *, hours: int = 24, without: range = range(0)) -> None:
    """One each half hour, each looking back two hours."""
    for n in range(2 * hours):
        if n not in without:
            end = DAY + n * timedelta(minutes=30)
            window = {"window_start": end - timedelta(hours=2), "window_end": end}
            Poll.objects.create(
                connection=connection, state="done", calls_recovered=1, calls_seen=n, **window
            )


def unchecked(connection: Connection) -> timedelta:
    [gap] = gaps(date(2026, 5, 4), now=LATER, connections=[connection])
    return gap.unchecked


def test_the_polls_of_an_old_day_become_one_row_with_their_sum(connection: Connection) -> None:
    polls(connection)
    before = unchecked(connection)
    assert Poll.objects.thin(now=LATER) == 47
    row = Poll.objects.get()
    assert (row.window_start, row.window_end) == (
        DAY - timedelta(hours=2),
        DAY + timedelta(hours=23, minutes=30),
    )
    assert (row.calls_recovered, row.calls_seen) == (48, 47)
    assert unchecked(connection) == before
    assert Poll.objects.reconciled_until(connection) == row.window_end


def test_what_was_not_compared_stays_known(connection: Connection) -> None:
    polls(connection, without=range(10, 22))
    before = unchecked(connection)
    assert before > timedelta(hours=3)
    Poll.objects.thin(now=LATER)
    assert Poll.objects.count() == 2
    assert unchecked(connection) == before


def test_days_and_connections_are_kept_apart(connection: Connection) -> None:
    other = Connection.objects.create(name="Branch", base_url="https://127.0.0.1:1", username="u")
    polls(connection, hours=30)
    polls(other, hours=5)
    Poll.objects.thin(now=LATER)
    assert Poll.objects.filter(connection=connection).count() == 2
    assert Poll.objects.filter(connection=other).count() == 1


def test_young_and_open_polls_are_left_as_they_are(connection: Connection, settings: Any) -> None:
    polls(connection, hours=2)
    Poll.objects.filter(pk=Poll.objects.latest("pk").pk).update(state=Poll.State.FAILED)
    assert Poll.objects.thin(now=DAY + timedelta(days=settings.POLL_KEEP_DAYS - 1)) == 0
    assert Poll.objects.thin(now=LATER) == 2
    assert Poll.objects.filter(state=Poll.State.FAILED).count() == 1


def test_a_second_look_finds_nothing_to_do(connection: Connection) -> None:
    polls(connection)
    Poll.objects.thin(now=LATER)
    assert Poll.objects.thin(now=LATER) == 0


def test_the_days_a_backfill_has_done_count_as_compared(connection: Connection) -> None:
    backfill = Backfill.objects.create(
        connection=connection, first_day=date(2026, 5, 1), last_day=date(2026, 5, 6)
    )
    assert unchecked(connection) == timedelta(hours=24)
    Backfill.objects.filter(pk=backfill.pk).update(next_day=date(2026, 5, 4))
    assert unchecked(connection) == timedelta(hours=24)
    Backfill.objects.filter(pk=backfill.pk).update(next_day=date(2026, 5, 3))
    assert unchecked(connection) == timedelta()
