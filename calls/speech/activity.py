"""Where somebody speaks in a channel, by Silero VAD (comes with faster-whisper, MIT).

The net's probabilities are kept, not only its verdict: packing cuts at the quietest moments, and
words are held to the moments in which there was a voice.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from faster_whisper.vad import get_vad_model
from numpy.typing import NDArray

from calls.speech.audio import SAMPLE_RATE, Samples
from calls.speech.timing import Part, measured

FRAME = 512  # samples that one probability stands for: 32 ms
# Chosen on calls of the evaluation set (docs/speech.md): with pieces cut closer, words at their edges
# are lost; with longer silences kept inside, windows hold less speech.
ON, OFF = 0.3, 0.15
PAUSE = 0.9  # seconds of silence that part two pieces
PAD = 0.4  # seconds kept around a piece, so that no first or last sound is lost

Probabilities = NDArray[np.float32]
Stretch = tuple[int, int]
"""First sample, and the one after the last."""


def probabilities(samples: Samples) -> Probabilities:
    """The probability of speech in each FRAME of a channel."""
    padded = np.pad(samples, (0, -len(samples) % FRAME))
    if not len(padded):
        return np.zeros(0, np.float32)
    with measured(Part.PACKING):
        return np.asarray(get_vad_model()(padded), np.float32).reshape(-1)


def speech(heard: Probabilities, *, length: int) -> list[Stretch]:
    """The stretches of speech in a channel of `length` samples: in order, none touching the next."""
    runs = list(_runs(heard))
    pad = int(PAD * SAMPLE_RATE)
    starts = [start * FRAME for start, _ in runs]
    ends = [end * FRAME for _, end in runs]
    found = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        before = (start - ends[number - 1]) // 2 if number else start
        after = (starts[number + 1] - end) // 2 if number + 1 < len(runs) else length - end
        found.append((start - min(pad, before), min(length, end + min(pad, after))))
    return found


def _runs(heard: Probabilities) -> Iterator[Stretch]:
    """Frames of speech with hysteresis; pauses shorter than PAUSE are inside."""
    longest_pause = PAUSE * SAMPLE_RATE / FRAME
    start = last = -1  # the run's first frame, and its last one that was loud enough
    for frame in np.flatnonzero(heard >= OFF).tolist():
        if start >= 0 and frame - last - 1 >= longest_pause:
            yield start, last + 1
            start = -1
        if start < 0 and heard[frame] >= ON:
            start = frame
        if start >= 0:
            last = frame
    if start >= 0:
        yield start, last + 1


def without(stretches: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """What is left of the stretches where `other` ones, in order, are taken out."""
    left = []
    for stretch in stretches:
        start, end = stretch
        for first, last in other:
            if first < end and last > start:
                left.append((start, first))
                start = last
        left.append((start, end))
    return [(start, end) for start, end in left if start < end]
