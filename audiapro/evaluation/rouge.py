"""ROUGE (Lin, 2004): how many words, pairs of words and words in order two texts share, as F1.

Words are lower case, without stemming; of several references the mean is taken.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import fmean

Rouge = Callable[[Sequence[str], Sequence[str]], float]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def ngrams(length: int) -> Rouge:
    """ROUGE-1 or ROUGE-2."""

    def shared(ours: Sequence[str], theirs: Sequence[str]) -> float:
        a, b = (Counter(zip(*(text[n:] for n in range(length)), strict=False)) for text in (ours, theirs))
        return _f1((a & b).total(), a.total(), b.total())

    return shared


def longest(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """ROUGE-L: the longest sequence of words that both have in this order."""
    row = [0] * (len(theirs) + 1)
    for word in ours:
        before = row
        row = [0]
        for n, other in enumerate(theirs):
            row.append(before[n] + 1 if word == other else max(before[n + 1], row[n]))
    return _f1(row[-1], len(ours), len(theirs))


def against(references: Sequence[str], summary: str, *, rouge: Rouge) -> float:
    ours = words(summary)
    return fmean(rouge(ours, words(reference)) for reference in references)


def _f1(shared: int, ours: int, theirs: int) -> float:
    return 2 * shared / (ours + theirs) if shared else 0.0


MEASURES: dict[str, Rouge] = {"ROUGE-1": ngrams(1), "ROUGE-2": ngrams(2), "ROUGE-L": longest}
