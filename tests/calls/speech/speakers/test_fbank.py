"""Mel energies: frames where they belong, energy in the band of its pitch."""

import numpy as np
import pytest

from calls.speech.speakers.fbank import BANDS, fbank


def tone(hertz: float, seconds: float = 0.5) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(int(16_000 * seconds)) / 16_000).astype(np.float32)


def test_a_frame_starts_every_ten_milliseconds_and_ends_inside() -> None:
    assert fbank(np.zeros(400, np.float32)).shape == (1, BANDS)
    assert fbank(np.zeros(559, np.float32)).shape == (1, BANDS)
    assert fbank(np.zeros(560, np.float32)).shape == (2, BANDS)


def test_less_than_a_frame_gives_none() -> None:
    assert fbank(np.zeros(399, np.float32)).shape == (0, BANDS)


def test_a_higher_tone_sounds_in_a_higher_band() -> None:
    loudest = [int(fbank(tone(hertz))[10].argmax()) for hertz in (200, 500, 1000, 2000, 4000, 7000)]
    assert loudest == sorted(set(loudest))


def test_the_numbers_are_those_of_kaldi() -> None:
    """From kaldi-native-fbank 1.22, dither off, for the same tone."""
    expected = {0: -13.3703, 20: -7.6695, 30: -2.9228, 40: -11.1941, 60: -15.9424, 79: -15.9424}
    energies = fbank(tone(1000))[10]
    assert {band: energies[band] for band in expected} == pytest.approx(expected, abs=1e-3)
