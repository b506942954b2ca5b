"""Two people, or one mixture however often it is stored."""

import numpy as np
import pytest

from calls.speech.audio import Samples
from calls.speech.channels import separate, separated


def voice(seed: int, level: float = 0.1) -> Samples:
    noise = np.random.default_rng(seed).normal(0, level, 16_000)
    return noise.astype(np.float32)


SILENCE = np.zeros(16_000, dtype=np.float32)


def test_mono_stays_mono() -> None:
    assert len(separate((voice(1),))) == 1


def test_two_people_stay_apart() -> None:
    assert len(separate((voice(1), voice(2)))) == 2


def test_a_little_echo_of_the_other_side_is_still_two_people() -> None:
    left, right = voice(1), voice(2)
    assert len(separate((left + 0.3 * right, right + 0.3 * left))) == 2


@pytest.mark.parametrize("gain", [1.0, 0.5, -1.0])
def test_the_same_mixture_on_both_channels_is_one(gain: float) -> None:
    left = voice(1)
    assert len(separate((left, (gain * left).astype(np.float32)))) == 1


def test_an_empty_channel_is_dropped() -> None:
    [heard] = separate((SILENCE, voice(1)))
    assert heard is not SILENCE
    assert np.array_equal(heard, voice(1))


def test_two_empty_channels_are_one_silence() -> None:
    assert len(separate((SILENCE, SILENCE))) == 1


def test_no_samples_at_all_are_no_error() -> None:
    empty = np.zeros(0, dtype=np.float32)
    assert len(separate((empty, empty))) == 1


def test_a_recording_in_blocks_is_judged_once_and_kept_so() -> None:
    """A mixture whose channels differ later on is still heard as one."""
    one = voice(1)
    blocks = [(one, one), (one, one), (voice(2), voice(3))]
    heard = list(separated(blocks, judged=2 * len(one)))
    assert [len(block) for block in heard] == [1, 1, 1]


def test_a_recording_shorter_than_the_judged_stretch_is_judged_by_all_of_it() -> None:
    assert [len(block) for block in separated([(voice(1), voice(2))], judged=10**9)] == [2]
