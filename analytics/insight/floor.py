"""Who has the floor: the two sides of a call and the runs of speech they take in turn.

`conversation` measures on it. A side is a role where roles are known, a speaker otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.insight import spans
from analytics.insight.spans import Span
from analytics.insight.types import Conversation, Role, Rules, Turn
from calls.speech.types import is_doubtful

MIXED = "Both people are in one channel of this recording, and who speaks has not been worked out."
NOBODY_KNOWS = "Who speaks in this recording has not been worked out."
IN_DOUBT = (
    "Both people are in one channel of this recording, and for too much of what is said it is not sure "
    "which of them said it."
)
NO_SPEECH = "Nobody speaks in this recording."
ALONE = "Only one person speaks in this recording."
TOO_MANY = "More than two people speak in this recording."
NO_ROLES = "Which of the two people is the agent has not been worked out."


class Unmeasurable(Exception):
    """A recording cannot tell a number; the message is the reason, in a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Run:
    """All that one side says until the other takes the floor. Times in seconds."""

    side: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Floor:
    """`said` is every turn with its side in order of time, `talk` when each side sounds."""

    said: tuple[tuple[str, Turn], ...]
    talk: Mapping[str, tuple[Span, ...]]
    runs: tuple[Run, ...]

    @property
    def has_roles(self) -> bool:
        return set(self.talk) == {Role.AGENT, Role.CUSTOMER}

    def turns_of(self, side: str) -> list[Turn]:
        return [turn for who, turn in self.said if who == side]


def floor_of(conversation: Conversation, rules: Rules) -> Floor:
    """The two sides of the call. Unmeasurable where there are not two, or nobody knows who speaks."""
    sides = _sides(conversation, rules)
    said = sorted(
        ((side, turn) for side, turns in sides.items() for turn in turns),
        key=lambda item: (item[1].start, item[1].end, item[1].index),
    )
    talk = {side: speech(turns, conversation.duration, rules) for side, turns in sides.items()}
    return Floor(tuple(said), talk, _runs(said, rules))


def speech(turns: Sequence[Turn], duration: float, rules: Rules) -> tuple[Span, ...]:
    """When these turns sound: by their words' times where known, else from start to end."""
    sounding = (span for turn in turns for span in _sounding(turn))
    return spans.merged(spans.clipped(sounding, duration), gap=rules.same_speech_gap)


def _sounding(turn: Turn) -> list[Span]:
    return [(word.start, word.end) for word in turn.words] or [(turn.start, turn.end)]


def _sides(conversation: Conversation, rules: Rules) -> dict[str, list[Turn]]:
    turns = conversation.spoken_by_people
    if not turns:
        raise Unmeasurable(NO_SPEECH)
    if not conversation.has_speakers:
        raise Unmeasurable(MIXED if conversation.channels == 1 else NOBODY_KNOWS)
    if _share_in_doubt(turns) > rules.doubtful_speech:
        raise Unmeasurable(IN_DOUBT)
    roles = {turn.role for turn in turns}
    by_role = Role.UNKNOWN not in roles and len(roles) > 1  # two colleagues are two sides of one role
    sides: dict[str, list[Turn]] = {}
    for turn in turns:
        sides.setdefault(turn.role if by_role else turn.speaker, []).append(turn)
    if len(sides) != 2:
        raise Unmeasurable(TOO_MANY if len(sides) > 2 else ALONE)
    return sides


def _share_in_doubt(turns: Sequence[Turn]) -> float:
    """Seconds of the turns whose speaker is doubtful, of the seconds of all."""
    doubtful = sum(turn.seconds for turn in turns if is_doubtful(turn.speaker_confidence))
    return doubtful / (sum(turn.seconds for turn in turns) or 1.0)


def _runs(said: Sequence[tuple[str, Turn]], rules: Rules) -> tuple[Run, ...]:
    """Short speech while the other one speaks ("mm-hm") leaves the floor where it is."""
    runs: list[Run] = []
    for side, turn in said:
        last = runs[-1] if runs else None
        if last and last.side == side:
            runs[-1] = Run(side, last.start, max(last.end, turn.end))
        elif last is None or turn.seconds >= rules.floor_taken or turn.start >= last.end:
            runs.append(Run(side, turn.start, turn.end))
    return tuple(runs)
