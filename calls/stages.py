"""FETCH_RECORDING and TRANSCRIBE: the stages that make the record."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.utils import timezone

from calls import recordings
from calls.models import Call, Recording, Transcript, Utterance
from calls.recordings import StoredFile, UnsupportedRecording
from calls.speech import provision, roles
from calls.speech.engine import Engine
from calls.speech.speakers import provision as speakers
from calls.speech.types import Segment, Speech
from calls.stage import Done, Failed, NotYet, Outcome, Skipped, Stage
from ucm.client import UcmClient
from ucm.connect import Closed, session
from ucm.protocol.errors import (
    BadAddress,
    NoSuchRecording,
    NotAnApi,
    NotPermitted,
    NotReady,
    TlsFailure,
    TooFrequent,
    Unreachable,
)
from ucm.protocol.recordings import Kind
from ucm.turn import NotOurTurn

# --- Fetch ---------------------------------------------------------------------------------------

# A recording may appear some time after its CDR; after this it is taken to be gone.
APPEARS_WITHIN = timedelta(hours=1)
LOOK_AGAIN = 30.0  # seconds
QUEUE = 2.0  # seconds to wait for another worker's download; longer would keep this one from ingesting
CLOSED = 120.0  # seconds until we look again whether a connection has been mended
# These are the connection's trouble, not the call's: every call waits, costs no attempt, and goes on
# by itself when the UCM is back or the connection is mended.
CONNECTION_TROUBLE = (Closed, Unreachable, TlsFailure, NotAnApi, NotPermitted, TooFrequent, BadAddress)


def fetch(call: Call) -> Outcome:
    """Download every recording of the call that is still wanted. Done's result: {pk: StoredFile}."""
    wanted = list(call.recordings.filter(state=Recording.State.WANTED))
    if not wanted:
        return _nothing_to_fetch(call)
    try:
        with session(call.connection, patience=QUEUE) as client:
            stored = {recording.pk: _fetch_one(client, recording) for recording in wanted}
    except NotOurTurn as error:
        return NotYet(error.wait or LOOK_AGAIN, error.why)
    except CONNECTION_TROUBLE as error:
        return NotYet(error.wait or CLOSED, error.why, error.advice)
    return _fetched(call, {pk: file for pk, file in stored.items() if file}, expected=len(wanted))


def _nothing_to_fetch(call: Call) -> Outcome:
    if call.recordings.filter(state=Recording.State.STORED).exists():
        return Done({})
    if call.talk_seconds:
        return Skipped("The phone system made no recording of this call.")
    return Skipped("Nobody spoke: there is nothing to listen to.")


def _fetch_one(client: UcmClient, recording: Recording) -> StoredFile | None:
    try:
        with client.recording(recording.name) as audio:
            if audio.kind is Kind.GSFF:
                raise UnsupportedRecording
            return recordings.store(
                audio.chunks,
                settings.RECORDINGS_DIR,
                month=f"{recording.call.started_at:%Y-%m}",
                keep_free=settings.MIN_FREE_BYTES,
            )
    except (NoSuchRecording, NotReady):
        return None


def _fetched(call: Call, stored: dict[int, StoredFile], *, expected: int) -> Outcome:
    if len(stored) == expected:
        return Done(stored)
    # Our own clock: the UCM's may be hours off, and a CDR may have come late.
    if timezone.now() - call.recordings.latest("created_at").created_at < APPEARS_WITHIN:
        return NotYet(LOOK_AGAIN, "The phone system has not finished this recording yet.")
    if stored:
        return Done(stored)
    return Failed(
        "The CDR names a recording, but the UCM does not have it (any more).",
        "Look under CDR > Recording Files on the UCM. If it was moved to a NAS or to GDMS, or the "
        "automatic cleaner deleted it, it cannot be had from here. If it is there, press Retry.",
    )


def keep_recordings(call: Call, stored: dict[int, StoredFile]) -> None:
    for pk, file in stored.items():
        Recording.objects.filter(pk=pk).update(
            state=Recording.State.STORED,
            file=file.path,
            sha256=file.sha256,
            size=file.size,
            codec=file.audio.codec,
            sample_rate=file.audio.sample_rate,
            channels=file.audio.channels,
            duration=file.audio.duration,
            stored_at=timezone.now(),
        )
    # The stage is done without them: they were waited for long enough.
    call.recordings.filter(state=Recording.State.WANTED).update(state=Recording.State.MISSING)
    offset = 0.0
    for recording in call.recordings.filter(state=Recording.State.STORED):
        Recording.objects.filter(pk=recording.pk).update(offset=offset)
        offset += recording.duration


