"""What a recording is worth: measured on speech, the same however it is cut into parts."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.speech import activity, audio, parts
from calls.speech.audio import SAMPLE_RATE, Samples
from calls.speech.parts import Part
from calls.speech.quality import PEAKS, Outline, measure, quality, waveform
from calls.speech.types import Fault, Quality

VOICES = Path(__file__).parents[3] / "ucm" / "simulator" / "voices"
NOISE = np.random.default_rng(7)


@pytest.fixture(scope="module")
def call() -> Samples:
    return audio.load(VOICES / "dental_toothache.flac", channels=1)[0]


def outline(*channels: Samples) -> Outline:
    heard = tuple(activity.probabilities(channel) for channel in channels)
    return measure(Part(0, 0, channels, heard))


def judged(*channels: Samples) -> Quality:
    return quality([outline(*channels)])


def lowpass(samples: Samples, hertz: float) -> Samples:
    kernel = np.sinc(np.arange(-200, 201) * 2 * hertz / SAMPLE_RATE) * np.hamming(401)
    return np.convolve(samples, kernel / kernel.sum(), "same").astype(np.float32)


def noisy(samples: Samples, level: float) -> Samples:
    return (samples + NOISE.normal(0, 10 ** (level / 20), len(samples))).astype(np.float32)


def test_a_good_telephone_call_has_no_fault(call: Samples) -> None:
    found = judged(call)
    assert found.faults == ()
    assert found.level is not None
    assert -35 < found.level < -20
    assert found.bandwidth is not None
    assert 2500 < found.bandwidth < 4000


def test_what_is_bad_about_a_recording_is_named(call: Samples) -> None:
    assert judged(call * 0.03).faults == (Fault.QUIET,)
    assert judged(np.clip(call * 15, -1, 1)).faults == (Fault.CLIPPED,)
    assert judged(lowpass(call, 1500)).faults == (Fault.MUFFLED,)
    assert judged(noisy(call, -36)).faults == (Fault.NOISY,)


def test_a_tenth_of_the_amplitude_is_twenty_decibels(call: Samples) -> None:
    loud, quiet = judged(call), judged(call / 10)
    assert loud.level is not None
    assert quiet.level is not None
    assert loud.level - quiet.level == pytest.approx(20, abs=1)


def test_digital_silence_between_words_is_no_noise(call: Samples) -> None:
    gated = np.where(np.repeat(activity.probabilities(call) > 0.1, activity.FRAME)[: len(call)], call, 0)
    assert judged(gated.astype(np.float32)).faults == ()


@pytest.mark.parametrize("samples", [np.zeros(SAMPLE_RATE, np.float32), np.zeros(0, np.float32)])
def test_nothing_to_hear_has_no_level_and_no_fault(samples: Samples) -> None:
    found = judged(samples)
    assert (found.level, found.noise, found.bandwidth, found.faults) == (None, None, None, ())


def test_the_louder_channel_draws_the_waveform() -> None:
    left, right = np.zeros(SAMPLE_RATE, np.float32), np.zeros(SAMPLE_RATE, np.float32)
    left[:1000], right[-1000:] = 0.5, -1.0
    drawn = waveform([outline(left, right)])
    assert (drawn[0], max(drawn[2:-3]), max(drawn[-2:])) == (50, 0, 100)


@given(st.lists(st.integers(1, 700), min_size=1, max_size=5), st.integers(1, PEAKS))
def test_a_waveform_holds_every_peak_in_its_place(lengths: list[int], points: int) -> None:
    ramp = np.arange(1, sum(lengths) + 1) / sum(lengths)
    whole = np.round(255 * ramp).astype(np.uint8)
    nothing = outline(np.zeros(0, np.float32))
    cuts = np.split(whole, np.cumsum(lengths)[:-1])
    parts = [
        Outline(nothing.speech, nothing.rest, 0, 0, nothing.spectrum, np.asarray(peaks, np.uint8))
        for peaks in cuts
    ]
    drawn = waveform(parts, points=points)
    assert len(drawn) == min(points, len(whole))
    assert list(drawn) == sorted(drawn)
    assert drawn[-1] == 100


def test_an_outline_is_the_same_after_being_kept(call: Samples) -> None:
    parts = [outline(call[: len(call) // 2]), outline(call[len(call) // 2 :])]
    kept = [Outline.from_json(json.loads(json.dumps(part.to_json()))) for part in parts]
    assert quality(kept) == quality(parts)
    assert waveform(kept) == waveform(parts)


def test_the_level_is_the_recordings_though_it_was_made_louder(call: Samples) -> None:
    quiet = next(parts.parts([(call / 30,)]))
    assert quiet.gain > 1
    found, usual = quality([measure(quiet)]), judged(call)
    assert found.level is not None
    assert usual.level is not None
    assert usual.level - found.level == pytest.approx(29.5, abs=2)
    assert found.faults == (Fault.QUIET,)
