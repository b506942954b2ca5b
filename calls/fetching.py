"""The work of FETCH_RECORDING: each recording of a call downloaded once, or said in words why not.

Called by the pipeline through calls/stages.py. A recording that has come is kept even while another of
the same call is awaited: the outcome of an unfinished try carries what it has got.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from calls import recordings
from calls.imports.brought import AWAITED, BRING_IT, brought, note_taken
from calls.late_names import late_names
from calls.models import Call, Recording
from calls.recordings import BrokenRecording, DiskFull, StoredFile, UnsupportedRecording
from calls.stage import Done, Failed, NotYet, Outcome, Skipped
from calls.wanted import want_recordings
from ucm.connect import Closed, session
from ucm.protocol.cdr import LegRecord
from ucm.protocol.errors import (
    BadAddress,
    Busy,
    CookieDead,
    InvalidParameters,
    NoSuchRecording,
    NotAnApi,
    NotPermitted,
    RecordingUnavailable,
    TlsFailure,
    TooFrequent,
    UcmError,
    Unreachable,
)
from ucm.protocol.menus import RECORDINGS
from ucm.protocol.whole import Known
from ucm.reader import UcmReader
from ucm.turn import NotOurTurn

# A recording may appear some time after its CDR; after this it is taken to be gone. Our own clock: the
# UCM's may be hours off, and a CDR may have come late.
APPEARS_WITHIN = timedelta(hours=1)
# A call that ended so long ago, by whatever clock, has all the recordings it will ever have.
LONG_AGO = timedelta(days=1)
FRESH = timedelta(minutes=1)  # the UCM may still have the file open
MOVED = timedelta(minutes=10)  # not on the UCM until now: look where it moves its files to
NAMED_WITHIN = timedelta(minutes=2)  # names that no CDR had, see late_names.py
ROUNDING = 2.0  # seconds by which audio may be shorter than its talk
LOOK_AGAIN = 30.0  # seconds
QUEUE = 2.0  # seconds to wait for another worker's download; longer would keep this one from ingesting
BROUGHT_LATER = 900.0  # seconds; a file that comes opens the step at once
CLOSED = 120.0  # seconds until we look again whether a connection has been mended
# These are the connection's trouble, not the call's: every call waits, costs no attempt, and goes on
# by itself when the UCM is back or the connection is mended.
CONNECTION_TROUBLE = (
    *(Closed, BadAddress, Unreachable, TlsFailure, NotAnApi, InvalidParameters),
    *(CookieDead, NotPermitted, TooFrequent, Busy),
)
PASSING = (*CONNECTION_TROUBLE, NotOurTurn, DiskFull)

STAGE = "fetch_recording"
NOT_YET = "The phone system has not finished this recording yet."
NOT_RECORDED = "The phone system made no recording of this call."
GONE = "The CDR names a recording, but the UCM does not have it (any more)."
LOOK_THERE = (
    f"Look under {RECORDINGS} on the UCM. It was asked for in all folders of the UCM, on its network drive "
    "(NAS) and in GDMS; the automatic cleaner may have deleted it. If it is there, press Retry."
)

Trouble = RecordingUnavailable | BrokenRecording | UnsupportedRecording
TROUBLES = (RecordingUnavailable, BrokenRecording, UnsupportedRecording)


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a recording cannot be had, and what a person can do."""

    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a try has got, and what it has given up, by the recording's pk; `named` are legs with recordings
    that no CDR had named."""

    stored: dict[int, StoredFile] = field(default_factory=dict)
    missing: dict[int, Missing] = field(default_factory=dict)
    named: tuple[LegRecord, ...] = ()


def fetch(call: Call) -> Outcome:
    """Get every recording of the call that is not here yet: brought, or downloaded. The result is Fetched."""
    wanted = list(call.recordings.exclude(state=Recording.State.STORED))
    if not wanted and not _may_be_named_late(call):
        return _nothing_to_fetch(call)
    fetched = Fetched(stored=brought(call, wanted))
    to_ask_for = [recording for recording in wanted if recording.pk not in fetched.stored]
    if wanted and not to_ask_for:
        return Done(fetched)
    if not call.connection.has_api:
        return _wait_for_files(call, fetched)
    try:
        with session(call.connection, patience=QUEUE) as client:
            if not wanted:
                return _named_late(call, late_names(client, call))
            troubles = _fetch_all(client, to_ask_for, fetched)
    except (UcmError, DiskFull) as error:
        if not fetched.stored and not isinstance(error, PASSING):
            raise
        return _interrupted(error, fetched)
    return _outcome(call, wanted, fetched, troubles)


def _wait_for_files(call: Call, fetched: Fetched) -> Outcome:
    """What to do while recordings that cannot be asked for are missing; some may have been brought."""
    latest = call.recordings.latest("created_at").created_at
    if timezone.now() - latest < timedelta(seconds=settings.IMPORT_WAIT):
        return NotYet(BROUGHT_LATER, AWAITED, BRING_IT, result=fetched)
    if fetched.stored or call.recordings.filter(state=Recording.State.STORED).exists():
        return Done(fetched)
    return Skipped(f"{AWAITED} This one was not brought. Bring it at any time, and the work goes on.")


def _fetch_all(client: UcmReader, wanted: list[Recording], fetched: Fetched) -> dict[int, Trouble]:
    """Put into `fetched` what comes; what is wrong with one recording keeps no other from coming."""
    troubles: dict[int, Trouble] = {}
    for recording in wanted:
        try:
            fetched.stored[recording.pk] = _fetch_one(client, recording)
        except TROUBLES as error:
            troubles[recording.pk] = error
    return troubles


def _interrupted(error: UcmError | DiskFull, fetched: Fetched) -> NotYet:
    """What has come is kept first. Should the error be of the kind that stays, the next try tells."""
    if isinstance(error, NotOurTurn):
        return NotYet(error.wait or LOOK_AGAIN, error.why, result=fetched)
    pause = CLOSED if isinstance(error, CONNECTION_TROUBLE) else LOOK_AGAIN
    mend = error.mend if isinstance(error, DiskFull) else error.advice
    return NotYet(error.wait or pause, error.why, mend, result=fetched)


def _nothing_to_fetch(call: Call) -> Outcome:
    if call.recordings.exists():
        return Done(Fetched())
    if call.talk_seconds:
        return Skipped(NOT_RECORDED)
    return Skipped("Nobody spoke: there is nothing to listen to.")


def _may_be_named_late(call: Call) -> bool:
    connection = call.connection
    asks = connection.has_api and connection.asks_for_recordings and bool(call.talk_seconds)
    return asks and not call.recordings.exists()


def _named_late(call: Call, legs: tuple[LegRecord, ...]) -> Outcome:
    if legs:
        return NotYet(
            0.0, "The phone system has named this call's recording only now.", result=Fetched(named=legs)
        )
    if timezone.now() - call.created_at < NAMED_WITHIN:
        return NotYet(LOOK_AGAIN, "The phone system has not named a recording of this call yet.")
    return Skipped(NOT_RECORDED)


def _fetch_one(client: UcmReader, recording: Recording) -> StoredFile:
    known = known_of(recording)
    too_short = known.is_fresh and not known.size and recording.expected_duration > ROUNDING
    with client.recording(recording.name, known=known) as audio:
        return recordings.store(
            audio.chunks,
            settings.RECORDINGS_DIR,
            month=f"{recording.call.started_at:%Y-%m}",
            keep_free=settings.MIN_FREE_BYTES,
            size=audio.size or recording.expected_size,
            at_least=recording.expected_duration - ROUNDING if too_short else 0.0,
        )


def known_of(recording: Recording) -> Known:
    """What we know of a recording now, from its CDR and its age."""
    age, has_settled = _age(recording), _has_settled(recording)
    return Known(
        size=recording.expected_size or None,
        unique_code=recording.unique_code,
        is_fresh=age < FRESH and not has_settled,
        is_settled=has_settled,
        is_moved=age >= MOVED or has_settled,
    )


def _age(recording: Recording) -> timedelta:
    """How long we have known of it."""
    return timezone.now() - recording.created_at


def _has_settled(recording: Recording) -> bool:
    """Whether what the UCM has by now is all it will ever have."""
    return _age(recording) >= APPEARS_WITHIN or timezone.now() - recording.call.ended_at >= LONG_AGO


def _outcome(call: Call, wanted: list[Recording], fetched: Fetched, troubles: dict[int, Trouble]) -> Outcome:
    awaited = [
        recording for recording in wanted
        if recording.pk in troubles and troubles[recording.pk].retryable and not _has_settled(recording)
    ]  # fmt: skip
    if awaited:
        first = troubles[awaited[0].pk]
        return NotYet(_pause(awaited), _awaited_words(first), _advice(first), result=fetched)
    fetched.missing.update((pk, _missing(error)) for pk, error in troubles.items())
    has_audio = fetched.stored or call.recordings.filter(state=Recording.State.STORED).exists()
    if has_audio or _is_long_past(call):
        return Done(fetched)
    gone = next(iter(fetched.missing.values()))
    return Failed(gone.why, gone.mend, result=fetched)


def _is_long_past(call: Call) -> bool:
    """A backfill's call: that a recording of the past is gone is no failure."""
    came_by_backfill = call.steps.of_history().filter(stage=STAGE).exists()
    return came_by_backfill and timezone.now() - call.ended_at > LONG_AGO


