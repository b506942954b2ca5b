"""From bytes to calls: keep first, understand second. The only writer of Call and Leg.

Idempotent on the PBX's own keys under database constraints: the same CDR seen twice, late, out of
order, or by three ways at once is one call. What cannot be read stays an Event with its reason,
listed in the admin, and can be replayed.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from calls import doorbell, pipeline, provisional
from calls.directory import naming
from calls.faults import trail
from calls.models import Backfill, Call, Event, Leg
from calls.stage import stages
from calls.wanted import want_recordings
from ucm.models import Connection
from ucm.protocol.cdr import LegRecord, read_leg
from ucm.protocol.conversation import group_by_session, reduce_legs
from ucm.protocol.errors import UnreadableCdr
from ucm.protocol.reading import Reading, read_body

logger = logging.getLogger(__name__)

PUSHED = (Event.Source.WEBHOOK, Event.Source.FEED)
NOTHING_NAMED = "The phone system names no recording of this call."
RECORDS_ONLY = "Only the record of this call was asked for when its history was brought in."
OUR_FAULT = "AudiaPro stumbled over this record ({})."
OUR_ADVICE = "The record is kept. The worker's log has the details; after an update, press Replay."


def accept(
    connection: Connection,
    source: Event.Source,
    raw: bytes,
    *,
    content_type: str = "",
    backfill: Backfill | None = None,
) -> Event:
    """Keep what arrived, whatever it is, and ring for somebody to read it."""
    with transaction.atomic():
        event = Event.objects.create(
            connection=connection, source=source, raw=raw, content_type=content_type[:120], backfill=backfill
        )
        if source in PUSHED:
            Connection.objects.filter(pk=connection.pk).update(last_event_at=event.received_at)
        doorbell.ring_for_event(event)
    return event


def ingest_one(event_id: int) -> list[Call]:
    """Ingest an event that is still unread; nothing happens when it is gone or was read before."""
    event = (
        Event.objects.select_related("connection", "backfill")
        .filter(pk=event_id, state=Event.State.RECEIVED)
        .first()
    )
    return ingest(event) if event else []


def replay(events: QuerySet[Event]) -> tuple[int, int]:
    """Read events again, whatever became of them before: how many could be read whole, of how many."""
    chosen = list(events.select_related("connection").order_by("id"))
    for event in chosen:
        ingest(event)
    return sum(event.state == Event.State.UNDERSTOOD for event in chosen), len(chosen)


def ingest(event: Event) -> list[Call]:
    """Read the event into calls. One that cannot be read keeps the reason and answers with no call; of one
    that can be read in part, that part becomes calls and the event keeps the reason for the rest.

    Only a database that is away for a moment raises; the event then stays unread for the sweeper.
    """
    try:
        return _read(event)
    except UnreadableCdr as error:
        _close(event, Event.State.UNREADABLE, reason=error.why, advice=error.advice)
        logger.warning("event=%d could not be read", event.pk)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # A fault of ours must not be met again every few seconds, nor keep others from being read.
        _close(
            event, Event.State.UNREADABLE, reason=OUR_FAULT.format(type(error).__name__), advice=OUR_ADVICE
        )
        logger.error("event=%d stopped ingestion: %s", event.pk, trail(error))
    return []


def _read(event: Event) -> list[Call]:
    reading = read_body(bytes(event.raw), content_type=event.content_type, zone=event.connection.zone)
    sessions = group_by_session(reading.legs)
    with transaction.atomic():
        calls = [_store(event, session, legs) for session, legs in sorted(sessions.items())]
        _close_read(event, reading)
    return calls


def _close_read(event: Event, reading: Reading) -> None:
    if reading.unread_count:
        _close(event, Event.State.PARTLY, reason=reading.reason, advice=UnreadableCdr.advice)
        logger.warning("event=%d: %d records could not be read", event.pk, reading.unread_count)
    else:
        _close(event, Event.State.UNDERSTOOD)


def _close(event: Event, state: Event.State, *, reason: str = "", advice: str = "") -> None:
    event.state, event.reason, event.advice = state, reason, advice
    event.save(update_fields=["state", "reason", "advice"])


def _store(event: Event, session: str, records: Sequence[LegRecord]) -> Call:
    """Add these legs to their call and bring the call in line with all the legs it now has."""
    connection = event.connection
    if elsewhere := provisional.known_elsewhere(connection, session, records):
        return elsewhere
    provisional.take_over(connection, session, records)
    facts = asdict(reduce_legs(records))
    # Two legs of one call may arrive at once: the second waits here, then sees the first. NO KEY, or
    # it would deadlock with a worker that holds the call's step and inserts the next one.
    call, is_new = Call.objects.select_for_update(no_key=True).get_or_create(
        connection=connection, session=session, defaults=facts
    )
    Leg.objects.bulk_create([_leg(event, call, record) for record in records], ignore_conflicts=True)
    known = records
    if not is_new:
        known = [read_leg(raw, zone=connection.zone) for raw in call.legs.values_list("raw", flat=True)]
    whole = reduce_legs(known)
    Call.objects.filter(pk=call.pk).update(**asdict(whole), **naming.names_for(connection, whole))
    # With those just read: a known row may have come again, now with the recording it lacked.
    fresh = want_recordings(call, known if is_new else [*known, *records])
    if is_new or fresh or not call.steps.exists():
        _open_path(call, event.backfill)
    return call


def _leg(event: Event, call: Call, record: LegRecord) -> Leg:
    return Leg(
        call=call,
        key=record.key,
        event=event,
        started_at=record.start,
        answered_at=record.answer,
        ended_at=record.end,
        source=record.src,
        destination=record.dst,
        answered_by=record.answered_by,
        disposition=record.disposition,
        action_type=record.action_type,
        last_app=record.last_app,
        duration_seconds=record.duration,
        talk_seconds=record.billsec,
        raw=dict(record.raw),
    )


def _open_path(call: Call, backfill: Backfill | None) -> None:
    """Of a backfill's calls only those with something to fetch queue up for it, if that is wanted."""
    first = stages()[0]
    if backfill and not call.recordings.exists():
        pipeline.skip_step(call, first, why=NOTHING_NAMED)
    elif backfill and not backfill.recordings:
        pipeline.skip_step(call, first, why=RECORDS_ONLY)
    else:
        pipeline.open_step(call, first, backfill=backfill)
