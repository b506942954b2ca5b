"""Speech cut into pieces of one voice each, as far as pauses and changes of voice tell."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from calls.speech.speakers.activity import STEP, Activity
from calls.speech.types import Word

LONGEST = 1.96  # seconds; CAM++ as we converted it hears two at a time
SHORTEST = 0.12  # seconds of sound that are a voice and not a click
BRIDGED = 0.1  # seconds of silence inside a word
CHANGE = 0.5  # probability from which a change of voice cuts
ONE_CHANGE = 12  # frames (0.2 s) around a change in which there is no second one
LEAST = 0.3  # seconds on each side of such a cut
MIDDLE = 0.1  # of a probability: what a cut in the middle of a long run has over one at its edge


class Piece(NamedTuple):
    """A stretch of speech; seconds from the start of the audio."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


def cut(activity: Activity) -> list[Piece]:
    """All speech, in order, no second of it twice; silence is in no piece."""
    return [
        Piece(start * STEP, end * STEP)
        for run in _runs(activity)
        for voice in _at_changes(activity, *run)
        for start, end in _short(activity, *voice)
    ]


def missed(pieces: Sequence[Piece], words: Sequence[Word]) -> list[Piece]:
    """Pieces for the words that lie in none of `pieces`, which are in order.

    On a noisy line the net takes quiet speech for silence, while the recogniser still hears words.
    """
    starts = [piece.start for piece in pieces]
    found: list[Piece] = []
    for word in words:
        before = bisect_left(starts, word.end) - 1  # the last piece that begins before the word ends
        if before >= 0 and pieces[before].end > word.start:
            continue
        joined = found[-1] if found and 0 <= word.start - found[-1].end < BRIDGED else None
        if joined and word.end - joined.start <= LONGEST:
            found[-1] = Piece(joined.start, word.end)
        elif word.end - word.start >= SHORTEST and (not found or word.start >= found[-1].end):
            found.append(Piece(word.start, min(word.end, word.start + LONGEST)))
    return found


def _runs(activity: Activity) -> Iterator[tuple[int, int]]:
    """First and last-but-one frame of each stretch between two pauses."""
    sounding = np.concatenate([[0], activity.silence < 0.5, [0]]).astype(np.int8)
    edges = np.flatnonzero(np.diff(sounding)).reshape(-1, 2).tolist()
    joined: list[list[int]] = []
    for start, end in edges:
        if joined and (start - joined[-1][1]) * STEP < BRIDGED:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    yield from ((start, end) for start, end in joined if (end - start) * STEP >= SHORTEST)


def _at_changes(activity: Activity, start: int, end: int) -> Iterator[tuple[int, int]]:
    change, cuts = activity.change, [start]
    least = int(LEAST / STEP) + 1
    for frame in (start + np.flatnonzero(change[start : max(start, end - least)] > CHANGE)).tolist():
        around = change[max(start, frame - ONE_CHANGE) : min(end, frame + ONE_CHANGE + 1)]
        if frame - cuts[-1] >= least and change[frame] == around.max():
            cuts.append(frame)
    return pairwise([*cuts, end])


def _short(activity: Activity, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A long run cut where a pause or a change is likeliest, if only a little, rather near its middle."""
    left = [(start, end)]
    while left:
        start, end = left.pop()
        if (end - start) * STEP <= LONGEST:
            yield start, end
        else:
            place = _likeliest(activity, start, end)
            left += [(place, end), (start, place)]


def _likeliest(activity: Activity, start: int, end: int) -> int:
    least = int(LEAST / STEP) + 1
    inside = slice(start + least, end - least)
    middle = 1 - np.abs(np.linspace(-1, 1, end - start - 2 * least))
    likely = np.maximum(activity.silence[inside], activity.change[inside]) + MIDDLE * middle
    return start + least + int(likely.argmax())
