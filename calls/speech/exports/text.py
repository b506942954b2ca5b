"""A transcript as plain text: a line for each utterance, with its time and speaker."""

from calls.speech.exports.names import name_of
from calls.speech.types import Segment, Speech


def as_text(speech: Speech) -> str:
    """Lines such as "[01:04] Agent: How can I help?"; empty when nothing was said."""
    return "".join(f"{_line(segment)}\n" for segment in speech.segments)


def _line(segment: Segment) -> str:
    minutes, seconds = divmod(int(segment.start), 60)
    name = name_of(segment)
    said = " ".join(segment.text.split())
    return f"[{minutes:02}:{seconds:02}] {name}: {said}" if name else f"[{minutes:02}:{seconds:02}] {said}"
