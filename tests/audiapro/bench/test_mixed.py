"""The queue that the pipeline is measured with: a mixture of lengths, the same for the same seed."""

import io
import wave
from random import Random
from statistics import median

import pytest

from audiapro.bench.mixed import DISTINCT, MEDIAN, SHORTEST, lengths, recordings


@pytest.mark.parametrize("calls", [10, 40, 200])
def test_most_calls_are_short_and_few_are_very_long(calls: int) -> None:
    found = lengths(calls, longest=1800.0, rng=Random(1))
    assert len(found) == calls
    assert median(found) == pytest.approx(MEDIAN, rel=0.15)
    assert min(found) >= SHORTEST
    assert max(found) > 4 * MEDIAN
    assert calls < DISTINCT or max(found) == 1800.0
    assert sum(seconds > 600 for seconds in found) <= 0.03 * calls


def test_nothing_is_longer_than_wanted() -> None:
    assert max(lengths(200, longest=60.0, rng=Random(1))) == 60.0


def test_recordings_are_as_long_as_they_say_and_some_have_two_channels() -> None:
    channels = []
    for recording in recordings(8, longest=30.0, seed=1):
        with wave.open(io.BytesIO(recording.wav)) as file:
            assert file.getnframes() / file.getframerate() == pytest.approx(recording.seconds, abs=0.01)
            channels.append(file.getnchannels())
    assert sorted(channels) == [1] * 6 + [2] * 2


def test_a_long_queue_has_its_recordings_again_and_a_seed_decides() -> None:
    queue = recordings(DISTINCT + 3, longest=12.0, seed=1)
    assert queue[DISTINCT:] == queue[:3]
    assert recordings(4, longest=12.0, seed=1) == recordings(4, longest=12.0, seed=1)
    assert recordings(4, longest=12.0, seed=1) != recordings(4, longest=12.0, seed=2)
