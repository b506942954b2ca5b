"""Calls made from a recording's name, and how the call record that comes later takes them over.

Called by ingest.py, so that one call is one call whatever comes first: its audio or its CDR. Such a call's
session is derived from the recording's name, which the CDR will name too.
"""

import hashlib
from collections.abc import Iterable, Sequence

from django.db import transaction

from calls import pipeline
from calls.imports.names import named
from calls.models import Call, Correction, Recording
from calls.models.call import MADE_FROM_RECORDING
from calls.stage import stages
from ucm.models import Connection
from ucm.protocol.cdr import LegRecord
from ucm.protocol.recording_names import bare, read_name


def session_of(name: str, *, epoch: int = 0) -> str:
    """The session of the call made from a recording of that name; `epoch` where the name has none.

    The epoch stands in it as in a UCM's own sessions, so that the clock is read the same way.
    """
    start = read_name(name).start
    digest = hashlib.sha256(bare(name).encode()).hexdigest()[:32]
    return f"{MADE_FROM_RECORDING}{int(start.timestamp()) if start else epoch}-{digest}"


def is_provisional(session: str) -> bool:
    return session.startswith(MADE_FROM_RECORDING)


def known_elsewhere(connection: Connection, session: str, records: Iterable[LegRecord]) -> Call | None:
    """The call whose CDR names the recording that a provisional `session` was made from."""
    if not is_provisional(session):
        return None
    names = {bare(name) for record in records for name in record.recordings}
    return next((real.call for name in names if (real := _in_a_cdr(connection, name))), None)


def _in_a_cdr(connection: Connection, name: str) -> Recording | None:
    return named(connection, name).exclude(call__session__startswith=MADE_FROM_RECORDING).first()


def take_over(connection: Connection, session: str, records: Sequence[LegRecord]) -> None:
    """Give what was made from these records' recordings to the session they belong to.

    Runs inside ingestion's transaction, before the session's call is stored.
    """
    if is_provisional(session):
        return
    names = dict.fromkeys(name for record in records for name in record.recordings)
    made = {session_of(name): name for name in names}
    for call in Call.objects.filter(connection=connection, session__in=made).order_by("pk"):
        _become(call, session, cdr_name=made[call.session])


def _become(made: Call, session: str, *, cdr_name: str) -> None:
    """The provisional call is the session's, or gives its recording to the one that is there."""
    made.recordings.update(name=cdr_name)
    made.legs.all().delete()  # they say what the file's name said; the CDR says it better
    real = Call.objects.filter(connection=made.connection, session=session).first()
    if real is None:
        Call.objects.filter(pk=made.pk).update(session=session)
        return
    real.recordings.filter(name=cdr_name).exclude(state=Recording.State.STORED).delete()
    kept = set(real.recordings.values_list("name", flat=True))
    made.recordings.exclude(name__in=kept).update(call=real)
    # What is left has its twin there: the audio may go, what people wrote about it may not.
    twin = real.recordings.filter(name=cdr_name).first()
    Correction.objects.of(made).update(recording=twin)
    made.imported_files.update(call=real)
    made.delete()
    pipeline.open_step(real, stages()[0])


def heal(calls: Iterable[Call]) -> int:
    """Take over those calls that were made at the very moment their CDR came; how many there were."""
    healed = 0
    for made in calls:
        names = [bare(name) for name in made.recordings.values_list("name", flat=True)]
        real = next((real for name in names if (real := _in_a_cdr(made.connection, name))), None)
        if real and made.is_made_from_recording:
            with transaction.atomic():
                _become(made, real.call.session, cdr_name=real.name)
            healed += 1
    return healed
