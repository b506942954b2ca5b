"""Where among the words of another hearing a correction belongs. Called by placing.py.

Another recogniser, or the same with other settings, cuts lines elsewhere and times words a little
differently. So a correction is looked for by its words near its time, and by its time alone where the
words were never heard alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from calls.speech.corrections.types import Change, Line
from calls.speech.corrections.words import bare, is_spaced, pieces
from calls.speech.types import Word

SLACK = 3.0  # seconds that words may have moved
STRAY = 2  # words more or less than the person saw or wrote that the stretch may have
LEAST_LIKENESS = 0.5  # difflib's ratio, over words
LEAST_OVERLAP = 0.5  # of the correction's own time
NEARNESS = 0.2  # what a full overlap counts beside likeness: of two like places the nearer one


@dataclass(frozen=True, slots=True)
class Spot:
    """A word's line and its place in it."""

    line: int
    word: int


Words = Sequence[Sequence[Word]]


def stretch(change: Change, lines: Sequence[Line], words: Words) -> Sequence[Spot]:
    """The words, in a row and by one speaker, that the change is about; none when none are likely."""
    spaced = is_spaced([word for said in words for word in said])
    told = [[bare(text) for text in pieces(known, spaced=spaced)] for known in (change.heard, change.text)]
    sizes = {size for known in told for size in range(len(known) - STRAY, len(known) + STRAY + 1)}
    best = 0.0
    found: Sequence[Spot] = ()
    for spots in _near(change, lines, words):
        for run in _runs(spots, sizes):
            score = _score(change, [words[spot.line][spot.word] for spot in run], told)
            if score > best:
                best, found = score, run
    return found


def _near(change: Change, lines: Sequence[Line], words: Words) -> Iterator[list[Spot]]:
    """Each speaker's words around the change's time."""
    earliest, latest = change.start - SLACK, change.end + SLACK
    spots = [
        Spot(line, place)
        for line, said in enumerate(words)
        for place, word in enumerate(said)
        if earliest <= (word.start + word.end) / 2 <= latest
    ]

    def speaker(spot: Spot) -> str:
        return lines[spot.line].speaker

    for _, group in groupby(sorted(spots, key=speaker), key=speaker):
        yield list(group)


def _runs(spots: Sequence[Spot], sizes: set[int]) -> Iterator[Sequence[Spot]]:
    for size in sorted(size for size in sizes if size > 0):
        for first in range(len(spots) - size + 1):
            yield spots[first : first + size]


def _score(change: Change, run: Sequence[Word], told: Sequence[list[str]]) -> float:
    """How likely the run is what the change is about; 0 when it is not likely enough."""
    said = [bare(word.text) for word in run]
    likeness = max(SequenceMatcher(None, known, said, False).ratio() for known in told)
    shared = min(change.end, run[-1].end) - max(change.start, run[0].start)
    overlap = max(shared, 0.0) / max(change.end - change.start, 0.01)
    if likeness < LEAST_LIKENESS and overlap < LEAST_OVERLAP:
        return 0.0
    return likeness + NEARNESS * overlap
