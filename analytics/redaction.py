"""Transcripts as they are shown and handed out: without personal data, where REDACT_TRANSCRIPTS is on.

What was heard stays in the rows, so that a person can correct a line and a better finder can be used later.
Found again for each reading (milliseconds a call), so that it is right for corrected lines at once.
"""

from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings

from analytics.insight.privacy.redact import redact
from analytics.insight.types import Conversation, Turn
from analytics.stages import conversation_of
from calls.models import Transcript
from calls.speech.types import Segment, Speech
from calls.transcripts import speech_of


def shown(conversation: Conversation) -> Conversation:
    """The conversation that may be quoted from."""
    return redact(conversation).conversation if settings.REDACT_TRANSCRIPTS else conversation


def hidden(transcript: Transcript) -> Mapping[int, Turn]:
    """The lines with personal data in them, by index, as they are shown."""
    conversation = conversation_of(transcript)
    pairs = zip(conversation.turns, shown(conversation).turns, strict=True)
    return {turn.index: turn for before, turn in pairs if turn.text != before.text}


def shown_text(text: str) -> str:
    """A text that stands by itself."""
    turn = Turn(0, 0.0, 0.0, text)
    return shown(Conversation((turn,), 0.0)).turns[0].text


def shown_speech(transcript: Transcript) -> Speech:
    """What was heard in the whole call, as it may be downloaded."""
    speech = speech_of(transcript)
    lines = hidden(transcript)
    indexes = [utterance.index for utterance in transcript.utterances.all()]
    segments = (
        _shown(segment, lines.get(index)) for segment, index in zip(speech.segments, indexes, strict=True)
    )
    return replace(speech, segments=tuple(segments))


def _shown(segment: Segment, line: Turn | None) -> Segment:
    return replace(segment, text=line.text, words=line.words) if line else segment
