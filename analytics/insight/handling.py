"""How callers were handled: formulas over counts of calls. Pure; `queries.handling` does the counting.

A conversation counts once. "Answered" is by a person, so a menu, a queue or a voicemail box that
picks up is not. The forks in the road (voicemail, short abandons, transfers) are in docs/metrics.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

REPEAT_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waits:
    """What became of the inbound calls that entered a queue or ring group. Counts, and seconds.

    `abandoned` holds `short`, those who gave up before the short-abandon limit. `offered` is more
    than answered and abandoned by those left to voicemail, busy or failed. `in_time` were answered
    within the threshold. `waited` is the sum of the waits of the answered.
    """

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short: int = 0
    in_time: int = 0
    waited: int = 0
    longest: int = 0

    def __add__(self, other: "Waits") -> "Waits":
        return Waits(
            offered=self.offered + other.offered,
            answered=self.answered + other.answered,
            abandoned=self.abandoned + other.abandoned,
            short=self.short + other.short,
            in_time=self.in_time + other.in_time,
            waited=self.waited + other.waited,
            longest=max(self.longest, other.longest),
        )

    @property
    def decided(self) -> int:
        """Calls a person answered or that gave up after the short-abandon limit."""
        return self.answered + self.abandoned - self.short

    @property
    def service_level(self) -> float | None:
        """Percent: answered in time / (answered + abandoned - short). None without any."""
        return _share(self.in_time, self.decided)

    @property
    def service_level_of_answered(self) -> float | None:
        """Percent: answered in time / answered, the variant that leaves abandoned calls out."""
        return _share(self.in_time, self.answered)

    @property
    def abandonment(self) -> float | None:
        """Percent: (abandoned - short) / (answered + abandoned - short)."""
        return _share(self.abandoned - self.short, self.decided)

    @property
    def asa(self) -> float | None:
        """Average speed of answer in seconds: waits of the answered / answered, from entering the queue."""
        return self.waited / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Repeats:
    """Of `answered` inbound calls from a known number, `returned` were followed by another in 7 days."""

    answered: int
    returned: int

    @property
    def share(self) -> float | None:
        return _share(self.returned, self.answered)


def repeats(calls: Iterable[tuple[str, datetime, bool]], *, until: datetime) -> Repeats:
    """`calls` are inbound (number, start, whether a person answered), in order of number, then start.

    Calls from `until` on are only looked at as returns. A stand-in for first-contact resolution: it
    knows phone numbers, not what people called about.
    """
    answered = returned = 0
    last: tuple[str, datetime] | None = None
    for number, start, is_answered in calls:
        if last and last[0] == number and start - last[1] <= REPEAT_WITHIN:
            returned += 1
        is_counted = is_answered and start < until
        answered += is_counted
        last = (number, start) if is_counted else None
    return Repeats(answered, returned)


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
