"""From bytes to calls: keep first, understand second. The only writer of Call and Leg.

Idempotent on the PBX's own keys under database constraints: the same CDR seen twice, late, out of
order, or by three ways at once is one call. What cannot be read stays an Event with its reason,
listed in the admin, and can be replayed.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict

from django.db import InterfaceError, OperationalError, transaction

from calls import doorbell, pipeline
from calls.faults import trail
from calls.models import Call, Event, Leg, Recording
from calls.stage import stages
from ucm.models import Connection
from ucm.protocol.cdr import LegRecord, parse_cdrs, read_leg
from ucm.protocol.conversation import group_by_session, reduce_legs
from ucm.protocol.errors import UnreadableCdr

logger = logging.getLogger(__name__)

PUSHED = (Event.Source.WEBHOOK, Event.Source.FEED)
OUR_FAULT = "AudiaPro stumbled over this record ({})."
OUR_ADVICE = "The record is kept. The worker's log has the details; after an update, press Replay."


def accept(connection: Connection, source: Event.Source, raw: bytes, *, content_type: str = "") -> Event:
    """Keep what arrived, whatever it is, and ring for somebody to read it."""
    with transaction.atomic():
        event = Event.objects.create(
            connection=connection, source=source, raw=raw, content_type=content_type[:120]
        )
        if source in PUSHED:
            Connection.objects.filter(pk=connection.pk).update(last_event_at=event.received_at)
        doorbell.ring_for_event(event)
    return event


def ingest_one(event_id: int) -> list[Call]:
    """Ingest an event that is still unread; nothing happens when it is gone or was read before."""
    event = Event.objects.select_related("connection").filter(pk=event_id, state=Event.State.RECEIVED).first()
    return ingest(event) if event else []


def ingest(event: Event) -> list[Call]:
    """Read the event into calls. One that cannot be read keeps the reason and answers with no call.

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
    records = parse_cdrs(bytes(event.raw), content_type=event.content_type, zone=event.connection.zone)
    with transaction.atomic():
        calls = [_store(event, session, legs) for session, legs in sorted(group_by_session(records).items())]
        _close(event, Event.State.UNDERSTOOD)
    return calls


def _close(event: Event, state: Event.State, *, reason: str = "", advice: str = "") -> None:
    event.state, event.reason, event.advice = state, reason, advice
    event.save(update_fields=["state", "reason", "advice"])


def _store(event: Event, session: str, records: Sequence[LegRecord]) -> Call:
    """Add these legs to their call and bring the call in line with all the legs it now has."""
    connection = event.connection
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
        Call.objects.filter(pk=call.pk).update(**asdict(reduce_legs(known)))
    fresh = _want_recordings(call, known)
    if is_new or fresh or not call.steps.exists():
        pipeline.open_step(call, stages()[0])
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


def _want_recordings(call: Call, records: Sequence[LegRecord]) -> bool:
    """Note the recordings the legs name; whether there is one that was not known."""
    names = dict.fromkeys(name for record in records for name in record.recordings)
    if not names:
        return False
    known = set(call.recordings.values_list("name", flat=True))
    fresh = [name for name in names if name not in known]
    Recording.objects.bulk_create(
        [Recording(call=call, name=name, position=len(known) + place) for place, name in enumerate(fresh)],
        ignore_conflicts=True,
    )
    return bool(fresh)
