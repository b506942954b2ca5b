"""A UCM's own records of some time, compared with what is here; what is missing is taken in.

Used by poll.py and backfill.py. Legs that are here already are not taken in again, whoever brought them.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from calls.ingest import accept, ingest_one
from calls.models import Backfill, Call, Event, Leg, Recording
from ucm.models import Connection
from ucm.protocol.cdr import LegRecord
from ucm.protocol.errors import SilenceUnproven
from ucm.reader import UcmReader

EDGE = timedelta(minutes=1)
LONGEST_CALL = timedelta(hours=24)
AROUND = timedelta(hours=1)  # of a known record, for asking again with the time filter
BATCH = 200  # legs to an event

NOT_EVEN_ITS_OWN = (
    ". Asked for the time of a call that it has, it leaves that one out too, so this is not believed."
)


@dataclass(frozen=True, slots=True)
class Window:
    """Calls of one connection that ended from `start` to `end` (aware, both included)."""

    connection: Connection
    start: datetime
    end: datetime

    def holds(self, legs: Sequence[LegRecord]) -> bool:
        """Whether any of these legs ended in it."""
        return any(self.start <= leg.end <= self.end for leg in legs)

    def __str__(self) -> str:
        start, end = (moment.astimezone(self.connection.zone) for moment in (self.start, self.end))
        return f"from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"


@dataclass(slots=True)
class Seen:
    """What has come so far, by key and session; `recovered` are the calls that were not here at all."""

    legs: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    recovered: set[str] = field(default_factory=set)


def batches(legs: Iterator[LegRecord]) -> Iterator[list[LegRecord]]:
    """The legs in portions that fit an event."""
    while batch := list(islice(legs, BATCH)):
        yield batch


def take(
    connection: Connection, legs: Sequence[LegRecord], seen: Seen, *, backfill: Backfill | None = None
) -> None:
    """Hand on the legs that are not here yet, as one event, and read it at once."""
    # By session, which has an index; a key has none of its own.
    here = Leg.objects.filter(call__connection=connection, call__session__in={leg.session for leg in legs})
    known = dict(here.values_list("key", "call__session"))
    # A row may be written before its recording is named in it, so a known one can have news too.
    named = set(
        Recording.objects.filter(call__connection=connection, call__session__in=set(known.values()))
        .values_list("call__session", "name")
    )  # fmt: skip
    fresh = {
        leg.key: leg
        for leg in legs
        if leg.key not in known or any((leg.session, name) not in named for name in leg.recordings)
    }
    seen.legs.update(leg.key for leg in legs)
    seen.calls.update(leg.session for leg in legs)
    seen.recovered.update({leg.session for leg in fresh.values()} - set(known.values()))
    if fresh:
        raw = json.dumps([dict(leg.raw) for leg in fresh.values()]).encode()
        source = Event.Source.BACKFILL if backfill else Event.Source.POLL
        event = accept(connection, source, raw, content_type="application/json", backfill=backfill)
        ingest_one(event.pk)


def keep_unread(connection: Connection, groups: Sequence[Any], *, backfill: Backfill | None = None) -> None:
    """Keep what is no call record as an event of its own, once: windows overlap and bring it again."""
    source = Event.Source.BACKFILL if backfill else Event.Source.POLL
    known = Event.objects.filter(connection=connection, state__in=Event.TROUBLE)
    for group in groups:
        raw = json.dumps({"cdr_root": [group]}).encode()
        if not known.filter(raw=raw).exists():
            event = accept(connection, source, raw, content_type="application/json", backfill=backfill)
            ingest_one(event.pk)


def ended_between(connection: Connection, start: datetime, end: datetime) -> QuerySet[Call]:
    """Calls by their end, `end` itself left out. Only the start has an index, so it narrows the search."""
    began = {"started_at__gte": start - LONGEST_CALL, "started_at__lt": end}
    return Call.objects.filter(connection=connection, ended_at__gte=start, ended_at__lt=end, **began)


# --- Silence ----------------------------------------------------------------------------------------


def must_be_proven(client: UcmReader, window: Window) -> None:
    """Raise SilenceUnproven unless the UCM's silence about a window of today or yesterday can be believed:
    the calls that we know of in it would be there."""
    if known := _calls_here(window):
        raise _unproven(window, f", but {known} are here.")
    filter_must_work(client, window)


def filter_must_work(client: UcmReader, window: Window) -> None:
    """Raise SilenceUnproven if the UCM was silent about `window` because it does not understand the question.

    It answers a filter that it dislikes or misreads with an empty list and no error. So the record that
    it gives without a filter must also come when its own time is asked for.
    """
    sample = client.sample()
    if not sample:
        return
    ended, keys = max(leg.end for leg in sample), {leg.key for leg in sample}
    if window.start <= ended <= window.end:
        raise _unproven(window, ", but without a filter it shows one.")
    if not any(leg.key in keys for leg in client.cdrs(start=ended - AROUND, end=ended + AROUND)):
        raise _unproven(window, NOT_EVEN_ITS_OWN)


def _unproven(window: Window, doubt: str) -> SilenceUnproven:
    return SilenceUnproven(f"The UCM gave no record of a call that ended {window}{doubt}")


def _calls_here(window: Window) -> int:
    """Calls well inside the window; at its edges the UCM may round otherwise than we do."""
    return ended_between(window.connection, window.start + EDGE, window.end - EDGE).count()
