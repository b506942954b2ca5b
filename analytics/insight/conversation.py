"""How a call went, measured: silence, overtalk, who speaks how much, how quickly people answer.

`metrics` calls these and gives them names. Each returns a number in the unit named there, or raises
Unmeasurable. D is the length of the recording in seconds, T the seconds one side speaks, U the
seconds anybody does, O the seconds both do; words less than 0.3 s apart are one stretch of speech.
Talk-based shares are of speech, not of the call, so that both sides add up to 100 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import fmean, median

from analytics.insight import spans
from analytics.insight.floor import NO_ROLES, NO_SPEECH, Floor, Unmeasurable, floor_of, speech
from analytics.insight.interruptions import Said, backchannels, interruptions
from analytics.insight.language import code, name, separates_words
from analytics.insight.spans import Span
from analytics.insight.text import words
from analytics.insight.types import Conversation, Finding, Role, Rules, Turn
from calls.speech.types import SpanKind

NO_LENGTH = "The length of this recording is not known."
ONE_CHANNEL = "Both people are in one channel of this recording, so speech at the same time cannot be told."
HOLD = frozenset({SpanKind.HOLD, SpanKind.MUSIC, SpanKind.RINGBACK})
NO_ANSWER = "The agent never answers the customer in this recording."


@dataclass(frozen=True)
class Measured:
    """A conversation with what several metrics share, worked out at most once.

    `questions` is None where questions cannot be found in the call's language.
    """

    conversation: Conversation
    questions: Sequence[Finding] | None
    rules: Rules

    @cached_property
    def duration(self) -> float:
        if self.conversation.duration <= 0:
            raise Unmeasurable(NO_LENGTH)
        return self.conversation.duration

    @cached_property
    def speech(self) -> tuple[Span, ...]:
        return speech(self.conversation.turns, self.conversation.duration, self.rules)

    @cached_property
    def floor(self) -> Floor:
        return floor_of(self.conversation, self.rules)

    @property
    def floor_with_roles(self) -> Floor:
        if not self.floor.has_roles:
            raise Unmeasurable(NO_ROLES)
        return self.floor

    def enough(self, seconds: float, of: str) -> float:
        """The seconds again, if there are enough of them for a rate to mean something."""
        if seconds < self.rules.enough_speech:
            raise Unmeasurable(f"There are less than {self.rules.enough_speech:.0f} s of {of}.")
        return seconds


def speech_share(measured: Measured) -> float:
    """U / D."""
    return 100 * spans.total(measured.speech) / measured.duration


def silence_share(measured: Measured) -> float:
    """(D - U) / D."""
    return 100 - speech_share(measured)


def dead_air_count(measured: Measured) -> float:
    return len(_dead_air(measured))


def dead_air_longest(measured: Measured) -> float:
    return max(_dead_air(measured), default=0.0)


def long_dead_air_count(measured: Measured) -> float:
    """Silences of 10 s or more, long enough for a caller to ask whether anybody is there."""
    return sum(length >= measured.rules.long_dead_air for length in _dead_air(measured))


def hold_seconds(measured: Measured) -> float:
    """Hold music, other music and ringing between the first and the last word of people.

    Estimated from what is heard: a UCM's call records carry no seconds of hold.
    """
    people = measured.conversation.spoken_by_people
    if not people:
        raise Unmeasurable(NO_SPEECH)
    first, last = min(turn.start for turn in people), max(turn.end for turn in people)
    return spans.total(spans.shared(_held(measured.conversation), ((first, last),)))


def _held(conversation: Conversation) -> tuple[Span, ...]:
    """When a caller on hold hears music or ringing."""
    return spans.merged((span.start, span.end) for span in conversation.spans if span.kind in HOLD)


def _dead_air(measured: Measured) -> list[float]:
    """Silences of 3 s or more, the threshold contact centres commonly use, once a person has spoken.

    What is before the first word is ringing, what is after the last is nobody's. Where music, ringing
    or tones sound the line is not dead: the customer hears that he is on hold.
    """
    people = measured.conversation.spoken_by_people
    if not people or not measured.speech:
        raise Unmeasurable(NO_SPEECH)
    answered = min(turn.start for turn in people)
    sounding = spans.merged([*measured.speech, *_sounds(measured.conversation)])
    last = measured.speech[-1][1]
    lengths = (end - start for start, end in spans.gaps(sounding) if start >= answered and end <= last)
    return [length for length in lengths if length >= measured.rules.dead_air]


def _sounds(conversation: Conversation) -> list[Span]:
    """When something is heard that nobody says."""
    return [(span.start, span.end) for span in conversation.spans if span.kind != SpanKind.SILENCE]


def agent_talk_ratio(measured: Measured) -> float:
    """T_agent / (T_agent + T_customer)."""
    talk = measured.floor_with_roles.talk
    agent, customer = spans.total(talk[Role.AGENT]), spans.total(talk[Role.CUSTOMER])
    return 100 * agent / measured.enough(agent + customer, "speech")


def longest_monologue(measured: Measured, role: Role) -> float:
    """The other says less than 1 s in all meanwhile, and no silence reaches the length of dead air."""
    rules = measured.rules
    longest = start = end = 0.0
    interjected = rules.floor_taken
    for side, turn in measured.floor_with_roles.said:
        if side != role:
            interjected += turn.seconds
            continue
        if interjected >= rules.floor_taken or turn.start - end >= rules.dead_air:
            start = end = turn.start
        interjected, end = 0.0, max(end, turn.end)
        longest = max(longest, end - start)
    return longest


def run_count(measured: Measured) -> float:
    return len(measured.floor.runs)


def interactivity(measured: Measured) -> float:
    """(runs - 1) / (D / 60)."""
    runs = measured.floor.runs
    measured.enough(spans.total(measured.speech), "speech")
    return (len(runs) - 1) / (measured.duration / 60)


def patience(measured: Measured) -> float:
    return fmean(_response_gaps(measured))


def median_patience(measured: Measured) -> float:
    return median(_response_gaps(measured))


def _response_gaps(measured: Measured) -> list[float]:
    """max(0, start of the agent - end of the customer) for each hand-over to the agent without hold."""
    held = _held(measured.conversation)
    waits = [
        max(0.0, after.start - before.end)
        for before, after in pairwise(measured.floor_with_roles.runs)
        if after.side == Role.AGENT and not spans.shared(held, ((before.end, after.start),))
    ]
    if not waits:
        raise Unmeasurable(NO_ANSWER)
    return waits


def overtalk_share(measured: Measured) -> float:
    """O / D."""
    return 100 * spans.total(_overtalk(measured)) / measured.duration


def overtalk_events(measured: Measured) -> float:
    return sum(end - start >= measured.rules.overtalk_event for start, end in _overtalk(measured))


def _overtalk(measured: Measured) -> list[Span]:
    """Needs true channels: told apart in one channel, only one voice is heard at a time."""
    first, second = measured.floor.talk.values()
    _need_channels(measured)
    return spans.shared(first, second)


def _need_channels(measured: Measured) -> None:
    if measured.conversation.channels < 2:
        raise Unmeasurable(ONE_CHANNEL)


def interruption_count(measured: Measured, role: Role) -> float:
    """Interruptions by this side; see `interruptions`."""
    return sum(onset.side == role for onset in interruptions(_said_at_once(measured), measured.rules))


def backchannel_count(measured: Measured, role: Role) -> float:
    """Back-channels of this side; see `backchannels`."""
    return sum(onset.side == role for onset in backchannels(_said_at_once(measured), measured.rules))


def _said_at_once(measured: Measured) -> Said:
    """The turns of a call in which speech at once is heard and "mm-hm" can be told from a sentence."""
    said = measured.floor_with_roles.said
    _need_channels(measured)
    if code(measured.conversation.language) != "en":
        raise Unmeasurable(f"Words of listening are not known in {name(measured.conversation.language)}.")
    return said


def words_per_minute(measured: Measured, role: Role) -> float:
    """words / (utterance time / 60), utterance time being from the first to the last word of each turn."""
    if not separates_words(measured.conversation.language):
        raise Unmeasurable(f"Words are not counted in {name(measured.conversation.language)}.")
    turns = measured.floor_with_roles.turns_of(role)
    seconds = measured.enough(_utterance_time(turns, measured), f"speech by the {role}")
    return sum(len(words(turn.text)) for turn in turns) / (seconds / 60)


def _utterance_time(turns: Sequence[Turn], measured: Measured) -> float:
    spoken = spans.clipped(((turn.start, turn.end) for turn in turns), measured.conversation.duration)
    return spans.total(spans.merged(spoken))


def question_count(measured: Measured, role: Role) -> float:
    if measured.questions is None:
        raise Unmeasurable(f"Questions are not found in {name(measured.conversation.language)} yet.")
    said = {turn.index for turn in measured.floor_with_roles.turns_of(role)}
    return sum(question.evidence[0] in said for question in measured.questions)


def question_rate(measured: Measured, role: Role) -> float:
    """Questions / (T_side / 3600): of the time this side speaks, so that long calls compare with short."""
    count = question_count(measured, role)
    seconds = spans.total(measured.floor_with_roles.talk[role])
    return count / (measured.enough(seconds, f"speech by the {role}") / 3600)
