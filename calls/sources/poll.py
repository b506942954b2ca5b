"""The reconciling poll: asks a UCM for its own records and takes in what no push has brought.

Called by calls.tasks.reconcile and `manage.py ucm_poll`. A UCM has no “since row n”, so windows are
by the time at which calls end and overlap; legs that are here already are not taken in again.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import F, QuerySet
from django.utils import timezone

from calls.ingest import accept, ingest_one
from calls.models import Call, Event, Leg, Poll
from ucm.client import UcmClient
from ucm.connect import Closed, session
from ucm.models import Connection
from ucm.protocol.cdr import LegRecord
from ucm.protocol.errors import UcmError
from ucm.turn import NotOurTurn

logger = logging.getLogger(__name__)

FIRST = timedelta(hours=24)  # what the first poll of a connection looks back
OVERLAP = timedelta(hours=2)
# A firmware that ignores `offset` gives no more than 1000 calls to a question.
SLICE = timedelta(hours=3)
# A call that ended just now is not missed yet: its push may be on its way.
SETTLE = timedelta(minutes=1)
EDGE = timedelta(minutes=1)
LONGEST_CALL = timedelta(hours=24)
AROUND = timedelta(hours=1)  # of a known record, for asking again with the time filter
PATIENCE = 20.0  # seconds to wait while a worker downloads from the same UCM
BATCH = 200  # legs to an event


UNPROVEN = (
    "Set the connection's time zone to the one the UCM's clock shows, and run “Test connection”, which "
    "compares the clocks. Records deleted on the UCM have the same effect until the next call. The next "
    "poll asks for the same time again."
)


@dataclass(slots=True)
class _Seen:
    """What has come so far; `inside` once a leg ended in the window."""

    legs: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    recovered: set[str] = field(default_factory=set)
    inside: bool = False


def poll_enabled(*, now: datetime) -> list[Poll]:
    """Poll every enabled connection. What goes wrong with one is on its Poll and stops no other."""
    return [poll(connection, now=now) for connection in Connection.objects.filter(enabled=True)]


def poll(connection: Connection, *, now: datetime, since: datetime | None = None) -> Poll:
    """Compare what ended since the last done poll, or `since` if that is earlier. Raises nothing.

    The Poll says how it went: waiting when it is not our turn or the connection is closed, failed with
    why and mend. Either is taken up again by the next try.
    """
    start, end = window(connection, now=now, since=since)
    row, _ = Poll.objects.open().get_or_create(
        connection=connection, defaults={"window_start": start, "window_end": end}
    )
    seen = _Seen()
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


def ended_between(connection: Connection, start: datetime, end: datetime) -> QuerySet[Call]:
    """Calls by their end, `end` itself left out. Only the start has an index, so it narrows the search."""
    began = {"started_at__gte": start - LONGEST_CALL, "started_at__lt": end}
    return Call.objects.filter(connection=connection, ended_at__gte=start, ended_at__lt=end, **began)


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


def _end(row: Poll, state: Poll.State, seen: _Seen, *, why: str = "", mend: str = "") -> None:
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


def _compare(client: UcmClient, row: Poll, seen: _Seen) -> None:
    for start, end in _slices(row.window_start, row.window_end):
        legs = client.cdrs(start=start, end=end)
        # Each slice is taken in as it comes, so that an error in a later one costs nothing of it.
        while batch := list(islice(legs, BATCH)):
            seen.inside |= any(row.window_start <= leg.end <= row.window_end for leg in batch)
            _take(row.connection, batch, seen)
        _keep_unread(row.connection, client)
    if not seen.inside:
        _must_be_proven(client, row)


def _slices(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        yield start, min(start + SLICE, end)
        start += SLICE


def _take(connection: Connection, legs: list[LegRecord], seen: _Seen) -> None:
    """Hand on the legs that are not here yet, as one event, and read it at once."""
    # By session, which has an index; a key has none of its own.
    here = Leg.objects.filter(call__connection=connection, call__session__in={leg.session for leg in legs})
    known = dict(here.values_list("key", "call__session"))
    fresh = {leg.key: leg for leg in legs if leg.key not in known}
    seen.legs.update(leg.key for leg in legs)
    seen.calls.update(leg.session for leg in legs)
    seen.recovered.update({leg.session for leg in fresh.values()} - set(known.values()))
    if fresh:
        raw = json.dumps([dict(leg.raw) for leg in fresh.values()]).encode()
        ingest_one(accept(connection, Event.Source.POLL, raw, content_type="application/json").pk)


def _keep_unread(connection: Connection, client: UcmClient) -> None:
    """Keep what is no call record as an event of its own, once: windows overlap and bring it again."""
    known = Event.objects.filter(connection=connection, source=Event.Source.POLL, state__in=Event.TROUBLE)
    for group in client.take_unread():
        raw = json.dumps({"cdr_root": [group]}).encode()
        if not known.filter(raw=raw).exists():
            ingest_one(accept(connection, Event.Source.POLL, raw, content_type="application/json").pk)


def _must_be_proven(client: UcmClient, row: Poll) -> None:
    """Raise UcmError unless the UCM's silence can be believed.

    It answers a filter that it dislikes or misreads with an empty list and no error. So the record that
    it gives without a filter must also come when its own time is asked for.
    """
    if doubt := _doubt(client, row):
        raise UcmError(f"The UCM gave no record of a call that ended {_span(row)}{doubt}", advice=UNPROVEN)


def _doubt(client: UcmClient, row: Poll) -> str:
    """What speaks against the silence, as the end of the sentence; empty when nothing does."""
    if known := _calls_here(row):
        return f", but {known} are here."
    sample = client.sample()
    if not sample:
        return ""
    ended, keys = max(leg.end for leg in sample), {leg.key for leg in sample}
    if row.window_start <= ended <= row.window_end:
        return ", but without a filter it shows one."
    if any(leg.key in keys for leg in client.cdrs(start=ended - AROUND, end=ended + AROUND)):
        return ""
    return ". Asked for the time of a call that it has, it leaves that one out too, so this is not believed."


def _calls_here(row: Poll) -> int:
    """Calls well inside the window; at its edges the UCM may round otherwise than we do."""
    return ended_between(row.connection, row.window_start + EDGE, row.window_end - EDGE).count()


def _span(row: Poll) -> str:
    start, end = (moment.astimezone(row.connection.zone) for moment in (row.window_start, row.window_end))
    return f"from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