def _pause(awaited: list[Recording]) -> float:
    """Seconds until the next look: soon at first, then rarer the longer it has been awaited."""
    return max(LOOK_AGAIN, min(map(_age, awaited)).total_seconds() / 4)


def _awaited_words(error: Trouble) -> str:
    return NOT_YET if isinstance(error, NoSuchRecording) else error.why


def _missing(error: Trouble) -> Missing:
    if isinstance(error, NoSuchRecording):
        return Missing(GONE, LOOK_THERE)
    return Missing(error.why, _advice(error))


def _advice(error: Trouble) -> str:
    return error.advice if isinstance(error, RecordingUnavailable) else error.mend


# --- Saving ----------------------------------------------------------------------------------------


def keep_recordings(call: Call, fetched: Fetched) -> None:
    """Write what a try has got, and put all recordings of the call on one clock."""
    rows = {recording.pk: recording for recording in call.recordings.all()}
    for pk, file in fetched.stored.items():
        Recording.objects.filter(pk=pk).update(**_columns(rows[pk], file))
    note_taken(call, fetched.stored.values())
    for pk, missing in fetched.missing.items():
        Recording.objects.filter(pk=pk).update(
            state=Recording.State.MISSING, why=missing.why, mend=missing.mend
        )
    want_recordings(call, fetched.named)
    offset = 0.0
    for recording in call.recordings.filter(state=Recording.State.STORED):
        Recording.objects.filter(pk=recording.pk).update(offset=offset)
        offset += recording.duration


def _columns(recording: Recording, file: StoredFile) -> dict[str, object]:
    return {
        "state": Recording.State.STORED,
        "file": file.path,
        "sha256": file.sha256,
        "size": file.size,
        "codec": file.audio.codec,
        "sample_rate": file.audio.sample_rate,
        "channels": file.audio.channels,
        "duration": file.audio.duration,
        "stored_at": timezone.now(),
        "why": _shortfall(recording, file),
        "mend": "",
    }


def _shortfall(recording: Recording, file: StoredFile) -> str:
    """What is said of a file that never reached its announced size, and was taken as it is in the end."""
    if file.size >= recording.expected_size:
        return ""
    share = 100 * file.size // recording.expected_size
    return f"The UCM has only {share} % of what it announced of this recording, so its end is missing."
