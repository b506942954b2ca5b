"""Log mel energies as CAM++ was trained on: Kaldi's `fbank` with 80 bands, in numpy.

25 ms frames every 10 ms, mean removed, pre-emphasis 0.97, Povey window, power spectrum of 512
points, triangular bands equally spaced on the mel scale from 20 Hz to 8 kHz.
https://kaldi-asr.org/doc/feat.html
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from calls.speech.audio import SAMPLE_RATE, Samples

Features = NDArray[np.float32]

FRAME = 400  # samples, 25 ms
STEP = 160  # samples, 10 ms
FRAMES_A_SECOND = SAMPLE_RATE // STEP
POINTS = 512
BANDS = 80
LOWEST = 20.0  # hertz
PRE_EMPHASIS = 0.97


def fbank(samples: Samples) -> Features:
    """(frames, 80) for samples at 16 kHz; frame n starts at sample 160 n. Under 25 ms: no frames."""
    if len(samples) < FRAME:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::STEP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    spectrum = np.fft.rfft((frames - PRE_EMPHASIS * before) * _window(), POINTS)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    energies = power[:, : POINTS // 2] @ _bands()
    return np.log(np.maximum(energies, np.finfo(np.float32).eps)).astype(np.float32)


@cache
def _window() -> NDArray[np.float32]:
    turn = 2 * np.pi * np.arange(FRAME) / (FRAME - 1)
    return np.asarray((0.5 - 0.5 * np.cos(turn)) ** 0.85, np.float32)


@cache
def _bands() -> NDArray[np.float32]:
    """(256, 80): the share of each band in each point of the spectrum."""
    edges = np.linspace(_mel(LOWEST), _mel(SAMPLE_RATE / 2), BANDS + 2)
    points = _mel(np.arange(POINTS // 2) * SAMPLE_RATE / POINTS)[:, None]
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    rising = (points - left) / (centre - left)
    falling = (right - points) / (right - centre)
    return np.asarray(np.maximum(0, np.minimum(rising, falling)), np.float32)


def _mel(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0))