FETCH_RECORDING = Stage(name="fetch_recording", work=fetch, save=keep_recordings, limit=1800.0)

# --- Transcribe ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """What the engine heard in each recording, and which engine it was."""

    engine: str
    model: str
    speech: tuple[tuple[Recording, Speech], ...]


@cache
def engine() -> Engine:
    """The recogniser of this process, loaded when first needed (never before a fork)."""
    from calls.speech.whisper import Whisper  # noqa: PLC0415 - a second of imports that only the transcriber needs

    return Whisper(
        provision.locate(settings.WHISPER_MODEL, settings.MODELS_DIR),
        model=settings.WHISPER_MODEL,
        device=settings.WHISPER_DEVICE,
        compute=settings.WHISPER_COMPUTE,
        threads=settings.WHISPER_THREADS,
        speakers=speakers.find(settings.MODELS_DIR),
    )


def transcribe(call: Call) -> Outcome:
    """Hear every stored recording of the call, in order. Done's result: Heard."""
    stored = list(call.recordings.filter(state=Recording.State.STORED))
    if not stored:
        return Skipped("There is no recording to transcribe.")
    recogniser = engine()
    speech = tuple(
        (
            recording,
            recogniser.transcribe(
                settings.RECORDINGS_DIR / recording.file.name,
                language=settings.WHISPER_LANGUAGE,
                agent_channel=settings.AGENT_CHANNEL,
            ),
        )
        for recording in stored
    )
    return Done(Heard(recogniser.name, recogniser.model, _with_roles(speech, call.direction)))


def _with_roles(
    heard: tuple[tuple[Recording, Speech], ...], direction: str
) -> tuple[tuple[Recording, Speech], ...]:
    """Roles where one channel holds everybody; two channels have theirs already.

    Speakers are told apart within a recording: where a call has several, only roles say who of one
    is who of the next.
    """
    known = [
        (recording, roles.with_roles(speech, direction=direction) if speech.channels == 1 else speech)
        for recording, speech in heard
    ]
    if len(known) > 1 and not all(speech.has_roles for _, speech in known):
        known = [(recording, roles.without_speakers(speech)) for recording, speech in known]
    return tuple(known)


def keep_transcript(call: Call, heard: Heard) -> None:
    """Replace the call's transcript as a whole."""
    Transcript.objects.filter(call=call).delete()
    speeches = [speech for _, speech in heard.speech]
    placed = _on_call_time(heard)
    transcript = Transcript.objects.create(
        call=call,
        engine=heard.engine,
        model=heard.model,
        language=speeches[0].language,
        duration=sum(speech.duration for speech in speeches),
        channels=min(speech.channels for speech in speeches),
        has_speakers=all(speech.has_speakers for speech in speeches),
        words=sum(len(segment.words) for _, segment in placed),
    )
    Utterance.objects.bulk_create(
        _utterance(transcript, index, recording, segment) for index, (recording, segment) in enumerate(placed)
    )


def _on_call_time(heard: Heard) -> list[tuple[Recording, Segment]]:
    """Every segment with its times moved to the call's clock, which runs on through recordings."""
    return [
        (recording, _shifted(segment, recording.offset))
        for recording, speech in heard.speech
        for segment in speech.segments
    ]


def _shifted(segment: Segment, offset: float) -> Segment:
    if not offset:
        return segment
    words = tuple(replace(word, start=word.start + offset, end=word.end + offset) for word in segment.words)
    return replace(segment, start=segment.start + offset, end=segment.end + offset, words=words)


def _utterance(transcript: Transcript, index: int, recording: Recording, segment: Segment) -> Utterance:
    words = [
        [round(word.start, 2), round(word.end, 2), word.text, round(word.confidence, 3)]
        for word in segment.words
    ]
    return Utterance(
        transcript=transcript,
        recording=recording,
        index=index,
        speaker=segment.speaker,
        role=segment.role,
        start=round(segment.start, 2),
        end=round(segment.end, 2),
        text=segment.text,
        confidence=round(segment.confidence, 3),
        words=words,
    )


TRANSCRIBE = Stage(
    name="transcribe",
    work=transcribe,
    save=keep_transcript,
    queue="speech",
    limit=4 * 3600.0,
)
