"""Gives each word its speaker: the voice that was most likely while it was spoken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calls.speech.speakers.activity import STEP, Curve
from calls.speech.speakers.tracking import Shares
from calls.speech.types import Word

NAMES = "ABC"
AROUND = 0.05  # seconds before and after a word that still count: recognisers' times are rough
OVERLAP = 0.5  # probability of two voices at once from which a word is marked


@dataclass(frozen=True, slots=True)
class Track:
    """`shares` (moments, voices) at `times`; `overlap`, one each STEP seconds."""

    times: NDArray[np.float64]
    shares: Shares
    overlap: Curve


def attribute(words: Sequence[Word], track: Track) -> list[Word]:
    """The same words, each with one speaker, its probability, and whether two spoke at once.

    Speakers are named in the order in which they first say a word: A, B, C. Without a moment of
    speech nobody speaks, and the words come back as they were.
    """
    if not len(track.times):
        return list(words)
    names: dict[int, str] = {}
    spoken = []
    for word in words:
        shares = _shares(word, track)
        voice = int(shares.argmax())
        if voice not in names:
            names[voice] = NAMES[len(names)]
        spoken.append(_spoken(word, names[voice], float(shares[voice]), track))
    return spoken


def _spoken(word: Word, speaker: str, confidence: float, track: Track) -> Word:
    first, last = int(word.start / STEP), int(word.end / STEP) + 1
    overlap = track.overlap[first:last]
    return replace(
        word,
        speaker=speaker,
        speaker_confidence=confidence,
        is_overlapped=bool(overlap.size and overlap.mean() > OVERLAP),
    )


def _shares(word: Word, track: Track) -> Shares:
    """Mean over the moments in the word, or the nearest one where it lies between two."""
    first, last = np.searchsorted(track.times, [word.start - AROUND, word.end + AROUND])
    if first == last:
        middle = (word.start + word.end) / 2
        return np.asarray(track.shares[np.abs(track.times - middle).argmin()])
    return np.asarray(track.shares[first:last].mean(axis=0))
