"""Speech that starts while the other one speaks: cut off, or merely shown that one listens.

`conversation` counts both. Overlap alone does not tell them apart: "mm-hm" under a long sentence is
listening, and two people who start at once interrupt nobody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics.insight.formulas import is_backchannel
from analytics.insight.types import Rules, Turn

Said = Sequence[tuple[str, Turn]]


@dataclass(frozen=True, slots=True)
class Onset:
    """`turn` of `side` starts while the other side's `under` runs. Its first such turn, if several do."""

    side: str
    turn: Turn
    under: Turn

    @property
    def overlap(self) -> float:
        """Seconds both turns run."""
        return min(self.turn.end, self.under.end) - self.turn.start


def interruptions(said: Said, rules: Rules) -> list[Onset]:
    """Turns that take the floor from somebody who had it; `said` is in order of time.

    The other one had spoken for 1 s, both speak for 0.3 s, the turn is no back-channel, and it still
    runs when the other one has stopped. Contact-centre products agree on "cuts off mid-sentence" and
    on leaving out back-channels; they do not publish their seconds. 0.3 s is the length below which
    an overlap is the ordinary slip of one person starting as the other ends.
    """
    return [onset for onset in _onsets(said) if _takes_the_floor(onset, rules)]


def backchannels(said: Said, rules: Rules) -> list[Onset]:
    """Turns of at most 1 s, begun under the other's speech, that only say one listens ("mm-hm")."""
    return [onset for onset in _onsets(said) if _is_listening(onset, rules)]


def _onsets(said: Said) -> Iterator[Onset]:
    running: dict[str, Turn] = {}
    for side, turn in said:
        others = [other for who, other in running.items() if who != side and other.end > turn.start]
        if others:
            yield Onset(side, turn, others[0])
        if side not in running or turn.end > running[side].end:
            running[side] = turn


def _takes_the_floor(onset: Onset, rules: Rules) -> bool:
    return (
        onset.turn.start - onset.under.start >= rules.floor_taken
        and onset.overlap >= rules.interruption_overlap
        and onset.turn.end > onset.under.end
        and not _is_listening(onset, rules)
    )


def _is_listening(onset: Onset, rules: Rules) -> bool:
    return onset.turn.seconds <= rules.floor_taken and is_backchannel(onset.turn.text)
