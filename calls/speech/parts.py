"""A recording as parts of ten minutes, cut where nobody speaks, so that its length costs no memory.

A part is heard by itself and can be kept, so that a worker that is killed in the second hour of a
recording goes on there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calls.speech import activity, timing
from calls.speech.activity import FRAME, Probabilities
from calls.speech.audio import SAMPLE_RATE, Samples
from calls.speech.timing import measured

LONG = 600.0  # seconds from which a recording is heard in parts
LENGTH = int(LONG * SAMPLE_RATE)
SEARCHED = 60 * SAMPLE_RATE  # the end of a part in which the best place for the cut is looked for
QUIET = -35.0  # dBFS of the loudest tenth of sound, below which a part is amplified
USUAL = -22.0  # dBFS that it is amplified to
MOST = 40.0  # dB
NOTHING = -75.0  # dBFS of a line on which nobody is
AROUND = 15  # frames (half a second) on each side that must be quiet for a good one


@dataclass(frozen=True, slots=True)
class Part:
    """All channels from sample `start` of the recording on, with the probability of speech in each.

    `gain` is how many times louder they are than in the recording, 1 for most.
    """

    number: int
    start: int
    channels: tuple[Samples, ...]
    heard: tuple[Probabilities, ...]
    gain: float = 1.0

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
            part = _part(number, start, tuple(channel[:LENGTH] for channel in rest))
            cut = _quietest(part.heard)
            yield _until(part, cut)
            rest = tuple(channel[cut:] for channel in rest)
            number, start = number + 1, start + cut
    if rest and len(rest[0]):
        yield _part(number, start, rest)


def _part(number: int, start: int, channels: tuple[Samples, ...]) -> Part:
    """Silero misses voices that are very quiet, so it hears them as loud as others."""
    by = gain(channels)
    louder = channels if by == 1.0 else tuple(channel * np.float32(by) for channel in channels)
    with measured(timing.Part.ACTIVITY):
        heard = tuple(activity.probabilities(channel) for channel in louder)
    return Part(number, start, louder, heard, by)


def gain(channels: Sequence[Samples]) -> float:
    """How many times louder to make all channels, so that the loudest tenth of what is heard is as usual."""
    frames = np.concatenate([_levels(channel) for channel in channels])
    heard = frames[frames > NOTHING]
    loud = float(np.percentile(heard, 90)) if len(heard) else 0.0
    return float(10 ** (min(USUAL - loud, MOST) / 20)) if loud < QUIET else 1.0


def _levels(channel: Samples) -> NDArray[np.float32]:
    """The dBFS of each FRAME."""
    frames = np.pad(channel, (0, -len(channel) % FRAME)).reshape(-1, FRAME)
    return np.asarray(10 * np.log10(np.mean(np.square(frames), axis=1) + 1e-10), np.float32)


def _joined(one: tuple[Samples, ...], other: tuple[Samples, ...]) -> tuple[Samples, ...]:
    if not one:
        return other
    return tuple(np.concatenate(both) for both in zip(one, other, strict=True))


def _until(part: Part, end: int) -> Part:
    # A copy: a view would keep the whole block in memory for as long as the part is.
    channels = tuple(channel[:end].copy() for channel in part.channels)
    return replace(part, channels=channels, heard=tuple(one[: -(-end // FRAME)] for one in part.heard))


def _quietest(heard: tuple[Probabilities, ...]) -> int:
    """The sample in the last minute around which it is least likely that anybody speaks."""
    loudest = np.max(heard, axis=0)[-(SEARCHED // FRAME) :]
    around = np.convolve(loudest, np.ones(2 * AROUND + 1), mode="same")
    # At the end the sum lacks what comes after; a cut there would be a guess.
    place = int(around[: -AROUND - 1].argmin())
    return (len(heard[0]) - len(loudest) + place) * FRAME
