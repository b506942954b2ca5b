"""Every word gets exactly one speaker, named in the order in which they speak."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from calls.speech.speakers.activity import STEP
from calls.speech.speakers.attribution import Track, attribute
from calls.speech.types import Word


def track(*turns: tuple[float, float, int], voices: int = 2, seconds: float = 10.0) -> Track:
    """Moments every 0.2 s in turns of (start, end, voice)."""
    times = np.concatenate([np.arange(start + 0.1, end, 0.2) for start, end, _ in turns])
    of = np.concatenate([np.full(len(np.arange(s + 0.1, e, 0.2)), voice) for s, e, voice in turns])
    return Track(times, np.eye(voices)[of], np.zeros(int(seconds / STEP)))


def word(start: float, end: float) -> Word:
    return Word(start, end, " word", 0.9)


def test_a_word_goes_to_who_spoke_during_it() -> None:
    spoken = attribute([word(0.2, 0.6), word(2.2, 2.6)], track((0, 2, 0), (2, 4, 1)))
    assert [(each.speaker, each.speaker_confidence) for each in spoken] == [("A", 1.0), ("B", 1.0)]


def test_a_word_in_a_pause_goes_to_the_nearest_speech() -> None:
    spoken = attribute([word(0.5, 0.8), word(4.6, 4.8), word(5.5, 5.8)], track((0, 2, 0), (5, 6, 1)))
    assert [each.speaker for each in spoken] == ["A", "B", "B"]


def test_a_word_across_a_change_is_unsure() -> None:
    [first, across] = attribute([word(0.2, 0.4), word(1.6, 2.6)], track((0, 2, 0), (2, 4, 1)))
    assert first.speaker_confidence == 1.0
    assert 0.5 <= across.speaker_confidence < 0.8


def test_words_spoken_at_once_are_marked() -> None:
    both = track((0, 4, 0))
    both.overlap[int(1 / STEP) : int(2 / STEP)] = 1.0
    assert [each.is_overlapped for each in attribute([word(0.2, 0.6), word(1.2, 1.6)], both)] == [False, True]


def test_where_nobody_speaks_words_get_no_speaker() -> None:
    nothing = Track(np.zeros(0), np.zeros((0, 0)), np.zeros(10))
    assert [each.speaker for each in attribute([word(0.1, 0.3)], nothing)] == [""]


WORDS = st.lists(st.tuples(st.floats(0, 30), st.floats(0.01, 1)), max_size=20)


@given(st.integers(0, 2**32 - 1), WORDS, st.permutations(range(3)))
def test_renaming_the_voices_changes_nothing(
    seed: int, spans: list[tuple[float, float]], order: list[int]
) -> None:
    shares = np.random.default_rng(seed).dirichlet([1, 1, 1], size=100)
    times, overlap = np.arange(100) * 0.3, np.zeros(2000)
    words = [word(start, start + length) for start, length in sorted(spans)]
    one = attribute(words, Track(times, shares, overlap))
    other = attribute(words, Track(times, shares[:, order], overlap))
    assert [each.speaker for each in one] == [each.speaker for each in other]
    assert all(each.speaker in {"A", "B", "C"} for each in one)
    assert [(each.start, each.end, each.text) for each in one] == [(w.start, w.end, w.text) for w in words]
