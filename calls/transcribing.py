"""The work of the stage TRANSCRIBE: recordings become a transcript with a person on each line."""

from dataclasses import asdict, dataclass, replace

from django.conf import settings

from calls.correcting import hold, replay
from calls.models import Call, Recording, SpeakerRole, Transcript, Utterance
from calls.notes import forget, notes_on
from calls.recogniser import engine, hints
from calls.speech import roles
from calls.speech.spans.find import with_menus
from calls.speech.types import Segment, Speech
from calls.stage import Done, Outcome, Skipped
from calls.transcripts import row_of
from calls.who_is_who import keep_said


@dataclass(frozen=True, slots=True)
class Heard:
    """What the engine heard in each recording, and which engine it was."""

    engine: str
    model: str
    speech: tuple[tuple[Recording, Speech], ...]


def transcribe(call: Call) -> Outcome:
    """Hear every stored recording of the call, in order. Done's result: Heard."""
    stored = list(call.recordings.filter(state=Recording.State.STORED))
    if not stored:
        return Skipped("There is no recording to transcribe.")
    recogniser, known = engine(), hints(call)
    speech = tuple(
        (
            recording,
            recogniser.transcribe(
                settings.RECORDINGS_DIR / recording.file.name,
                known,
                notes=notes_on(recording, recogniser, known),
            ),
        )
        for recording in stored
    )
    return Done(Heard(recogniser.name, recogniser.model, _with_roles(speech, call)))


def _with_roles(
    heard: tuple[tuple[Recording, Speech], ...], call: Call
) -> tuple[tuple[Recording, Speech], ...]:
    """The speech with the roles of who speaks, and the menus that they tell.

    Speakers are told apart within a recording: where a call has several, only roles say who of one
    is who of the next. They may be a person's, which keep_said gives when the transcript is written.
    """
    agent_channel = settings.AGENT_CHANNEL
    known = [
        (recording, roles.with_roles(speech, direction=call.direction, agent_channel=agent_channel))
        for recording, speech in heard
    ]
    has_roles = all(speech.has_roles for _, speech in known) or _is_named(call)
    if len(known) > 1 and not has_roles:
        known = [(recording, roles.without_speakers(speech)) for recording, speech in known]
    return tuple((recording, with_menus(speech)) for recording, speech in known)


def _is_named(call: Call) -> bool:
    """Whether a person has said who is who in it."""
    return SpeakerRole.objects.filter(recording__call=call).exists()


def keep_transcript(call: Call, heard: Heard) -> None:
    """Replace the call's transcript as a whole, and put in again what people have corrected."""
    hold(call)
    forget(call)
    Transcript.objects.filter(call=call).delete()
    for recording, speech in heard.speech:
        recording.quality = asdict(speech.quality) if speech.quality else None
        recording.waveform = list(speech.waveform)
        recording.save(update_fields=["quality", "waveform"])
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
        spans=[
            [span.kind, round(span.start + recording.offset, 2), round(span.end + recording.offset, 2)]
            for recording, speech in heard.speech
            for span in speech.spans
        ],
    )
    Utterance.objects.bulk_create(
        _utterance(transcript, index, recording, segment) for index, (recording, segment) in enumerate(placed)
    )
    keep_said(transcript)
    replay(call)


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
        speaker_confidence=round(segment.speaker_confidence, 3) if segment.speaker else None,
        words=[row_of(word) for word in segment.words],
    )
