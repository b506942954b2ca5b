"""What goes into an analysis and what comes out, as frozen values.

`analytics.stages` builds a Conversation from a transcript's rows and stores the Report as
`analytics.models.Insight` and `Finding`, field by field.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from analytics.insight.rulebook import Scorecard, Tracker
from calls.speech.types import Span, Word

if TYPE_CHECKING:
    from analytics.insight.passages import Passage


class Role(StrEnum):
    """Who speaks. The values are those of `calls.models.Utterance.Role`."""

    AGENT = "agent"
    CUSTOMER = "customer"
    SYSTEM = "system"
    UNKNOWN = ""


class Kind(StrEnum):
    """What a finding is. The values are those of `analytics.models.Finding.Kind`."""

    SUMMARY = "summary"
    REASON = "reason"
    OUTCOME = "outcome"
    SATISFACTION = "satisfaction"
    ACTION = "action"
    QUESTION = "question"
    OPEN_QUESTION = "open_question"
    OBJECTION = "objection"
    TOPIC = "topic"
    KEYWORD = "keyword"
    ENTITY = "entity"
    RISK = "risk"
    TRACKER = "tracker"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance of the transcript. `index` is its place there, which is what evidence cites.

    Times are seconds from the start of the call's audio. `role` is a Role or "" when nobody knows.
    `speaker_confidence` is the probability that it is this speaker, None where nobody has judged.
    """

    index: int
    start: float
    end: float
    text: str
    role: str = Role.UNKNOWN
    speaker: str = ""
    words: tuple[Word, ...] = ()
    speaker_confidence: float | None = None

    @property
    def seconds(self) -> float:
        return max(0.0, self.end - self.start)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A whole call, turns in order of their index.

    `duration` is in seconds. `channels` is 2 when each person has one. `has_speakers` says that
    every turn is known to belong to one of the speakers. `spans` is what is no conversation.
    `started_at` is when the call began, in the time zone of the people who speak; `direction` is
    "inbound", "outbound", "internal", or "" where nobody knows.
    """

    turns: tuple[Turn, ...]
    duration: float
    channels: int = 1
    language: str = ""
    has_speakers: bool = False
    spans: tuple[Span, ...] = ()
    started_at: datetime | None = None
    direction: str = ""

    @property
    def spoken_by_people(self) -> tuple[Turn, ...]:
        """The turns without menus, announcements and other recorded voices."""
        return tuple(turn for turn in self.turns if turn.role != Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with the indexes of the turns it rests on: ascending, at least one.

    `score` compares findings of one kind in one call with each other; it has no unit. `details` is
    what this kind says beside its text, as JSON takes it: who, until when, how sure, of which rule.
    """

    kind: Kind
    text: str
    role: str
    score: float | None
    evidence: tuple[int, ...]
    details: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"a {self.kind} finding needs the turns it rests on as evidence")


@dataclass(frozen=True, slots=True)
class Metric:
    """A number, or the reason why there is none. A share has the unit "%" and runs from 0 to 100."""

    key: str
    label: str
    value: float | None
    unit: str
    why: str
    formula: str

    def __post_init__(self) -> None:
        if self.value is None and not self.why:
            raise ValueError(f"the metric {self.key} has no value and does not say why")


@dataclass(frozen=True, slots=True)
class Topic:
    """A category of calls that people made, with phrases as a caller would say them."""

    name: str
    examples: tuple[str, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds of an analysis, where each comes from stands where it is used; and people's topics."""

    same_speech_gap: float = 0.3  # seconds; shorter gaps are part of one stretch of speech
    dead_air: float = 3.0  # seconds
    doubtful_speech: float = 0.15  # share of the speech whose speaker may be in doubt
    long_dead_air: float = 10.0  # seconds
    overtalk_event: float = 1.0  # seconds
    interruption_overlap: float = 0.3  # seconds
    floor_taken: float = 1.0  # seconds; shorter speech leaves the floor with the other side
    enough_speech: float = 30.0  # seconds a rate needs to mean something
    keywords: int = 8
    summary_sentences: int = 5
    positive_from: float = 0.4
    negative_to: float = -0.2
    good_call_from: float = 0.1
    bad_call_to: float = -0.1
    topics: tuple[Topic, ...] = ()
    trackers: tuple[Tracker, ...] = ()
    scorecards: tuple[Scorecard, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Eight signs that differ where any rule does, so that a report tells which it was made with."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal data of a kind: characters `start` to `end` of the text of the turn of that index."""

    kind: str
    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that is known about one call. `sentiments` has one entry for each turn, None: not rated.

    `passages` is the conversation as a search finds it. `personal` is what was taken out before.
    """

    version: str
    language: str
    headline: str
    findings: tuple[Finding, ...]
    sentiments: tuple[float | None, ...]
    sentiment_score: float | None
    sentiment_label: str
    metrics: tuple[Metric, ...]
    notes: tuple[str, ...]
    passages: "tuple[Passage, ...]" = ()
    sentiment_course: str = ""
    personal: tuple[Personal, ...] = ()

    def of(self, kind: Kind) -> tuple[Finding, ...]:
        """The findings of a kind, in their order."""
        return tuple(finding for finding in self.findings if finding.kind == kind)
