"""How many voices there are, and what each sounds like: clustering of voiceprints.

Agglomerative clustering (average linkage) finds where to start, spherical k-means ends it. How
different two voices must be was chosen on 171 pairings of single voices (docs/speech.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.speech.speakers.pieces import Piece
from calls.speech.speakers.voiceprints import Prints

MOST_VOICES = 3
MOST_PIECES = 150  # the longest ones; more tell nothing new about the voices
LONG_ENOUGH = 0.5  # seconds a piece needs to found a voice
SPARE = 6  # groups tried beyond the voices, so that a cough or a beep does not take a voice's place
ROUNDS = 20
# Cosine of two voices' means. Halves of one voice are above 0.85, two voices below 0.8; with only
# little speech a mean is noisy, and must differ more.
ALIKE, ALIKE_SHORT = 0.80, 0.40
ONE_VOICE = 0.85
SHORT, LONG = 2.0, 10.0  # seconds of speech, between which it goes from the one to the other
LEAST_SECONDS = {2: 2.0, 3: 8.0}
# A call has two people. A third one takes the place of another: an announcement before the call, a
# colleague after a transfer. While they speak, one of the others says next to nothing. A voice that
# comes and goes among both is one of them in another mood, unless much of it is very different.
NEXT_TO_NOTHING = 0.1  # of the speech in that time
IN_CONFERENCE, IN_CONFERENCE_SECONDS = 0.60, 20.0


@dataclass(frozen=True, slots=True)
class Voices:
    """`means` (voices, 192), unit vectors. `is_certain`: that there are this many."""

    means: Prints
    is_certain: bool


def voices(pieces: Sequence[Piece], prints: Prints) -> Voices:
    """The voices in a recording: none without a piece, else one to three."""
    seconds = np.array([piece.seconds for piece in pieces])
    chosen = _telling(seconds)
    prints, seconds = prints[chosen], seconds[chosen]
    for count in range(MOST_VOICES, 1, -1):
        found = _partition(prints, seconds, count)
        if found is not None and _are_there(found, prints, seconds):
            return Voices(found, is_certain=True)
    if not len(prints):
        return Voices(prints, is_certain=True)
    return Voices(_means(prints, seconds, np.zeros(len(prints), int), 1), _is_one(prints, seconds))


def _telling(seconds: NDArray[np.float64]) -> NDArray[np.intp]:
    """The pieces that voices are looked for in, in order of time."""
    longest = np.argsort(-seconds, kind="stable")[:MOST_PIECES]
    long = longest[seconds[longest] >= LONG_ENOUGH]
    return np.sort(long if len(long) >= 2 * MOST_VOICES else longest)


def _is_one(prints: Prints, seconds: NDArray[np.float64]) -> bool:
    """Whether what is left after looking for two is surely one voice."""
    halves = _partition(prints, seconds, 2)
    if halves is None or _heard(halves, prints, seconds).min() < LEAST_SECONDS[2]:
        return True
    return _nearest(halves) >= ONE_VOICE


def _are_there(means: Prints, prints: Prints, seconds: NDArray[np.float64]) -> bool:
    """Whether each voice was heard enough, no two are alike, and a third has a place."""
    heard, nearest = _heard(means, prints, seconds), _nearest(means)
    least = float(heard.min())
    if least < LEAST_SECONDS[len(means)]:
        return False
    if nearest >= np.interp(least, [SHORT, LONG], [ALIKE_SHORT, ALIKE]):
        return False
    if len(means) < 3 or (nearest < IN_CONFERENCE and least >= IN_CONFERENCE_SECONDS):
        return True
    return _takes_a_place(int(heard.argmin()), (prints @ means.T).argmax(axis=1), seconds)


def _takes_a_place(third: int, of: NDArray[np.intp], seconds: NDArray[np.float64]) -> bool:
    """Whether one of the others is next to silent while the third has its say.

    That is from 5 % to 95 % of its seconds, so that a piece gone astray changes nothing.
    """
    own = np.where(of == third, seconds, 0.0)
    said = np.cumsum(own)
    inside = (said > 0.05 * said[-1]) & (said - own < 0.95 * said[-1])
    shares = np.bincount(of[inside], seconds[inside], 3) / seconds[inside].sum()
    return bool(np.delete(shares, third).min() < NEXT_TO_NOTHING)


def _heard(means: Prints, prints: Prints, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds of each voice."""
    heard = np.bincount((prints @ means.T).argmax(axis=1), seconds, len(means))
    return heard.astype(np.float64)


def _nearest(means: Prints) -> float:
    """The cosine of the two voices most alike."""
    return float((means @ means.T)[np.triu_indices(len(means), 1)].max())


def _partition(prints: Prints, seconds: NDArray[np.float64], count: int) -> Prints | None:
    """The means of `count` voices that fit the pieces best; None with too few pieces."""
    best, fits = None, -1.0
    for groups in _starts(prints, seconds, count):
        start = np.stack([seconds[group] @ prints[group] for group in groups])
        means = _k_means(prints, seconds, start / np.linalg.norm(start, axis=1, keepdims=True))
        fit = float(seconds @ (prints @ means.T).max(axis=1))
        if fit > fits + 1e-9:
            best, fits = means, fit
    return best


def _starts(prints: Prints, seconds: NDArray[np.float64], count: int) -> Iterator[list[list[int]]]:
    """Groups to start from: those of the tree, and two halves along the widest spread."""
    yield from _groups(prints, seconds, count)
    if count == 2 and len(prints) >= 2:
        centred = (prints - np.average(prints, axis=0, weights=seconds)) * np.sqrt(seconds)[:, None]
        side = centred @ np.linalg.svd(centred, full_matrices=False)[2][0] > 0
        if side.any() and not side.all():
            yield [np.flatnonzero(side).tolist(), np.flatnonzero(~side).tolist()]


def _groups(prints: Prints, seconds: NDArray[np.float64], count: int) -> Iterator[list[list[int]]]:
    """Agglomerative clustering from the end: the `count` largest groups while few are left."""
    groups = {number: [number] for number in range(len(prints))}
    alike = prints @ prints.T
    np.fill_diagonal(alike, -np.inf)
    sizes = seconds.copy()
    while len(groups) >= count:
        if len(groups) < count + SPARE:
            yield sorted(groups.values(), key=lambda group: -seconds[group].sum())[:count]
        if len(groups) < 2:
            return
        one, other = np.unravel_index(alike.argmax(), alike.shape)
        merged = (sizes[one] * alike[one] + sizes[other] * alike[other]) / (sizes[one] + sizes[other])
        merged[[one, other]] = -np.inf
        alike[one], alike[:, one] = merged, merged
        alike[other], alike[:, other] = -np.inf, -np.inf
        sizes[one] += sizes[other]
        groups[int(one)] += groups.pop(int(other))


def _k_means(prints: Prints, seconds: NDArray[np.float64], means: Prints) -> Prints:
    for _ in range(ROUNDS):
        of = (prints @ means.T).argmax(axis=1)
        if len(np.unique(of)) < len(means):
            return means
        moved = _means(prints, seconds, of, len(means))
        if np.allclose(moved, means):
            return moved
        means = moved
    return means


def _means(prints: Prints, seconds: NDArray[np.float64], of: NDArray[np.int_], count: int) -> Prints:
    sums = np.stack([seconds[of == voice] @ prints[of == voice] for voice in range(count)])
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))
