"""Who a person meant, once the recording has been heard again: placed by time, for letters change.

Another model may find the speakers in another order, or one more of them. What stays are the
stretches in which the one spoke whom the person named. Called by calls/who_is_who.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Stretch = tuple[float, float]

JOINED = 1.0  # seconds of pause that end no stretch: fewer to keep, with hardly room for anybody else


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of one speaker: the role of whoever spoke in these stretches (seconds)."""

    role: str
    stretches: tuple[Stretch, ...]


def placed(said: Sequence[Said], spoken: Mapping[str, Sequence[Stretch]]) -> dict[str, str]:
    """The role of each speaker of whom something was said: the one he shares most seconds with.

    `spoken` is when each speaker speaks. Who shares no time with anybody named is left out.
    """
    found = {}
    for speaker, stretches in spoken.items():
        seconds: dict[str, float] = {}
        for one in said:
            seconds[one.role] = seconds.get(one.role, 0.0) + shared(one.stretches, stretches)
        role = max(sorted(seconds), key=lambda role: seconds[role], default="")
        if seconds.get(role):
            found[speaker] = role
    return found


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same in order of time, with stretches that overlap or nearly touch made one."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start - merged[-1][1] < JOINED:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def shared(ours: Sequence[Stretch], theirs: Sequence[Stretch]) -> float:
    """Seconds in both, each of them in order and without overlaps of its own."""
    total, i, j = 0.0, 0, 0
    while i < len(ours) and j < len(theirs):
        total += max(0.0, min(ours[i][1], theirs[j][1]) - max(ours[i][0], theirs[j][0]))
        if ours[i][1] < theirs[j][1]:
            i += 1
        else:
            j += 1
    return total
