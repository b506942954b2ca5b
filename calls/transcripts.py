"""A stored transcript as the value that the recogniser once gave. For downloads,
and for whatever works on what was said."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404

from calls.models import Call, Transcript, Utterance
from calls.speech.types import Segment, Span, SpanKind, Speech, Word


def transcript_of(call: Call) -> Transcript:
    """With its lines, the call and its connection, in two queries. Http404 without one."""
    rows = Transcript.objects.select_related("call__connection").prefetch_related("utterances")
    transcript = rows.filter(call=call).first()
    if transcript is None:
        raise Http404("This call has no transcript.")
    return transcript


def speech_of(transcript: Transcript) -> Speech:
    """What was heard in the whole call, on the call's clock."""
    return Speech(
        language=transcript.language,
        duration=transcript.duration,
        channels=transcript.channels,
        segments=tuple(segment_of(utterance) for utterance in transcript.utterances.all()),
        spans=tuple(spans_of(transcript)),
    )


def spans_of(transcript: Transcript) -> list[Span]:
    """What is no conversation, on the call's clock, in order."""
    return [Span(SpanKind(kind), start, end) for kind, start, end in transcript.spans]


def words_of(utterance: Utterance) -> tuple[Word, ...]:
    """The words as they read."""
    return words_from(utterance.words)


def words_from(rows: Iterable[Sequence[Any]]) -> tuple[Word, ...]:
    """Words as Utterance.words keeps them. Those from before overlaps were kept have four elements."""
    return tuple(
        Word(start, end, text, confidence, is_overlapped=bool(rest and rest[0]))
        for start, end, text, confidence, *rest in rows
    )


def row_of(word: Word) -> list[Any]:
    """A word as Utterance.words keeps it."""
    row: list[Any] = [round(word.start, 2), round(word.end, 2), word.text, round(word.confidence, 3)]
    return [*row, 1] if word.is_overlapped else row


def segment_of(utterance: Utterance) -> Segment:
    return Segment(
        start=utterance.start,
        end=utterance.end,
        text=utterance.text,
        words=words_of(utterance),
        confidence=utterance.confidence,
        speaker=utterance.speaker,
        role=utterance.role,
        speaker_confidence=utterance.speaker_confidence or 0.0,
    )
