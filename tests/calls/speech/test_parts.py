"""Parts of a long recording: every sample in one of them, cut in silence, whatever the blocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.speech import activity, parts
from calls.speech.activity import FRAME
from calls.speech.audio import SAMPLE_RATE, Samples


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of ten seconds; and a loud sample is a voice, so that a test can draw one."""
    monkeypatch.setattr(parts, "LENGTH", 10 * SAMPLE_RATE)
    monkeypatch.setattr(parts, "SEARCHED", 4 * SAMPLE_RATE)

    def loud(samples: Samples) -> np.ndarray:
        padded = np.pad(samples, (0, -len(samples) % FRAME))
        return (np.abs(padded).reshape(-1, FRAME).max(axis=1) > 0.5).astype(np.float32)

    monkeypatch.setattr(activity, "probabilities", loud)


def blocks(samples: Samples, length: int) -> list[tuple[Samples, ...]]:
    return [(samples[at : at + length],) for at in range(0, len(samples), length)]


@given(seconds=st.floats(0.1, 45), length=st.integers(5_000, 200_000), seed=st.integers(0, 9))
@settings(deadline=None, max_examples=40)
def test_the_parts_are_the_recording(seconds: float, length: int, seed: int) -> None:
    samples = np.random.default_rng(seed).random(int(seconds * SAMPLE_RATE)).astype(np.float32)
    found = list(parts.parts(blocks(samples, length)))
    assert np.array_equal(np.concatenate([part.channels[0] for part in found]), samples)
    assert [part.number for part in found] == list(range(len(found)))
    assert [part.start for part in found] == np.cumsum([0, *(part.length for part in found[:-1])]).tolist()
    assert all(part.length <= 10 * SAMPLE_RATE for part in found)
    assert all(len(part.heard[0]) == -(-part.length // FRAME) for part in found)


def test_a_part_ends_where_nobody_speaks() -> None:
    samples = np.ones(25 * SAMPLE_RATE, np.float32)
    samples[8 * SAMPLE_RATE : 9 * SAMPLE_RATE] = 0.0
    first, *_ = parts.parts(blocks(samples, 60 * SAMPLE_RATE))
    assert 8.0 < first.length / SAMPLE_RATE < 9.0


def test_both_people_must_be_silent_where_it_is_cut() -> None:
    left, right = np.ones((2, 15 * SAMPLE_RATE), np.float32)
    left[7 * SAMPLE_RATE : 9 * SAMPLE_RATE] = 0.0
    right[int(8.2 * SAMPLE_RATE) : 10 * SAMPLE_RATE] = 0.0
    first, *_ = parts.parts([(left, right)])
    assert 8.2 < first.length / SAMPLE_RATE < 9.0


def test_nothing_has_no_parts() -> None:
    assert list(parts.parts([])) == []


TONE = (0.1 * np.sin(np.arange(SAMPLE_RATE) / 5)).astype(np.float32)  # -23 dBFS


def test_what_is_too_quiet_is_made_louder_and_nothing_else() -> None:
    assert parts.gain((TONE,)) == 1.0
    assert 20 * np.log10(parts.gain((TONE / 30,))) == pytest.approx(20 * np.log10(30), abs=2)
    assert parts.gain((0 * TONE,)) == 1.0
    assert parts.gain((TONE / 300,)) == pytest.approx(10 ** (parts.MOST / 20))


def test_both_channels_are_made_louder_alike() -> None:
    one = next(parts.parts([(TONE / 30, TONE / 60)]))
    assert one.gain > 1
    np.testing.assert_allclose(one.channels[0] / one.gain, TONE / 30, atol=1e-6)
    np.testing.assert_allclose(one.channels[1] / one.gain, TONE / 60, atol=1e-6)
