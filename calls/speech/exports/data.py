"""A transcript as JSON, for programs: everything that was heard, in a form that stays as it is."""

import json
from typing import Any

from calls.speech.types import Segment, Span, Speech, Word


def as_json(speech: Speech) -> str:
    """{language, duration, channels, segments, spans}; times in seconds, confidence 0 to 1.

    A segment is {speaker, role, start, end, text, confidence, words}, a word {start, end, word,
    confidence, speaker}, a span {kind, start, end}. What is not known is "".
    """
    data = {
        "language": speech.language,
        "duration": round(speech.duration, 3),
        "channels": speech.channels,
        "segments": [_segment(segment) for segment in speech.segments],
        "spans": [_span(span) for span in speech.spans],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "speaker": segment.speaker,
        "role": segment.role,
        "start": round(segment.start, 3),
        "end": round(segment.end, 3),
        "text": segment.text,
        "confidence": round(segment.confidence, 3),
        "words": [_word(word, segment.speaker) for word in segment.words],
    }


def _word(word: Word, speaker: str) -> dict[str, Any]:
    return {
        "start": round(word.start, 3),
        "end": round(word.end, 3),
        "word": word.text.strip(),
        "confidence": round(word.confidence, 3),
        "speaker": word.speaker or speaker,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"kind": span.kind.value, "start": round(span.start, 3), "end": round(span.end, 3)}
