"""Words during which the other one speaks are marked, on both sides, and nothing else changes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from calls.speech.at_once import MOST, marked
from calls.speech.types import Word


def words(*times: tuple[float, float]) -> list[Word]:
    return [Word(start, end, " well", 0.9) for start, end in times]


def test_a_word_more_than_half_covered_is_marked() -> None:
    ours = words((0.0, 1.0), (1.0, 2.0), (2.0, 3.0))
    theirs = words((0.5, 1.2), (1.3, 1.9))
    assert [word.is_overlapped for word in marked(ours, theirs)] == [False, True, False]
    assert [word.is_overlapped for word in marked(theirs, ours)] == [True, True]


def test_alone_nobody_overlaps() -> None:
    assert marked(words((0.0, 1.0)), []) == words((0.0, 1.0))
    assert marked([], words((0.0, 1.0))) == []


@st.composite
def timelines(draw: st.DrawFn) -> list[Word]:
    said, clock = [], 0.0
    for pause, length in draw(st.lists(st.tuples(st.floats(0, 2), st.floats(0.05, 1)), max_size=15)):
        said.append((clock + pause, clock + pause + length))
        clock += pause + length
    return words(*said)


@given(timelines(), timelines())
def test_it_agrees_with_asking_every_word_of_the_other_one(ours: list[Word], theirs: list[Word]) -> None:
    for word, found in zip(ours, marked(ours, theirs), strict=True):
        covered = sum(max(0.0, min(word.end, o.end) - max(word.start, o.start)) for o in theirs)
        assert replace(found, is_overlapped=False) == word
        half = MOST * (word.end - word.start)
        if abs(covered - half) > 1e-6:
            assert found.is_overlapped == (covered > half)
