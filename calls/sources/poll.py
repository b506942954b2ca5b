"""The reconciling poll: asks a UCM for its own records and takes in what no push has brought.

Called by calls.tasks.reconcile and `manage.py ucm_poll`. A UCM has no “since row n”, so windows are
by the time at which calls end and overlap; legs that are here already are not taken in again.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from calls.ingest import ingest_one
from calls.models import Event, Poll
from calls.sources.compare import Seen, Window, batches, keep_unread, must_be_proven, take
from ucm.connect import Closed, session
from ucm.models import Connection
from ucm.protocol.errors import UcmError
from ucm.reader import UcmReader
from ucm.turn import NotOurTurn

logger = logging.getLogger(__name__)

FIRST = timedelta(hours=24)  # what the first poll of a connection looks back
OVERLAP = timedelta(hours=2)
SLICE = timedelta(hours=3)  # of an answer that is taken in before the next is asked for
# A call that ended just now is not missed yet: its push may be on its way.
SETTLE = timedelta(minutes=1)
PATIENCE = 20.0  # seconds to wait while a worker downloads from the same UCM


def poll_enabled(*, now: datetime) -> list[Poll]:
    """Poll every enabled connection. What goes wrong with one is on its Poll and stops no other."""
    pollable = Connection.objects.askable()
    return [poll(connection, now=now) for connection in pollable]


def poll(connection: Connection, *, now: datetime, since: datetime | None = None) -> Poll:
    """Compare what ended since the last done poll, or `since` if that is earlier. Raises nothing.

    The Poll says how it went: waiting when it is not our turn or the connection is closed, failed with
    why and mend. Either is taken up again by the next try.
    """
    start, end = window(connection, now=now, since=since)
    row, _ = Poll.objects.open().get_or_create(
        connection=connection, defaults={"window_start": start, "window_end": end}
    )
    seen = Seen()
    try:
        _read_what_was_pushed(connection)
        with session(connection, patience=PATIENCE) as client:
            _begin(row, start, end)
            _compare(client, row, seen)
        _end(row, Poll.State.DONE, seen)
    except NotOurTurn as error:
        # Perhaps the turn is that of another poll; then the row is its own.
        Poll.objects.open().filter(pk=row.pk).exclude(state=Poll.State.RUNNING).update(
            state=Poll.State.WAITING, why=error.why, mend=error.advice
        )
    except Closed as error:
        _end(row, Poll.State.WAITING, seen, why=error.why, mend=error.advice)
    except UcmError as error:
        _end(row, Poll.State.FAILED, seen, why=error.why, mend=error.advice)
    except Exception as error:
        logger.exception("connection=%d poll=%d", connection.pk, row.pk)
        why = f"The poll stopped with an unexpected error ({type(error).__name__})."
        _end(row, Poll.State.FAILED, seen, why=why, mend="The worker's log has the details.")
    row.refresh_from_db()
    return row


def window(
    connection: Connection, *, now: datetime, since: datetime | None = None
) -> tuple[datetime, datetime]:
    """The call ends to ask for next. It reaches back to before what is reconciled, or to where an
    unfinished poll began, and always up to now, since one new call proves an empty answer."""
    end = now - SETTLE
    unfinished = connection.polls.open().values_list("window_start", flat=True).first()
    last = Poll.objects.reconciled_until(connection)
    # Should our clock have been set back, the last end may lie ahead.
    start = min(last, end) - OVERLAP if last else end - FIRST
    return min(moment for moment in (since, unfinished, start) if moment), end


def _read_what_was_pushed(connection: Connection) -> None:
    """What a push brought and no worker has read yet would look missed."""
    waiting = Event.objects.filter(connection=connection, state=Event.State.RECEIVED).order_by("id")
    for pk in list(waiting.values_list("pk", flat=True)):
        ingest_one(pk)


# --- The row: whoever has the turn may begin, `started_at` tells whose it is since -------------------


def _begin(row: Poll, start: datetime, end: datetime) -> None:
    row.window_start, row.window_end = start, end
    row.state, row.started_at, row.finished_at = Poll.State.RUNNING, timezone.now(), None
    row.why = row.mend = ""
    row.save(
        update_fields=["window_start", "window_end", "state", "started_at", "finished_at", "why", "mend"]
    )


def _end(row: Poll, state: Poll.State, seen: Seen, *, why: str = "", mend: str = "") -> None:
    """Write the outcome, unless another has begun this poll anew."""
    mine = Poll.objects.open().filter(pk=row.pk, started_at=row.started_at)
    mine.update(
        state=state,
        legs_seen=len(seen.legs),
        calls_seen=len(seen.calls),
        calls_recovered=F("calls_recovered") + len(seen.recovered),
        finished_at=None if state == Poll.State.WAITING else timezone.now(),
        why=why,
        mend=mend,
    )
    logger.info(
        "connection=%d poll=%d outcome=%s legs=%d calls=%d recovered=%d",
        *(row.connection_id, row.pk, state, len(seen.legs), len(seen.calls), len(seen.recovered)),
    )


# --- The comparison ---------------------------------------------------------------------------------


def _compare(client: UcmReader, row: Poll, seen: Seen) -> None:
    window = Window(row.connection, row.window_start, row.window_end)
    anything = False
    for start, end in _slices(window.start, window.end):
        # Each slice is taken in as it comes, so that an error in a later one costs nothing of it.
        for batch in batches(client.cdrs(start=start, end=end)):
            anything |= window.holds(batch)
            take(row.connection, batch, seen)
        keep_unread(row.connection, client.take_unread())
    if not anything:
        must_be_proven(client, window)


def _slices(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        yield start, min(start + SLICE, end)
        start += SLICE
