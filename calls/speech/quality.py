"""How good a recording is, and its outline for a waveform: level, noise, clipping, bandwidth, peaks.

Measured part by part while a recording is heard, and added up, so that a long one costs no memory.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.speech import activity
from calls.speech.activity import FRAME, Probabilities
from calls.speech.audio import SAMPLE_RATE, Samples
from calls.speech.parts import Part
from calls.speech.types import Quality

FRAMES_A_PEAK = 3  # about 0.1 s
PEAKS = 400  # points of a waveform; a screen shows no more
LOWEST = -100  # dBFS; what is below is digital silence
EVERY = 8  # frames of speech; one of so many is enough for the spectrum
BAND = SAMPLE_RATE // FRAME  # hertz between the bins of a frame's spectrum
IN_BAND = 0.995  # share of speech energy below its bandwidth
FULL_SCALE = 0.98  # of the largest value, from which a sample is at its limit


@dataclass(frozen=True, slots=True)
class Outline:
    """What is measured of a part, over all channels.

    `speech` and `rest` count frames by their level (place 0 is LOWEST dBFS, 1 dB a place); `clipped`
    and `samples` count samples of speech; `spectrum` is the summed energy of speech, BAND hertz a
    place; `peaks` has the largest amplitude of each tenth of a second, 0 to 255.
    """

    speech: NDArray[np.int64]
    rest: NDArray[np.int64]
    clipped: int
    samples: int
    spectrum: NDArray[np.float64]
    peaks: NDArray[np.uint8]

    def to_json(self) -> dict[str, Any]:
        return {
            "speech": self.speech.tolist(),
            "rest": self.rest.tolist(),
            "clipped": self.clipped,
            "samples": self.samples,
            "spectrum": self.spectrum.tolist(),
            "peaks": base64.b64encode(self.peaks.tobytes()).decode(),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Outline":
        return cls(
            np.array(kept["speech"], np.int64),
            np.array(kept["rest"], np.int64),
            kept["clipped"],
            kept["samples"],
            np.array(kept["spectrum"]),
            np.frombuffer(base64.b64decode(kept["peaks"]), np.uint8),
        )


def measure(part: Part) -> Outline:
    """The outline of a part, as it is in the recording."""
    each = [
        _measure(channel / np.float32(part.gain), likely)
        for channel, likely in zip(part.channels, part.heard, strict=True)
    ]
    return Outline(
        speech=np.sum([one.speech for one in each], axis=0),
        rest=np.sum([one.rest for one in each], axis=0),
        clipped=sum(one.clipped for one in each),
        samples=sum(one.samples for one in each),
        spectrum=np.sum([one.spectrum for one in each], axis=0),
        peaks=np.max([one.peaks for one in each], axis=0),
    )


def _measure(channel: Samples, likely: Probabilities) -> Outline:
    frames = np.pad(channel, (0, -len(channel) % FRAME)).reshape(-1, FRAME)
    voiced = likely[: len(frames)] >= activity.ON
    level = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1e-10)
    places = np.clip(np.round(level) - LOWEST, 0, -LOWEST).astype(np.int64)
    spoken = frames[voiced]
    loud = np.abs(frames).max(axis=1)
    spectrum = np.abs(np.fft.rfft(spoken[::EVERY] * np.hanning(FRAME).astype(np.float32))) ** 2
    return Outline(
        speech=np.bincount(places[voiced], minlength=1 - LOWEST),
        rest=np.bincount(places[~voiced], minlength=1 - LOWEST),
        clipped=_clipped(spoken),
        samples=spoken.size,
        spectrum=spectrum.sum(axis=0, dtype=np.float64),
        peaks=np.round(255 * np.minimum(_loudest(loud), 1.0)).astype(np.uint8),
    )


def _clipped(spoken: Samples) -> int:
    """Samples at their limit with another one before: one alone is a peak that just fitted."""
    at_limit = (np.abs(spoken) >= FULL_SCALE).ravel()
    return int(np.count_nonzero(at_limit[1:] & at_limit[:-1]))


def _loudest(loud: NDArray[np.float32]) -> NDArray[np.float32]:
    padded = np.pad(loud, (0, -len(loud) % FRAMES_A_PEAK))
    return np.asarray(padded.reshape(-1, FRAMES_A_PEAK).max(axis=1))


def quality(outlines: Sequence[Outline]) -> Quality:
    """Of a recording, from the outlines of its parts."""
    samples = sum(one.samples for one in outlines)
    return Quality(
        level=_median([one.speech for one in outlines]),
        noise=_median([one.rest for one in outlines]),
        clipped=sum(one.clipped for one in outlines) / samples if samples else 0.0,
        bandwidth=_bandwidth(np.sum([one.spectrum for one in outlines], axis=0)),
    )


def _median(counts: Sequence[NDArray[np.int64]]) -> float | None:
    """The level at or below which half of the frames are. Digital silence tells nothing about noise."""
    total = np.sum(counts, axis=0)
    total[0] = 0
    if not total.any():
        return None
    return float(np.searchsorted(np.cumsum(total), total.sum() / 2) + LOWEST)


def _bandwidth(spectrum: NDArray[np.float64]) -> float | None:
    total = spectrum.sum()
    if not total:
        return None
    return float(np.searchsorted(np.cumsum(spectrum), IN_BAND * total) * BAND)


def waveform(outlines: Sequence[Outline], *, points: int = PEAKS) -> tuple[int, ...]:
    """The recording's largest amplitudes in order, 0 to 100 of its loudest; as many as `points` or fewer."""
    peaks = np.concatenate([one.peaks for one in outlines])
    loudest = int(peaks.max(initial=0)) or 1
    shares = _shares(len(peaks), points)
    return tuple(round(100 * int(peaks[start:end].max()) / loudest) for start, end in shares)


def _shares(length: int, points: int) -> Iterator[tuple[int, int]]:
    edges = np.linspace(0, length, min(length, points) + 1).astype(int).tolist()
    return pairwise(edges)
