"""Stretches of speech from probabilities, and a real voice between silences."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from calls.speech import activity, audio
from calls.speech.activity import FRAME, without

VOICES = Path(__file__).parents[3] / "ucm" / "simulator" / "voices"
curves = st.lists(st.floats(0, 1, width=32), max_size=400).map(lambda values: np.array(values, np.float32))


@given(curves)
def test_stretches_are_in_order_inside_the_audio_and_never_overlap(heard: np.ndarray) -> None:
    length = len(heard) * FRAME
    edges = [edge for stretch in activity.speech(heard, length=length) for edge in stretch]
    assert edges == sorted(edges)
    assert all(0 <= edge <= length for edge in edges)
    assert all(start < end for start, end in activity.speech(heard, length=length))


@given(curves)
def test_every_loud_moment_is_in_a_stretch(heard: np.ndarray) -> None:
    stretches = activity.speech(heard, length=len(heard) * FRAME)
    for frame in np.flatnonzero(heard >= activity.ON).tolist():
        assert any(start <= frame * FRAME and (frame + 1) * FRAME <= end for start, end in stretches)


def test_a_voice_is_found_between_silences() -> None:
    (voice,) = audio.load(VOICES / "dental_toothache.flac", channels=1)
    silence = np.zeros(10 * audio.SAMPLE_RATE, np.float32)
    samples = np.concatenate([silence, voice[: 20 * audio.SAMPLE_RATE], silence])
    stretches = activity.speech(activity.probabilities(samples), length=len(samples))
    assert stretches
    assert stretches[0][0] >= 9 * audio.SAMPLE_RATE
    assert stretches[-1][1] <= 31 * audio.SAMPLE_RATE


spans = st.lists(st.integers(0, 100), max_size=12, unique=True).map(
    lambda edges: list(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


@given(spans, spans)
def test_what_is_taken_out_is_out_and_nothing_else(
    stretches: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    def members(ranges: list[tuple[int, int]]) -> set[int]:
        return {n for start, end in ranges for n in range(start, end)}

    assert members(without(stretches, other)) == members(stretches) - members(other)
