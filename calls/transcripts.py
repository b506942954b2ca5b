"""A stored transcript as the value that the recogniser once gave. For downloads,
and for whatever works on what was said."""

from django.http import Http404

from calls.models import Call, Transcript, Utterance
from calls.speech.types import Segment, Span, SpanKind, Speech, Word


def speech_of(call: Call) -> Speech:
    """What was heard in the whole call, on the call's clock, in two queries. Http404 without a transcript."""
    transcript = Transcript.objects.filter(call=call).prefetch_related("utterances").first()
    if transcript is None:
        raise Http404("This call has no transcript.")
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
    """The words as they were heard. Rows from before overlaps were kept have four elements a word."""
    return tuple(
        Word(start, end, text, confidence, is_overlapped=bool(rest and rest[0]))
        for start, end, text, confidence, *rest in utterance.words
    )


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
