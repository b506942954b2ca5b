"""Several rankings made one. Pure."""

from collections import defaultdict
from collections.abc import Sequence

K = 60


def fused(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Ids by the sum of 1 / (K + rank) over the rankings that have them, best first.

    Reciprocal rank fusion with K = 60 as in Cormack, Clarke and Büttcher, SIGIR 2009. It needs no scores
    that compare, and prefers what two rankings agree on to what one is sure of.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, found in enumerate(ranking, start=1):
            scores[found] += 1 / (K + rank)
    return sorted(scores, key=lambda found: -scores[found])
