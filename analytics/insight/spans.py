"""Arithmetic on stretches of time. A span is (start, end) in seconds, start before end."""

from collections.abc import Iterable
from itertools import pairwise

Span = tuple[float, float]


def clipped(spans: Iterable[Span], duration: float) -> list[Span]:
    """The spans cut to the recording. Empty and backward ones vanish; no duration cuts nothing off."""
    end_of_all = duration if duration > 0 else float("inf")
    cut = ((max(0.0, start), min(end, end_of_all)) for start, end in spans)
    return [(start, end) for start, end in cut if start < end]


def merged(spans: Iterable[Span], *, gap: float = 0.0) -> tuple[Span, ...]:
    """The spans in order of time, joined where they overlap, touch, or lie less than `gap` apart."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        last = joined[-1] if joined else None
        if last and (start <= last[1] or start - last[1] < gap):
            joined[-1] = (last[0], max(last[1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def shared(ours: tuple[Span, ...], theirs: tuple[Span, ...]) -> list[Span]:
    """Where two merged timelines both speak."""
    common: list[Span] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        start, end = max(ours[i][0], theirs[j][0]), min(ours[i][1], theirs[j][1])
        if start < end:
            common.append((start, end))
        if ours[i][1] < theirs[j][1]:
            i += 1
        else:
            j += 1
    return common


def total(spans: Iterable[Span]) -> float:
    return sum(end - start for start, end in spans)


def gaps(spans: tuple[Span, ...]) -> list[Span]:
    """The silences between the spans of one merged timeline."""
    return [(before[1], after[0]) for before, after in pairwise(spans)]
