"""What a recogniser heard, as values. Every engine maps to these; nothing else leaves the room.

Times are seconds (float) from the start of the audio. A `channel` counts from 0.
"""

from dataclasses import dataclass, field
from enum import StrEnum

QUIET = -40.0  # dBFS of speech
NOISY = 12.0  # dB of speech over noise
CLIPPED = 0.002  # share of the samples of speech
MUFFLED = 2200.0  # hertz; a telephone carries 3,400
# Probability of a speaker from which nobody need doubt it. Of 1,363 lines of 21 labelled mono calls, as
# they are and in noise of 10 dB, 28 were under it, of which 11 were on the wrong person; of those above, 11.
SURE_OF_SPEAKER = 0.9


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word. `confidence` is the recogniser's probability, 0 to 1.

    Where one channel holds everybody, `speaker` and its probability come from diarization. Elsewhere
    the segment's speaker is the word's. `is_overlapped` says that two spoke at once.
    """

    start: float
    end: float
    text: str
    confidence: float
    speaker: str = ""
    speaker_confidence: float = 0.0
    is_overlapped: bool = False


def is_doubtful(speaker_confidence: float | None) -> bool:
    """Whether who spoke an utterance is not sure; None, which nobody has judged, is no doubt."""
    return speaker_confidence is not None and speaker_confidence < SURE_OF_SPEAKER


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech by one speaker, as far as the audio can tell.

    `speaker` is "A", "B" or "C" when known and "" when it could not be worked out; its confidence
    is the mean of its words'. `role` is "agent", "customer", "system" (a recorded voice) or "".
    """

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    confidence: float = 0.0
    speaker: str = ""
    role: str = ""
    speaker_confidence: float = 0.0


class SpanKind(StrEnum):
    """What a stretch of a recording is, where it is no conversation."""

    SILENCE = "silence"
    MUSIC = "music"
    TONE = "tone"
    RINGBACK = "ringback"
    HOLD = "hold"
    IVR = "ivr"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a recording that is no conversation; of the whole recording, not of one channel."""

    kind: SpanKind
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


class Fault(StrEnum):
    """What is so bad about a recording that words get lost."""

    QUIET = "quiet"
    NOISY = "noisy"
    CLIPPED = "clipped"
    MUFFLED = "muffled"


@dataclass(frozen=True, slots=True)
class Quality:
    """Of the speech in a recording: `level` in dBFS and `noise` between it (medians over 32 ms), `clipped` as
    a share of samples, `bandwidth` in hertz. None where there was nothing to measure."""

    level: float | None
    noise: float | None
    clipped: float
    bandwidth: float | None

    @property
    def faults(self) -> tuple[Fault, ...]:
        level, noise, bandwidth = self.level, self.noise, self.bandwidth
        found = {
            Fault.QUIET: level is not None and level < QUIET,
            Fault.NOISY: level is not None and noise is not None and level - noise < NOISY,
            Fault.CLIPPED: self.clipped > CLIPPED,
            Fault.MUFFLED: bandwidth is not None and bandwidth < MUFFLED,
        }
        return tuple(fault for fault, is_there in found.items() if is_there)


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a recording before it is heard.

    `language` is an ISO 639-1 code, empty to detect it. `vocabulary` holds names and terms that are
    likely to be said, the most likely first.
    """

    language: str = ""
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """All that was heard in one recording, segments in order of their start, spans in order of theirs.

    `waveform` is its outline: the largest amplitudes in order, 0 to 100 of the loudest.
    """

    language: str
    duration: float
    channels: int
    segments: tuple[Segment, ...] = field(default=())
    spans: tuple[Span, ...] = field(default=())
    quality: Quality | None = None
    waveform: tuple[int, ...] = ()

    @property
    def has_speakers(self) -> bool:
        """Whether each segment is known to belong to one of the speakers."""
        return bool(self.segments) and all(segment.speaker for segment in self.segments)

    @property
    def has_roles(self) -> bool:
        """Whether each segment is known to be an agent's, a customer's or a recording's."""
        return bool(self.segments) and all(segment.role for segment in self.segments)
