"""The work of the stage TRANSCRIBE: recordings become a transcript with a person on each line."""

from dataclasses import dataclass, replace

from django.conf import settings

from calls.correcting import hold, replay
from calls.models import Call, Recording, Transcript, Utterance
from calls.notes import forget, notes_on
from calls.recogniser import engine, hints
from calls.speech import roles
from calls.speech.spans.find import with_menus
from calls.speech.types import Segment, Speech
from calls.stage import Done, Outcome, Skipped


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
    return tuple((recording, with_menus(speech)) for recording, speech in known)


def keep_transcript(call: Call, heard: Heard) -> None:
    """Replace the call's transcript as a whole, and put in again what people have corrected."""
    hold(call)
    forget(call)
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
        spans=[
            [span.kind, round(span.start + recording.offset, 2), round(span.end + recording.offset, 2)]
            for recording, speech in heard.speech
            for span in speech.spans
        ],
    )
    Utterance.objects.bulk_create(
        _utterance(transcript, index, recording, segment) for index, (recording, segment) in enumerate(placed)
    )
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
