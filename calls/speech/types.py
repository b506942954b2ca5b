"""What a recogniser heard, as values. Every engine maps to these; nothing else leaves the room.

Times are seconds (float) from the start of the audio. A `channel` counts from 0.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word. `confidence` is the recogniser's probability, 0 to 1."""

    start: float
    end: float
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech by one speaker, as far as the audio can tell.

    `speaker` is "A" or "B" when known (the channel of a two-channel recording) and "" when the
    audio is mono and nobody has worked it out. `role` is "agent", "customer" or "".
    """

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    confidence: float = 0.0
    speaker: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """All that was heard in one recording, segments in order of their start."""

    language: str
    duration: float
    channels: int
    segments: tuple[Segment, ...] = field(default=())

    @property
    def has_speakers(self) -> bool:
        """Whether each segment is known to belong to one of the speakers."""
        return bool(self.segments) and all(segment.speaker for segment in self.segments)
