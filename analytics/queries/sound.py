"""How a call's recordings sound: their outline to draw, and what is so bad about them that words get lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from calls.models import Recording
from calls.speech.types import Fault, Quality

FAULTS = {
    Fault.QUIET: "the voices are very quiet",
    Fault.NOISY: "there is much noise behind the voices",
    Fault.CLIPPED: "it is distorted, because it was too loud when it was made",
    Fault.MUFFLED: "it is muffled",
}


@dataclass(frozen=True, slots=True)
class Wave:
    """A recording's outline, `peaks` 0 to 100, from second `start` of the call's audio on."""

    start: float
    seconds: float
    peaks: Sequence[int]


def waves(recordings: Sequence[Recording]) -> list[Wave]:
    return [
        Wave(recording.offset, recording.duration, recording.waveform)
        for recording in recordings
        if recording.waveform
    ]


def faults(recordings: Sequence[Recording]) -> list[str]:
    """In words that end a sentence about a recording; each once."""
    found = {
        fault
        for recording in recordings
        if recording.quality
        for fault in Quality(**recording.quality).faults
    }
    return [words for fault, words in FAULTS.items() if fault in found]
