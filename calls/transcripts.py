"""A stored transcript as the value that the recogniser once gave. For downloads."""

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
        segments=tuple(_segment(utterance) for utterance in transcript.utterances.all()),
        spans=tuple(spans_of(transcript)),
    )


def spans_of(transcript: Transcript) -> list[Span]:
    """What is no conversation, on the call's clock, in order."""
    return [Span(SpanKind(kind), start, end) for kind, start, end in transcript.spans]


def _segment(utterance: Utterance) -> Segment:
    return Segment(
        start=utterance.start,
        end=utterance.end,
        text=utterance.text,
        words=tuple(Word(start, end, text, sure) for start, end, text, sure, *_ in utterance.words),
        confidence=utterance.confidence,
        speaker=utterance.speaker,
        role=utterance.role,
    )
