"""Properties of packing: no speech lost or heard twice, no window too long, times mapped back exactly."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.speech.activity import FRAME
from calls.speech.audio import SAMPLE_RATE, Samples
from calls.speech.packing import GAP, LIMIT, Piece, Window, pack

FRAMES = 4000  # of each channel: about two minutes


@st.composite
def recordings(draw: st.DrawFn) -> tuple[list[Piece], list[np.ndarray]]:
    """Pieces of one or two channels in order, and probabilities of speech with pauses here and there."""
    channels = draw(st.integers(1, 2))
    heard = [
        np.random.default_rng(draw(st.integers(0, 99))).beta(0.4, 0.2, FRAMES).astype(np.float32)
        for _ in range(channels)
    ]
    pieces = []
    for channel in range(channels):
        edges = sorted(draw(st.sets(st.integers(0, FRAMES * FRAME - 1), max_size=14)))
        pieces += [Piece(channel, *edge) for edge in zip(edges[::2], edges[1::2], strict=False)]
    return sorted(pieces, key=lambda piece: (piece.start, piece.channel)), heard


def samples_of(window_or_pieces: list[Piece]) -> list[tuple[int, int]]:
    """Every sample covered, as (channel, sample), thinned by joining neighbours into runs."""
    runs: list[list[int]] = []
    for piece in sorted(window_or_pieces):
        if runs and runs[-1][0] == piece.channel and runs[-1][2] == piece.start:
            runs[-1][2] = piece.end
        else:
            runs.append([piece.channel, piece.start, piece.end])
    return [tuple(run) for run in runs]  # type: ignore[misc]


@given(recordings())
@settings(deadline=None)
def test_every_sample_of_speech_is_in_one_window_once(
    recording: tuple[list[Piece], list[np.ndarray]],
) -> None:
    pieces, heard = recording
    packed = [piece for window in pack(pieces, heard) for piece in window.pieces]
    assert samples_of(packed) == samples_of(pieces)
    assert sum(piece.length for piece in packed) == sum(piece.length for piece in pieces)


@given(recordings())
@settings(deadline=None)
def test_no_window_is_longer_than_whisper_hears(recording: tuple[list[Piece], list[np.ndarray]]) -> None:
    for window in pack(*recording):
        assert 0 < window.length <= LIMIT


@given(recordings())
@settings(deadline=None)
def test_pieces_stand_in_order_with_a_pause_between_them(
    recording: tuple[list[Piece], list[np.ndarray]],
) -> None:
    for window in pack(*recording):
        ends = [offset + piece.length for offset, piece in zip(window.offsets, window.pieces, strict=True)]
        assert [end + GAP for end in ends[:-1]] == list(window.offsets[1:])


@given(recordings(), st.floats(0, 1), st.floats(0, 1))
@settings(deadline=None)
def test_what_lies_in_a_piece_is_found_where_it_came_from(
    recording: tuple[list[Piece], list[np.ndarray]], one: float, other: float
) -> None:
    for window in pack(*recording):
        for number, (piece, offset) in enumerate(zip(window.pieces, window.offsets, strict=True)):
            inside = sorted((int(one * piece.length), int(other * piece.length)))
            times = [(offset + place) / SAMPLE_RATE for place in inside]
            found, channel, start, end = window.locate(*times)
            if inside[0] < inside[1]:
                assert (found, channel) == (number, piece.channel)
                assert abs(start - (piece.start + inside[0]) / SAMPLE_RATE) < 1e-6
                assert abs(end - (piece.start + inside[1]) / SAMPLE_RATE) < 1e-6


@given(recordings(), st.floats(-1, 40), st.floats(0, 5))
@settings(deadline=None)
def test_any_time_lands_in_speech(
    recording: tuple[list[Piece], list[np.ndarray]], start: float, seconds: float
) -> None:
    for window in pack(*recording):
        number, channel, first, last = window.locate(start, start + seconds)
        piece = window.pieces[number]
        assert channel == piece.channel
        assert piece.start / SAMPLE_RATE <= first <= last <= piece.end / SAMPLE_RATE


def test_the_window_sounds_like_its_pieces() -> None:
    channels: tuple[Samples, ...] = (
        np.arange(100_000, dtype=np.float32),
        -np.arange(100_000, dtype=np.float32),
    )
    window = Window((Piece(0, 10, 20), Piece(1, 500, 510)), (0, 10 + GAP))
    audio = window.render(channels)
    assert audio[:10].tolist() == list(range(10, 20))
    assert not audio[10 : 10 + GAP].any()
    assert audio[10 + GAP :].tolist() == [-n for n in range(500, 510)]


def test_long_speech_is_cut_at_its_longest_pause_near_the_end_of_the_window() -> None:
    heard = np.ones(3000, np.float32)
    heard[700:720] = 0.0  # 22.4 s: half a second
    heard[860:866] = 0.0  # 27.5 s: a fifth
    pieces = [Piece(0, 0, 50 * SAMPLE_RATE)]
    first, *_ = pack(pieces, [heard])
    assert first.pieces[0].end == 710 * FRAME


def test_speech_without_any_pause_is_cut_all_the_same() -> None:
    windows = pack([Piece(0, 0, 95 * SAMPLE_RATE)], [np.ones(3000, np.float32)])
    assert len(windows) == 4


def test_windows_are_filled_evenly() -> None:
    pieces = [Piece(0, n * 10 * SAMPLE_RATE, (n * 10 + 8) * SAMPLE_RATE) for n in range(4)]  # 32 s in all
    lengths = [window.length / SAMPLE_RATE for window in pack(pieces, [np.zeros(1300, np.float32)])]
    assert len(lengths) == 2
    assert min(lengths) > 10
