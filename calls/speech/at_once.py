"""Which words of a two-channel recording are said while the other one speaks. Called by whisper.py.

In one channel the diarization tells it (speakers/attribution.py); there it is an estimate.
"""

from collections.abc import Sequence
from dataclasses import replace

from calls.speech.types import Word

MOST = 0.5  # share of a word from which it counts, as in one channel


def marked(ours: Sequence[Word], theirs: Sequence[Word]) -> list[Word]:
    """Our words, those marked of which the other's words cover more than half; both in order of time."""
    spoken, first = [], 0
    for word in ours:
        while first < len(theirs) and theirs[first].end <= word.start:
            first += 1
        covered = 0.0
        for other in theirs[first:]:
            if other.start >= word.end:
                break
            covered += min(word.end, other.end) - max(word.start, other.start)
        spoken.append(replace(word, is_overlapped=covered > MOST * (word.end - word.start)))
    return spoken
