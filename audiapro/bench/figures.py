"""From single measurements to the figures that are reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Run:
    """One round of load: how long it took, each record's wait in seconds, and how many were kept."""

    seconds: float
    waits: Sequence[float]
    kept: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians over the rounds, so that one disturbed round does not decide; `lost` is the sum of all."""

    per_second: float
    p50_ms: float
    p99_ms: float
    lost: int


def figures(runs: Sequence[Run]) -> Figures:
    return Figures(
        per_second=round(median(len(run.waits) / run.seconds for run in runs), 1),
        p50_ms=round(median(_percentile(run.waits, 50) for run in runs) * 1000, 1),
        p99_ms=round(median(_percentile(run.waits, 99) for run in runs) * 1000, 1),
        lost=sum(len(run.waits) - run.kept for run in runs),
    )


def _percentile(waits: Sequence[float], percent: int) -> float:
    return quantiles(waits, n=100, method="inclusive")[percent - 1]
