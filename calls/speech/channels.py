"""Who is in which channel: two people on two channels, or one mixture (however many times stored).

"Fake stereo" (the same mixture on both channels) is common among PBX recordings and would turn
every number that depends on speakers into nonsense, so it is recognised and heard as mono.
"""

import numpy as np

from calls.speech.audio import Samples

# Above this correlation two channels carry the same mixture. Two people on a real two-channel
# recording stay far below it even with audible echo.
SAME_CHANNEL = 0.95
# RMS below which a channel is empty (about -70 dBFS).
EMPTY_RMS = 3e-4


def separate(channels: tuple[Samples, ...]) -> tuple[Samples, ...]:
    """The channels worth hearing: both when each holds a person, one mixture otherwise."""
    if len(channels) < 2:
        return channels
    left, right = channels[0], channels[1]
    loud = [channel for channel in (left, right) if _rms(channel) > EMPTY_RMS]
    if len(loud) < 2:
        return tuple(loud) or (left,)
    same = _correlation(left, right) > SAME_CHANNEL
    return (np.asarray((left + right) / 2, dtype=np.float32),) if same else (left, right)


def _rms(channel: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(channel)))) if channel.size else 0.0


def _correlation(left: Samples, right: Samples) -> float:
    energy = float(np.dot(left, left)) * float(np.dot(right, right))
    return abs(float(np.dot(left, right))) / energy**0.5 if energy else 0.0
