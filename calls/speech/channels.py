"""Who is in which channel: two people on two channels, or one mixture (however many times stored).

"Fake stereo" (the same mixture on both channels) is common among PBX recordings and would turn
every number that depends on speakers into nonsense, so it is recognised and heard as mono.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from calls.speech.audio import Samples

# Above this correlation two channels carry the same mixture. Two people on a real two-channel
# recording stay far below it even with audible echo.
SAME_CHANNEL = 0.95
# RMS below which a channel is empty (about -70 dBFS).
EMPTY_RMS = 3e-4

SPEAKER_OF_CHANNEL = "AB"  # who speaks on the left, on the right


def separate(channels: tuple[Samples, ...]) -> tuple[Samples, ...]:
    """The channels worth hearing: both when each holds a person, one mixture otherwise."""
    return _chosen(channels, worth(channels))


def separated(blocks: Iterable[tuple[Samples, ...]], *, judged: int) -> Iterator[tuple[Samples, ...]]:
    """The same for a recording that comes in blocks, judged by its first `judged` samples."""
    waiting: list[tuple[Samples, ...]] = []
    chosen: tuple[int, ...] | None = None
    for block in blocks:
        if chosen is None:
            waiting.append(block)
            if sum(len(one[0]) for one in waiting) < judged:
                continue
            chosen = worth(_joined(waiting))
            yield from (_chosen(one, chosen) for one in waiting)
            waiting = []
        else:
            yield _chosen(block, chosen)
    if waiting:
        chosen = worth(_joined(waiting))
        yield from (_chosen(one, chosen) for one in waiting)


def worth(channels: tuple[Samples, ...]) -> tuple[int, ...]:
    """The numbers of the channels worth hearing; none means their mixture."""
    if len(channels) < 2:
        return (0,)
    left, right = channels[0], channels[1]
    loud = tuple(number for number in (0, 1) if _rms(channels[number]) > EMPTY_RMS)
    if len(loud) < 2:
        return loud or (0,)
    return () if _correlation(left, right) > SAME_CHANNEL else (0, 1)


def _chosen(channels: tuple[Samples, ...], numbers: tuple[int, ...]) -> tuple[Samples, ...]:
    if numbers:
        return tuple(channels[number] for number in numbers)
    return (np.asarray((channels[0] + channels[1]) / 2, dtype=np.float32),)


def _joined(blocks: list[tuple[Samples, ...]]) -> tuple[Samples, ...]:
    return tuple(np.concatenate(channel) for channel in zip(*blocks, strict=True))


def _rms(channel: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(channel)))) if channel.size else 0.0


def _correlation(left: Samples, right: Samples) -> float:
    energy = float(np.dot(left, left)) * float(np.dot(right, right))
    return abs(float(np.dot(left, right))) / energy**0.5 if energy else 0.0
