"""Which recordings a call should have: noted from its legs, in the order in which they were spoken.

Called by calls/ingest.py, which holds the call's row. What the CDR announced is kept with each, so that
the fetching can tell a whole file from one that is still being written.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from calls.models import Call, Recording
from ucm.protocol.announced import RecordedFile, begins
from ucm.protocol.cdr import LegRecord


def want_recordings(call: Call, records: Sequence[LegRecord]) -> bool:
    """Note the recordings that the legs name, once each; whether one of them is new."""
    if not any(record.recorded for record in records):
        return False
    known = {recording.name: recording for recording in call.recordings.all()}
    named: dict[str, Recording] = {}
    for recording in _named(call, records):
        named[recording.name] = _richer(named.get(recording.name) or known.get(recording.name), recording)
    fresh = [recording for name, recording in named.items() if name not in known]
    in_order = sorted((known | named).values(), key=_begins)
    for position, recording in enumerate(in_order):
        recording.position = position
    Recording.objects.bulk_create(fresh)
    Recording.objects.bulk_update(known.values(), ["position", *FACTS])
    return bool(fresh)


FACTS = ("starts_at", "expected_size", "expected_duration", "unique_code")


def _named(call: Call, records: Sequence[LegRecord]) -> Iterator[Recording]:
    for record in records:
        for file in record.recorded:
            yield Recording(
                call=call,
                name=file.name,
                starts_at=begins(file, leg_start=record.answer or record.start, leg_end=record.end),
                expected_size=file.announced.size or 0,
                expected_duration=_duration(file, record),
                unique_code=file.unique_code[:80],
            )


def _duration(file: RecordedFile, record: LegRecord) -> int:
    """Seconds as announced; else the talk, which a leg's only recording covers."""
    return file.announced.duration or (record.billsec if len(record.recorded) == 1 else 0)


def _richer(known: Recording | None, told: Recording) -> Recording:
    """What is known, completed by what was told later: the same row may come again with more in it."""
    if known is None:
        return told
    for fact in FACTS:
        setattr(known, fact, getattr(known, fact) or getattr(told, fact))
    return known


def _begins(recording: Recording) -> tuple[datetime, int, int]:
    """By time; two that begin at once in the order in which the CDR names them."""
    began = recording.starts_at or recording.call.started_at
    return began, recording.position, recording.pk or 0
