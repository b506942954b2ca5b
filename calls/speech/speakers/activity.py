"""When somebody speaks, when two do at once, and when the voice changes: from segmentation-3.0.

The net hears ten seconds at a time and numbers the voices in them; the numbers mean nothing beyond
its window, and voices that are alike share one. So only what holds without them is taken from it;
whose voice it is is for `voiceprints`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from calls.speech.audio import SAMPLE_RATE, Samples

Curve = NDArray[np.float64]

WINDOW = 10 * SAMPLE_RATE  # samples; what the net was trained on
HOP = WINDOW * 3 // 4  # windows overlap, since the net is weak at their edges
STEP = 270 / SAMPLE_RATE  # seconds from one frame of the net to the next
# Which of the three voices each of the net's classes stands for: -, 1, 2, 3, 12, 13, 23.
VOICES = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], float)
BEFORE = 12  # frames (0.2 s) compared on each side to find a change


@dataclass(frozen=True, slots=True)
class Activity:
    """Probabilities, one each STEP seconds: of silence, of two at once, of a change of voice."""

    silence: Curve
    overlap: Curve
    change: Curve


def activity(net: InferenceSession, samples: Samples) -> Activity:
    """The curves of one channel. Windows that overlap are averaged, their edges counting little."""
    frames = int(len(samples) / 270) + 1
    sums, weights = np.zeros((3, frames)), np.full(frames, 1e-9)
    for start, classes in _windows(net, samples):
        curves = _curves(classes)[:, : frames - start]
        inside = np.minimum(np.arange(1, len(classes) + 1), 60)
        weight = np.minimum(inside, inside[::-1])[: curves.shape[1]]
        sums[:, start : start + curves.shape[1]] += weight * curves
        weights[start : start + curves.shape[1]] += weight
    silence, overlap, change = sums / weights
    silence[weights < 1] = 1.0  # past the last frame
    return Activity(silence, overlap, change)


def _windows(net: InferenceSession, samples: Samples) -> Iterator[tuple[int, Curve]]:
    """Each window's first frame and its (frames, 7) probabilities."""
    for start in range(0, max(1, len(samples) - WINDOW + HOP), HOP):
        window = samples[start : start + WINDOW]
        padded = np.zeros((1, 1, WINDOW), np.float32)
        padded[0, 0, : len(window)] = window
        (classes,) = net.run(None, {"samples": padded})
        yield round(start / 270), np.asarray(classes[0], np.float64)


def _curves(classes: Curve) -> Curve:
    """Silence, overlap and change of one window, (3, frames)."""
    voices = classes @ VOICES
    padded = np.pad(voices, ((BEFORE, BEFORE), (0, 0)), mode="edge")
    sums = np.concatenate([np.zeros((1, 3)), np.cumsum(padded, axis=0)])
    means = (sums[BEFORE:] - sums[:-BEFORE]) / BEFORE
    change = np.abs(means[BEFORE : BEFORE + len(voices)] - means[: len(voices)]).max(axis=1)
    return np.stack([classes[:, 0], classes[:, 4:].sum(axis=1), change])
