"""The last steps: a call record, a recording's first bytes, and whether real-time output comes.

A UCM answers a filter that it dislikes with an empty list and no error, so an empty answer is believed only
when one without filters is empty too.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from ucm.diagnosis import faults
from ucm.diagnosis.findings import Failed, NothingToSee
from ucm.diagnosis.probe import Probe
from ucm.diagnosis.wav import read_format
from ucm.protocol.announced import RecordedFile
from ucm.protocol.cdr import LegRecord
from ucm.protocol.menus import EXTENSIONS
from ucm.protocol.recordings import Kind
from ucm.protocol.whole import Known

WINDOWS = (timedelta(hours=2), timedelta(days=1), timedelta(days=7))
"""How far back a recording is looked for; the shortest first, as an answer begins with its oldest call."""
PAGE = 200
AROUND = timedelta(minutes=10)
LATE = timedelta(minutes=10)
"""After this a record of real-time output is no longer under way."""


def call_records(probe: Probe) -> Iterator[str]:
    legs: list[LegRecord] = probe.ask("cdrapi")
    if not legs:
        yield "“cdrapi” without any filter was answered with an empty list."
        raise NothingToSee(fault=faults.NO_RECORDS)
    yield f"A call record of {legs[0].start:%Y-%m-%d} was read."
    ended = max(leg.end for leg in legs)
    around = probe.client.cdrs(start=ended - AROUND, end=ended + AROUND, page_size=PAGE)
    if next(around, None) is None:
        raise Failed(
            "The UCM has call records, but finds none when asked for the time of one of them.",
            mend=faults.CLOCK.mend,
            fault=faults.NO_RECORDS,
        )
    yield "It is found again when asked for by its time."


def recordings(probe: Probe) -> Iterator[str]:
    folders: tuple[str, ...] = probe.ask("recapi")
    yield f"Recording folders: {', '.join(folders) or 'none named'}."
    probe.ask("cdrapi")  # where it is not permitted, there is no name to ask for
    file = _recorded(probe)
    if file is None:
        raise NothingToSee(
            "No call of the last seven days has a recording, so none could be fetched.",
            mend=f"If calls are to be recorded, switch on Auto Record for the extensions ({EXTENSIONS}) and "
            "make a test call.",
        )
    known = Known(unique_code=file.unique_code, is_moved=True)
    with probe.client.recording(file.name, known=known) as audio:
        head = next(audio.chunks, b"")
    yield _heard(audio.kind, head, audio.size)


def _recorded(probe: Probe) -> RecordedFile | None:
    """A recent recording, as a call record names it."""
    now = datetime.now(UTC)
    for back in WINDOWS:
        legs = list(islice(probe.client.cdrs(start=now - back, end=now, page_size=PAGE), PAGE))
        probe.newest = max(legs, key=lambda leg: leg.end, default=probe.newest)
        for leg in reversed(legs):
            if leg.recorded:
                return leg.recorded[0]
    return None


def _heard(kind: Kind, head: bytes, size: int | None) -> str:
    length = "" if size is None else f" of {size:,} bytes"
    if kind is Kind.GSFF:
        return f"A recording{length} came in Grandstream's own container (GSFF): 8 kHz PCM, one channel."
    found = read_format(head)
    if found is None:
        return f"A recording{length} came as WAV, with a header that names no format."
    both = "; both people are in one channel" if found.channels == 1 else ""
    return f"A recording{length} came as WAV: {found.in_words}{both}."


def real_time_output(probe: Probe) -> Iterator[str]:
    """Judged by the last record that came; the UCM cannot be asked."""
    if probe.pushed_at is None:
        raise NothingToSee(
            "No record has come by CDR Real-Time Output yet. Without it calls are found by asking the UCM: "
            "none is lost, but each comes later.",
            mend=faults.OUTPUT_SILENT.mend,
        )
    zone = probe.client.zone
    yield f"The last record came {probe.pushed_at.astimezone(zone):%Y-%m-%d %H:%M %Z}."
    if probe.newest and probe.newest.end > probe.pushed_at + LATE:
        ended = f"{probe.newest.end.astimezone(zone):%Y-%m-%d %H:%M}"
        raise Failed(f"A call that ended {ended} was not announced.", fault=faults.OUTPUT_SILENT)
