"""A recording as parts of ten minutes, cut where nobody speaks, so that its length costs no memory.

A part is heard by itself and can be kept, so that a worker that is killed in the second hour of a
recording goes on there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from calls.speech import activity
from calls.speech.activity import FRAME, Probabilities
from calls.speech.audio import SAMPLE_RATE, Samples

LONG = 600.0  # seconds from which a recording is heard in parts
LENGTH = int(LONG * SAMPLE_RATE)
SEARCHED = 60 * SAMPLE_RATE  # the end of a part in which the best place for the cut is looked for
AROUND = 15  # frames (half a second) on each side that must be quiet for a good one


@dataclass(frozen=True, slots=True)
class Part:
    """All channels from sample `start` of the recording on, with the probability of speech in each."""

    number: int
    start: int
    channels: tuple[Samples, ...]
    heard: tuple[Probabilities, ...]

    @property
    def length(self) -> int:
        return len(self.channels[0])

    @property
    def offset(self) -> float:
        """Seconds of the recording before it."""
        return self.start / SAMPLE_RATE


def parts(blocks: Iterable[tuple[Samples, ...]]) -> Iterator[Part]:
    """Cut a recording, which comes in blocks of any length, into parts; each sample is in one of them."""
    number = start = 0
    rest: tuple[Samples, ...] = ()
    for block in blocks:
        rest = _joined(rest, block)
        while len(rest[0]) > LENGTH:
            heard = tuple(activity.probabilities(channel[:LENGTH]) for channel in rest)
            cut = _quietest(heard)
            yield Part(number, start, _until(rest, cut), tuple(one[: -(-cut // FRAME)] for one in heard))
            rest = tuple(channel[cut:] for channel in rest)
            number, start = number + 1, start + cut
    if rest and len(rest[0]):
        yield Part(number, start, rest, tuple(activity.probabilities(channel) for channel in rest))


def _joined(one: tuple[Samples, ...], other: tuple[Samples, ...]) -> tuple[Samples, ...]:
    if not one:
        return other
    return tuple(np.concatenate(both) for both in zip(one, other, strict=True))


def _until(channels: tuple[Samples, ...], end: int) -> tuple[Samples, ...]:
    # A copy: a view would keep the whole block in memory for as long as the part is.
    return tuple(channel[:end].copy() for channel in channels)


def _quietest(heard: tuple[Probabilities, ...]) -> int:
    """The sample in the last minute around which it is least likely that anybody speaks."""
    loudest = np.max(heard, axis=0)[-(SEARCHED // FRAME) :]
    around = np.convolve(loudest, np.ones(2 * AROUND + 1), mode="same")
    # At the end the sum lacks what comes after; a cut there would be a guess.
    place = int(around[: -AROUND - 1].argmin())
    return (len(heard[0]) - len(loudest) + place) * FRAME
