"""How tonal a channel's sound is, every 50 ms: what tells tones and music from noise and voices."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.speech.audio import SAMPLE_RATE, Samples

HOP = SAMPLE_RATE // 20  # 50 ms
SIZE = 2048  # samples under one spectrum: 128 ms, bins of 7.8 Hz
A_SECOND = SAMPLE_RATE // HOP
LOW, HIGH = 250.0, 3400.0  # hertz; what a telephone line carries, without hum
PARTIALS = 2  # of a signalling tone; ringing and DTMF have two, others one
WIDTH = 4  # bins that a steady partial spreads over, on each side, under a Hann window
AT_ONCE = 1200  # spectra computed together: a minute

Curve = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spectrum:
    """One value each 50 ms. `level` in dBFS; `purity` the share of the strongest two partials' energy;
    `flatness` 0 (tonal) to 0.56 (white noise); `pitch` of the strongest partial in hertz."""

    level: Curve
    purity: Curve
    flatness: Curve
    pitch: Curve


def spectrum(samples: Samples) -> Spectrum:
    """The curves of one channel; one value for each HOP begun."""
    count = -(-len(samples) // HOP)
    padded = np.pad(samples, (SIZE // 2, SIZE))
    rows = [np.zeros((0, 4), np.float32), *_rows(padded, count)]
    level, purity, flatness, pitch = np.concatenate(rows).T
    return Spectrum(level, purity, flatness, pitch)


def _rows(padded: Samples, count: int) -> Iterator[NDArray[np.float32]]:
    """(level, purity, flatness, pitch) of the next spectra."""
    window = np.hanning(SIZE).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP]
    bins = np.fft.rfftfreq(SIZE, 1 / SAMPLE_RATE)
    band = np.flatnonzero((bins >= LOW) & (bins <= HIGH))
    for start in range(0, count, AT_ONCE):
        heard = frames[start : min(start + AT_ONCE, count)]
        power = np.abs(np.fft.rfft(heard * window)[:, band]) ** 2 + 1e-12
        level = 10 * np.log10(np.mean(heard**2, axis=1) + 1e-10)
        flatness = np.exp(np.mean(np.log(power), axis=1)) / np.mean(power, axis=1)
        yield np.stack([level, _purity(power), flatness, bins[band[power.argmax(axis=1)]]], axis=1).astype(
            np.float32
        )


def _purity(power: NDArray[np.float64]) -> NDArray[np.float64]:
    total, left = power.sum(axis=1), power.copy()
    places = np.arange(power.shape[1])
    for _ in range(PARTIALS):
        strongest = left.argmax(axis=1)
        left[np.abs(places - strongest[:, None]) <= WIDTH] = 0.0
    return np.asarray(1 - left.sum(axis=1) / total)
