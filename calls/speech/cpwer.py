"""Word error rate that also counts words on the wrong speaker (cpWER). For benchmarks and tests. Pure.

Concatenated minimum-permutation word error rate, after Watanabe et al., CHiME-6 Challenge (2020),
https://arxiv.org/abs/2004.09249, section 4: each speaker's words in a row, the assignment of heard to
true speakers that gives the fewest errors, all errors over all true words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

MOST_SPEAKERS = 7  # every assignment is tried: 5,040 of them

Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Substituted, left out and added words, of the words truly said. They add up over recordings."""

    errors: int
    words: int

    @property
    def rate(self) -> float:
        """Errors per true word; above 1 is possible. Without a true word, 0 if nothing was heard."""
        if self.words:
            return self.errors / self.words
        return float("inf") if self.errors else 0.0

    def __add__(self, other: "WordErrors") -> "WordErrors":
        return WordErrors(self.errors + other.errors, self.words + other.words)


def cpwer(truth: Mapping[str, Words], heard: Mapping[str, Words]) -> WordErrors:
    """Compare each speaker's words, in the order spoken and normalised alike on both sides.

    A speaker without a counterpart counts all their words. ValueError for more than 7 speakers.
    """
    true, found = list(truth.values()), list(heard.values())
    size = max(len(true), len(found))
    if size > MOST_SPEAKERS:
        raise ValueError(f"cpWER of {size} speakers: at most {MOST_SPEAKERS} can be assigned.")
    true += [()] * (size - len(true))
    found += [()] * (size - len(found))
    costs = [[word_errors(said, got) for got in found] for said in true]
    fewest = min(
        sum(costs[row][column] for row, column in enumerate(order)) for order in permutations(range(size))
    )
    return WordErrors(fewest, sum(map(len, true)))


def word_errors(truth: Words, heard: Words) -> int:
    """The fewest substitutions, deletions and insertions between the two (Levenshtein distance)."""
    above = list(range(len(heard) + 1))
    for row, said in enumerate(truth, start=1):
        current = [row]
        for column, got in enumerate(heard, start=1):
            substituted = above[column - 1] + (said != got)
            current.append(min(substituted, above[column] + 1, current[-1] + 1))
        above = current
    return above[-1]
