"""A person says who the speakers of a call are: kept, shown on every line, and analysed again.

Called by the call page (analytics/views/who.py), and by calls/transcribing.py when a call has been
heard again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from calls import pipeline
from calls.models import Call, SpeakerRole, Transcript, Utterance
from calls.speech import roles
from calls.speech.placing import Said, Stretch, joined, placed
from calls.speech.spans.find import with_menus
from calls.speech.types import SpanKind, Speech
from calls.stage import after, named
from calls.transcripts import segment_of, speech_of
from calls.voices import Voice, voices
from calls.who_said import give_to_other, keep_given, rename


def correct(transcript: Transcript, said: Mapping[Voice, str], *, by: User) -> None:
    """Write down the roles that a person gives. Speakers he leaves out keep theirs."""
    with transaction.atomic():
        known = voices(transcript.utterances.select_related("recording"))
        if not known:  # heard again at this very moment: what was said before stays
            return
        SpeakerRole.objects.filter(recording__call=transcript.call).delete()
        SpeakerRole.objects.bulk_create(
            SpeakerRole(
                recording_id=voice.recording,
                speaker=voice.speaker,
                stretches=_stretches(lines),
                role=said.get(voice, lines[0].role),
                by=by,
            )
            for voice, lines in known.items()
        )
        _change(transcript, known, said)


def move(line: Utterance, *, by: User) -> bool:
    """A line was said by the other one; again makes it undone. False where nobody knows who that is."""
    with transaction.atomic():
        if not give_to_other(line, by=by):
            return False
        _show(line.transcript, {})
        _analyse_again(line.transcript.call)
    return True


def withdraw(transcript: Transcript) -> None:
    """Forget what people said of this call's speakers, and work it out from the words again.

    Lines given to the other one stay with him.
    """
    with transaction.atomic():
        SpeakerRole.objects.filter(recording__call=transcript.call).delete()
        _change(transcript, voices(transcript.utterances.all()), _worked_out(transcript))


def keep_said(transcript: Transcript) -> None:
    """Give a new transcript the roles that people gave to the speakers of the one before it, and to lines."""
    rows = SpeakerRole.objects.filter(recording__call=transcript.call).order_by("recording_id")
    if rows:
        _place(transcript, rows)
    if keep_given(transcript):
        _show(transcript, {})


def _place(transcript: Transcript, rows: Iterable[SpeakerRole]) -> None:
    known = voices(transcript.utterances.select_related("recording"))
    said = {}
    for recording, of_one in groupby(rows, key=attrgetter("recording_id")):
        spoken = {voice.speaker: _stretches(lines) for voice, lines in known.items() if voice[0] == recording}
        words = [Said(row.role, tuple((start, end) for start, end in row.stretches)) for row in of_one]
        said |= {Voice(recording, speaker): role for speaker, role in placed(words, spoken).items()}
    _show(transcript, said)


def _change(
    transcript: Transcript, known: Mapping[Voice, Sequence[Utterance]], said: Mapping[Voice, str]
) -> None:
    """Give the known voices the roles said, with the lines that were given to them, and analyse again."""
    before = {voice: lines[0].role for voice, lines in known.items()}
    rename(transcript, {(voice.recording, role): said.get(voice, role) for voice, role in before.items()})
    _show(transcript, said)
    _analyse_again(transcript.call)


def _stretches(lines: Iterable[Utterance]) -> tuple[Stretch, ...]:
    """When these are said, from the start of their recording: the call's clock moves when a
    recording before it turns up late."""
    return joined(
        (round(line.start - line.recording.offset, 2), round(line.end - line.recording.offset, 2))
        for line in lines
    )


def _show(transcript: Transcript, said: Mapping[Voice, str]) -> None:
    """Put the roles on the lines. What a recorded voice says is a menu among the spans."""
    for voice, role in said.items():
        lines = transcript.utterances.filter(recording=voice.recording, speaker=voice.speaker)
        lines.update(role=role)
    speech = speech_of(transcript)
    others = tuple(span for span in speech.spans if span.kind != SpanKind.IVR)
    spans = with_menus(replace(speech, spans=others)).spans
    transcript.spans = [[span.kind, round(span.start, 2), round(span.end, 2)] for span in spans]
    transcript.save(update_fields=["spans"])


def _worked_out(transcript: Transcript) -> dict[Voice, str]:
    """The role of every speaker as direction and words of his recording tell it; "" where they do not."""
    found: dict[Voice, str] = {}
    lines = transcript.utterances.order_by("recording_id", "index")
    for recording, of_one in groupby(lines, key=attrgetter("recording_id")):
        segments = tuple(replace(segment_of(line), role="") for line in of_one)
        speech = Speech(transcript.language, transcript.duration, transcript.channels, segments)
        told = roles.with_roles(
            speech, direction=transcript.call.direction, agent_channel=settings.AGENT_CHANNEL
        )
        found |= {Voice(recording, segment.speaker): segment.role for segment in told.segments}
    return found


def _analyse_again(call: Call) -> None:
    if following := after(named("transcribe")):
        pipeline.open_step(call, following)
