"""Speech laid densely into Whisper's windows of 30 seconds, and word times mapped back out of them.

Whisper's encoder costs the same for a second of speech as for thirty: an "mm-hm" alone in a window
wastes 97 % of it. So silence is left out, pieces of speech are put one behind the other with a short
pause between them, and a window that is nearly full takes the beginning of the next piece, cut at a
pause. All positions are whole samples, so that nothing is heard twice and nothing lost.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from calls.speech.activity import FRAME, Probabilities
from calls.speech.audio import SAMPLE_RATE, Samples

LIMIT = int(29.0 * SAMPLE_RATE)  # the second to thirty keeps Whisper from cutting the last word
GAP = int(0.2 * SAMPLE_RATE)  # silence between two pieces: without any, words run into each other
QUIET = 0.3  # probability of speech below which a moment counts as a pause
SHORT_PAUSE = 0.13  # seconds a pause must have for a cut in the middle of a piece
LOOK_BACK = 8.0  # seconds before the window's end in which such a pause is looked for
LEAST = int(1.0 * SAMPLE_RATE)  # no piece shorter than that is cut off
SLACK = int(4.0 * SAMPLE_RATE)  # what a window may hold more than its even share


class Piece(NamedTuple):
    """A stretch of one channel; samples from the start of the audio."""

    channel: int
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces in order, and where in the window each begins."""

    pieces: tuple[Piece, ...]
    offsets: tuple[int, ...]

    @property
    def length(self) -> int:
        return self.offsets[-1] + self.pieces[-1].length

    def render(self, channels: Sequence[Samples]) -> Samples:
        """The window's own audio."""
        audio = np.zeros(self.length, np.float32)
        for piece, offset in zip(self.pieces, self.offsets, strict=True):
            audio[offset : offset + piece.length] = channels[piece.channel][piece.start : piece.end]
        return audio

    def locate(self, start: float, end: float) -> tuple[int, int, float, float]:
        """Number of the piece, channel, start and end in the audio of these seconds of the window.

        A word that reaches into the pause between two pieces belongs to the one that holds most of
        it, and ends with it.
        """
        first, last = start * SAMPLE_RATE, end * SAMPLE_RATE
        number = self._holder(first, last)
        piece, offset = self.pieces[number], self.offsets[number]
        inside = [min(max(time - offset, 0), piece.length) + piece.start for time in (first, last)]
        return number, piece.channel, inside[0] / SAMPLE_RATE, max(inside) / SAMPLE_RATE

    def _holder(self, first: float, last: float) -> int:
        """The piece that holds most of it; between two, the nearer one."""
        number = max(0, bisect_right(self.offsets, first) - 1)
        end = self.offsets[number] + self.pieces[number].length
        if last <= end or number + 1 == len(self.pieces):
            return number
        following = self.offsets[number + 1]
        if first >= end and last <= following:
            return number if first - end < following - last else number + 1
        return number if end - first >= last - following else number + 1


def pack(pieces: Iterable[Piece], heard: Sequence[Probabilities]) -> list[Window]:
    """Windows that hold the pieces, in their order, each sample once.

    `heard` has the probabilities of speech of each channel, for cuts at pauses. The windows are
    filled evenly: two half full ones cost what a full and an empty one do, and are heard better.
    """
    waiting = deque(pieces)
    limit = _even_share(waiting)
    windows: list[Window] = []
    placed: list[Piece] = []
    used = 0
    while waiting:
        piece = waiting.popleft()
        gap = GAP if placed else 0
        room = limit - used - gap
        if piece.length > room:
            cut = _cut(piece, room, heard[piece.channel], forced=not placed)
            if cut is None:
                windows.append(_window(placed))
                waiting.appendleft(piece)
                placed, used = [], 0
                continue
            waiting.appendleft(piece._replace(start=cut))
            piece = piece._replace(end=cut)
        placed.append(piece)
        used += gap + piece.length
    return [*windows, _window(placed)] if placed else windows


def _even_share(pieces: Iterable[Piece]) -> int:
    lengths = [piece.length + GAP for piece in pieces]
    windows = -(-sum(lengths) // LIMIT) or 1
    return min(LIMIT, sum(lengths) // windows + SLACK)


def _window(pieces: list[Piece]) -> Window:
    starts = np.cumsum([0, *(piece.length + GAP for piece in pieces[:-1])]).tolist()
    return Window(tuple(pieces), tuple(starts))


def _cut(piece: Piece, room: int, heard: Probabilities, *, forced: bool) -> int | None:
    """The sample to cut the piece at so that its beginning fits into the room, in a pause.

    None when there is none; a piece that no window can hold (`forced`) is then cut at its least
    likely moment.
    """
    last = piece.start + min(room, piece.length - LEAST)
    first = max(piece.start + LEAST, last - int(LOOK_BACK * SAMPLE_RATE))
    frames = heard[first // FRAME : last // FRAME]
    if not len(frames):
        return piece.start + room if forced else None
    pauses = [pause for pause in _pauses(frames) if pause[1] - pause[0] >= SHORT_PAUSE * SAMPLE_RATE / FRAME]
    if pauses:
        # The longest one; of pauses alike, the latest, which leaves the window fuller.
        start, end = max(pauses, key=lambda pause: (pause[1] - pause[0], pause[0]))
        return (first // FRAME + (start + end) // 2) * FRAME
    if not forced:
        return None
    latest = len(frames) - 1 - int(frames[::-1].argmin())
    return (first // FRAME + latest) * FRAME


def _pauses(frames: Probabilities) -> list[tuple[int, int]]:
    quiet = np.concatenate([[False], frames < QUIET, [False]]).astype(np.int8)
    return [(start, end) for start, end in np.flatnonzero(np.diff(quiet)).reshape(-1, 2).tolist()]
