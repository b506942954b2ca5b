"""A call of its own for a recording without a call record. Called by the folder's scan and the upload page.

What its name and audio tell, or a person told, is written as a call record and accepted like any other; the
CDR that comes later takes the call over (../provisional.py).
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from calls.imports.records import Source
from calls.ingest import accept
from calls.models import Event, ImportedFile
from calls.provisional import session_of
from ucm.models import Connection
from ucm.protocol.conversation import Direction
from ucm.protocol.recording_names import likely_direction, read_name

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/vnd.audiapro.recording+json"
AT_ONCE = 500  # files to a scan; the next one takes the rest


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a recorded call: `start` with a zone, numbers as people write them."""

    start: datetime
    caller: str
    callee: str
    direction: Direction
    extension: str = ""
    queue: str = ""


def told_by(file: ImportedFile) -> Told:
    """The best guess from the file: its name, else its own time and length."""
    facts = read_name(file.name)
    return Told(
        start=facts.start or _written(file),
        caller=facts.caller,
        callee=facts.callee,
        direction=likely_direction(facts.caller, facts.callee),
        extension=facts.extension,
        queue=facts.queue if facts.extension else "",
    )


def _written(file: ImportedFile) -> datetime:
    return (file.written_at or file.received_at) - timedelta(seconds=file.duration)


def make_calls() -> int:
    """Make calls of the recordings that have waited long enough; how many were made."""
    waited = timezone.now() - timedelta(seconds=settings.IMPORT_WAIT)
    waiting = ImportedFile.objects.waiting().filter(call=None, events=None).select_related("connection")
    overdue = list(waiting.filter(received_at__lte=waited)[:AT_ONCE])
    alone = list(waiting.filter(connection__in=_without_records(waiting), received_at__gt=waited)[:AT_ONCE])
    for file in overdue + alone:
        make_call(file, told_by(file))
    return len(overdue) + len(alone)


def expects_records(connection: Connection) -> bool:
    """Whether call records may come: by API, or because some have come before."""
    if connection.has_api or connection.last_event_at:
        return True
    return Event.objects.filter(connection=connection).exclude(content_type=CONTENT_TYPE).exists()


def _without_records(waiting: Iterable[ImportedFile]) -> list[Connection]:
    connections = Connection.objects.filter(pk__in={file.connection_id for file in waiting})
    return [connection for connection in connections if not expects_records(connection)]


def make_call(file: ImportedFile, told: Told) -> Event:
    """Accept a call record made from what was told; its call finds the file by its name."""
    with transaction.atomic():
        raw = json.dumps(record_of(file, told)).encode()
        event = accept(file.connection, Source[file.source], raw, content_type=CONTENT_TYPE)
        file.events.add(event)
        ImportedFile.objects.filter(pk=file.pk).update(state=ImportedFile.State.WAITING)
    logger.info("imported_file=%d event=%d: a call is made of the recording", file.pk, event.pk)
    return event


def record_of(file: ImportedFile, told: Told) -> dict[str, str]:
    """The call as a CDR row. The recording is taken to cover all of it: ringing is not recorded."""
    seconds = max(round(file.duration), 1)
    start = told.start.astimezone(file.connection.zone)
    end = start + timedelta(seconds=seconds)
    answered_by = told.extension or told.callee
    return {
        "session": session_of(file.bare_name, epoch=int(told.start.timestamp())),
        "src": told.caller,
        "dst": told.callee,
        "start": f"{start:%Y-%m-%d %H:%M:%S}",
        "answer": f"{start:%Y-%m-%d %H:%M:%S}",
        "end": f"{end:%Y-%m-%d %H:%M:%S}",
        "duration": str(seconds),
        "billsec": str(seconds),
        "disposition": "ANSWERED",
        "userfield": told.direction.title(),
        "dstanswer": answered_by,
        "action_type": f"RINGGROUP[{told.queue}]" if told.queue else "DIAL",
        "recordfiles": f"{file.bare_name}@",
        "made_from": "recording",
    }
