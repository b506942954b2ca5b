"""Pieces hold all speech once, no silence, and no change of voice."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from calls.speech.speakers.activity import STEP, Activity
from calls.speech.speakers.pieces import BRIDGED, LONGEST, SHORTEST, Piece, cut, missed
from calls.speech.types import Word


def heard(*runs: tuple[int, int], frames: int = 1000, change: int | None = None) -> Activity:
    """Speech in runs of frames, with at most one change of voice."""
    silence, changes = np.ones(frames), np.zeros(frames)
    for start, end in runs:
        silence[start:end] = 0.0
    if change is not None:
        changes[change] = 0.9
    return Activity(silence, np.zeros(frames), changes)


def test_silence_gives_no_piece() -> None:
    assert cut(heard()) == []


def test_a_click_gives_no_piece() -> None:
    assert cut(heard((10, 10 + int(SHORTEST / STEP)))) == []


def test_a_gap_inside_a_word_is_bridged() -> None:
    gap = int(BRIDGED / STEP)
    assert len(cut(heard((10, 50), (50 + gap, 90)))) == 1


def test_a_change_of_voice_cuts() -> None:
    first, second = cut(heard((100, 200), change=150))
    assert (round(first.end / STEP), round(second.start / STEP)) == (150, 150)


def test_a_change_outside_of_a_run_does_not_cut_it() -> None:
    assert len(cut(heard((100, 150), (300, 350), change=200))) == 2


def test_a_long_run_is_cut_where_a_pause_is_likeliest() -> None:
    speech = heard((0, 180))
    speech.silence[70] = 0.4
    assert round(cut(speech)[0].end / STEP) == 70


def test_an_hour_without_a_pause_is_cut_too() -> None:
    frames = int(3600 / STEP)
    pieces = cut(heard((0, frames), frames=frames))
    assert all(piece.seconds <= LONGEST for piece in pieces)
    assert round(sum(piece.seconds for piece in pieces)) == 3600


def test_words_in_a_piece_are_not_missed() -> None:
    assert missed([Piece(1, 2)], [Word(1.2, 1.5, " a", 1.0), Word(1.9, 2.4, " b", 1.0)]) == []


def test_words_that_no_piece_holds_get_one_together() -> None:
    words = [Word(3.0, 3.4, " a", 1.0), Word(3.4, 3.9, " b", 1.0), Word(6.0, 6.3, " c", 1.0)]
    assert missed([Piece(1, 2), Piece(5, 5.5)], words) == [Piece(3.0, 3.9), Piece(6.0, 6.3)]


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 4)), max_size=12))
def test_missed_pieces_are_short_and_never_overlap(spans: list[tuple[float, float]]) -> None:
    words = [Word(start, start + length, " a", 1.0) for start, length in sorted(spans)]
    pieces = [Piece(4, 5), Piece(8, 9.5), Piece(15, 16)]
    found = missed(pieces, words)
    assert all(0 < piece.seconds <= LONGEST + 1e-9 for piece in found)
    everything = sorted([*pieces, *found])
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(everything))


RUNS = st.lists(st.integers(8, 300), max_size=8)


@given(RUNS, st.integers(0, 2500))
def test_every_frame_of_speech_is_in_one_piece(lengths: list[int], change: int) -> None:
    runs, at = [], 0
    for length in lengths:
        runs.append((at + 20, at + 20 + length))
        at += 20 + length
    pieces = cut(heard(*runs, frames=3000, change=change))
    assert all(0 < piece.seconds <= LONGEST + 1e-9 for piece in pieces)
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(pieces))
    assert round(sum(piece.seconds for piece in pieces) / STEP) == sum(lengths)
