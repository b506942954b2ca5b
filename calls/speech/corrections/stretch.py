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
from calls.speech.corrections.words import bare, pieces
from calls.speech.types import Word

SLACK = 3.0  # seconds that words may have moved
STRAY = 2  # words more or less than the person saw or wrote that the stretch may have
LEAST_LIKENESS = 0.5  # difflib's ratio, over words
LEAST_OVERLAP = 0.5  # in time
EDGE = 0.7  # seconds that the first and last word of the same line may be heard apart
NEARNESS = 0.35  # what having the very same time counts, where having the very same words counts 1


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A word's line and its place in it."""

    line: int
    word: int


Words = Sequence[Sequence[Word]]


def stretch(change: Change, lines: Sequence[Line], words: Words, *, spaced: bool) -> Sequence[Spot]:
    """The words, in a row and by one speaker, that the change is about; none when none are likely."""
    everybody = list(_near(change, lines, words))
    found = _by_words(change, everybody, words, spaced=spaced)
    if not found:
        return _by_time(change, everybody, words)
    if _shared(change, found, words) < LEAST_OVERLAP * (change.end - change.start):
        return found  # it has moved: its old time tells nothing
    # Words at its ends that were heard otherwise, now or then, are like nothing; but they have its time.
    said_by = next(spots for spots in everybody if found[0] in spots)
    there = {spot.line for spot in found}
    beside = [spot for spot in said_by if spot.line in there and _is_in_time(change, spot, words)]
    return sorted({*found, *beside})


def _near(change: Change, lines: Sequence[Line], words: Words) -> Iterator[list[Spot]]:
    """Each speaker's words around the change's time."""
    earliest, latest = change.start - SLACK, change.end + SLACK
    spots = [
        Spot(line, place)
        for line, said in enumerate(words)
        for place, word in enumerate(said)
        if earliest <= _middle(word) <= latest
    ]

    def speaker(spot: Spot) -> str:
        return lines[spot.line].speaker

    for _, group in groupby(sorted(spots, key=speaker), key=speaker):
        yield list(group)


def _by_words(
    change: Change, everybody: Sequence[list[Spot]], words: Words, *, spaced: bool
) -> Sequence[Spot]:
    told = [[bare(text) for text in pieces(known, spaced=spaced)] for known in (change.heard, change.text)]
    sizes = {size for known in told for size in range(len(known) - STRAY, len(known) + STRAY + 1)}
    scored = (
        (likeness + NEARNESS * _nearness(change, run, words), run)
        for spots in everybody
        for run in _runs(spots, sizes)
        if (likeness := _likeness(told, run, words)) >= LEAST_LIKENESS
    )
    return max(scored, key=lambda found: found[0], default=(0.0, ()))[1]


def _runs(spots: Sequence[Spot], sizes: set[int]) -> Iterator[Sequence[Spot]]:
    for size in sorted(size for size in sizes if size > 0):
        for first in range(len(spots) - size + 1):
            yield spots[first : first + size]


def _likeness(told: Sequence[list[str]], run: Sequence[Spot], words: Words) -> float:
    said = [bare(words[spot.line][spot.word].text) for spot in run]
    return max(SequenceMatcher(None, known, said, False).ratio() for known in told)


def _by_time(change: Change, everybody: Sequence[list[Spot]], words: Words) -> Sequence[Spot]:
    """The lines that somebody said in just that time: what takes a part of a longer line would tear it."""
    whole = [
        [spot for spot in spots if all(_is_in_time(change, other, words) for other in _line_of(spot, words))]
        for spots in everybody
    ]
    likely = [spots for spots in whole if _nearness(change, spots, words) >= LEAST_OVERLAP]
    return max(likely, key=lambda spots: _nearness(change, spots, words), default=())


def _line_of(spot: Spot, words: Words) -> list[Spot]:
    return [Spot(spot.line, place) for place in range(len(words[spot.line]))]


def _is_in_time(change: Change, spot: Spot, words: Words) -> bool:
    """Whether a word has the change's time: in a line that begins or ends as it does, all to that end."""
    said = words[spot.line]
    start = said[0].start if abs(said[0].start - change.start) <= EDGE else change.start
    end = said[-1].end if abs(said[-1].end - change.end) <= EDGE else change.end
    return start <= _middle(said[spot.word]) <= end


def _middle(word: Word) -> float:
    return (word.start + word.end) / 2


def _nearness(change: Change, spots: Sequence[Spot], words: Words) -> float:
    """1 for words that take up just the change's time, 0 for those at another: both, of either."""
    if not spots:
        return 0.0
    start, end = _times(spots, words)
    return _shared(change, spots, words) / max(max(change.end, end) - min(change.start, start), 0.01)


def _shared(change: Change, spots: Sequence[Spot], words: Words) -> float:
    """The seconds that the change and these words have in common."""
    start, end = _times(spots, words)
    return max(min(change.end, end) - max(change.start, start), 0.0)


def _times(spots: Sequence[Spot], words: Words) -> tuple[float, float]:
    return words[spots[0].line][spots[0].word].start, words[spots[-1].line][spots[-1].word].end
