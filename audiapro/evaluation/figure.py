"""One line of the table: what was measured, ours beside a baseline's, on how much."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

Observation = TypeVar("Observation")

RESAMPLED = 1000
SEED = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` is None where nothing gives this insight yet, a baseline where it cannot. `low` and `high`
    are the 95 % interval of `ours`, `n` counts the observations and `calls` what they come from."""

    kind: str
    measure: str
    source: str
    ours: float | None
    low: float | None
    high: float | None
    baseline: str
    theirs: float | None
    n: int
    calls: int


def compare(
    kind: str,
    measure: str,
    *,
    source: str,
    score: Callable[[Sequence[Observation]], float | None],
    ours: Sequence[Sequence[Observation]] | None,
    baseline: tuple[str, Sequence[Sequence[Observation]]],
) -> Figure:
    """`ours` and the baseline's have one sequence of observations for each call."""
    name, theirs = baseline
    low, high = interval(ours, score) if ours else (None, None)
    return Figure(
        kind=kind,
        measure=measure,
        source=source,
        ours=score(_flat(ours)) if ours else None,
        low=low,
        high=high,
        baseline=name,
        theirs=score(_flat(theirs)) if theirs else None,
        n=len(_flat(theirs)),
        calls=len(theirs),
    )


def interval(
    calls: Sequence[Sequence[Observation]], score: Callable[[Sequence[Observation]], float | None]
) -> tuple[float | None, float | None]:
    """The percentile bootstrap (Efron, 1979) over calls, not turns: turns of one call are alike."""
    chance = random.Random(SEED)  # noqa: S311 - for figures, not for secrets
    drawn = [score(_flat(chance.choices(calls, k=len(calls)))) for _ in range(RESAMPLED)]
    scores = sorted(each for each in drawn if each is not None)
    if not scores:
        return None, None
    return scores[int(0.025 * len(scores))], scores[int(0.975 * len(scores))]


def _flat(calls: Sequence[Sequence[Observation]]) -> list[Observation]:
    return list(chain.from_iterable(calls))
