"""Whether people's trackers apply to a call, and where. Called by `report.analyse` and by "Try it".

A tracker is looked for in the turns that count for it: of its speaker, in its stretch of the call. What
cannot be told (nobody knows who speaks; no model of meaning) is not found and not absent either.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from analytics.insight import language
from analytics.insight.phrases import Hit, Index
from analytics.insight.questions import questions
from analytics.insight.rulebook import Asked, Tracker, Where
from analytics.insight.text import sentences, words
from analytics.insight.tools import Embedder, Tools
from analytics.insight.types import Conversation, Finding, Kind, Role, Turn

EVIDENCE = 20  # turns of a finding; its count is of all
SHORTEST = 3  # words; less has no meaning to compare
NO_SPEAKER = "Nobody knows who speaks in this recording."
NO_MODEL = "The model of meaning is not installed."
OTHER_LANGUAGE = "Meaning can be compared in English only."
NOTHING_SAID = "Nothing that counts here was said."


@dataclass(frozen=True, slots=True)
class Look:
    """What was found of a tracker: `heard` are the turns of the hits, by index.

    `stretch` holds the first and last turn looked at, by index. `why` says why it cannot be told whether
    the tracker applies; then there are no hits.
    """

    tracker: Tracker
    hits: tuple[Hit, ...] = ()
    heard: tuple[int, ...] = ()
    stretch: tuple[int, ...] = ()
    why: str = ""

    @property
    def applies(self) -> bool:
        return not self.why and bool(self.hits) != self.tracker.is_absence


class Listener:
    """One call, listened to for any number of trackers."""

    def __init__(self, conversation: Conversation, tools: Tools) -> None:
        self.conversation = conversation
        self._tools = tools

    def look(self, tracker: Tracker) -> Look:
        counted = {place for place, turn in enumerate(self.conversation.turns) if self._counts(turn, tracker)}
        stretch = self._ends(counted)
        if why := self._unknown(tracker, counted):
            return Look(tracker, stretch=stretch, why=why)
        found = [hit for hit in self._hits(tracker, counted) if self._is_asked_as(tracker, hit)]
        hits = tuple(sorted(_without_repetition(found), key=lambda hit: hit.turns))
        if tracker.examples and not hits and (why := self._deaf_to_meaning()):
            return Look(tracker, stretch=stretch, why=why)
        heard = {self.conversation.turns[place].index for hit in hits for place in hit.turns}
        return Look(tracker, hits, tuple(sorted(heard)), stretch)

    def finding(self, look: Look) -> Finding | None:
        """None where the tracker does not apply. The evidence of an absence is the ends of its stretch."""
        if not look.applies:
            return None
        roles = {self.conversation.turns[place].role for hit in look.hits for place in hit.turns}
        details = {
            "tracker": look.tracker.id,
            "count": len(look.hits),
            "is_absence": look.tracker.is_absence,
            "phrases": list(dict.fromkeys(hit.said for hit in look.hits))[:5],
        }
        evidence = look.heard[:EVIDENCE] or look.stretch
        role = roles.pop() if len(roles) == 1 else ""
        return Finding(Kind.TRACKER, look.tracker.name, role, float(len(look.hits)), evidence, details)

    def _ends(self, counted: set[int]) -> tuple[int, ...]:
        if not counted:
            return ()
        ends = {min(counted), max(counted)}
        return tuple(self.conversation.turns[place].index for place in sorted(ends))

    def _unknown(self, tracker: Tracker, counted: set[int]) -> str:
        turns = self.conversation.turns
        if tracker.said_by and turns and not any(turn.role == tracker.said_by for turn in turns):
            return NO_SPEAKER if any(turn.role == Role.UNKNOWN for turn in turns) else NOTHING_SAID
        return "" if counted else NOTHING_SAID

    def _deaf_to_meaning(self) -> str:
        if language.code(self.conversation.language) != "en":
            return OTHER_LANGUAGE
        return "" if self._tools.embedder else NO_MODEL

    def _counts(self, turn: Turn, tracker: Tracker) -> bool:
        if tracker.said_by and turn.role != tracker.said_by:
            return False
        match tracker.where:
            case Where.FIRST:
                return turn.start < self._talk[0] + tracker.seconds
            case Where.LAST:
                return turn.end > self._talk[1] - tracker.seconds
        return True

    @cached_property
    def _talk(self) -> tuple[float, float]:
        """When people begin and stop to talk: a menu or ringing before is not the first minute."""
        turns = self.conversation.spoken_by_people or self.conversation.turns
        return min(turn.start for turn in turns), max(turn.end for turn in turns)

    def _hits(self, tracker: Tracker, counted: set[int]) -> Iterator[Hit]:
        for phrase in tracker.phrases:
            yield from (hit for hit in self._index.find(phrase) if counted.issuperset(hit.turns))
        if tracker.examples and not self._deaf_to_meaning() and self._tools.embedder:
            yield from self._alike(tracker, counted, self._tools.embedder)

    @cached_property
    def _index(self) -> Index:
        return Index(self.conversation, self._tools)

    def _alike(self, tracker: Tracker, counted: set[int], embedder: Embedder) -> Iterator[Hit]:
        telling = [(place, text) for place, text in self._sentences if place in counted]
        if not telling:
            return
        rows = _directions(embedder, tuple(text for _, text in telling))
        likeness = rows @ _directions(embedder, tracker.examples).T
        for place in np.flatnonzero(likeness.max(axis=1) >= tracker.threshold):
            turn, text = telling[place]
            yield Hit(tracker.examples[int(likeness[place].argmax())], text, (turn,))

    @cached_property
    def _sentences(self) -> list[tuple[int, str]]:
        return [
            (place, sentence)
            for place, turn in enumerate(self.conversation.turns)
            for sentence in sentences(turn.text)
            if len(words(sentence)) >= SHORTEST
        ]

    def _is_asked_as(self, tracker: Tracker, hit: Hit) -> bool:
        if not tracker.asked:
            return True
        return self._is_question(hit) == (tracker.asked == Asked.QUESTION)

    def _is_question(self, hit: Hit) -> bool:
        """Whether the words, or their end where they run over two utterances, are part of a question."""
        place = hit.turns[-1]
        said = words(hit.said)
        tail = said if len(hit.turns) == 1 else said[-1:]
        asked = self._asked.get(self.conversation.turns[place].index, ())
        return any(_holds(sentence, tail) for sentence in asked)

    @cached_property
    def _asked(self) -> dict[int, list[str]]:
        """By index of turn: sentences with a question mark, formulas too, and what opens as a question."""
        asked: dict[int, list[str]] = {}
        for turn in self.conversation.turns:
            asked[turn.index] = [text for text in sentences(turn.text) if text.endswith("?")]
        for finding in questions(self.conversation) or ():
            asked[finding.evidence[0]].append(finding.text)
        return asked


def findings(listener: Listener, looks: Sequence[Look]) -> tuple[Finding, ...]:
    """One for each tracker that applies."""
    found = (listener.finding(look) for look in looks)
    return tuple(finding for finding in found if finding)


def _holds(sentence: str, said: Sequence[str]) -> bool:
    return f" {' '.join(said)} " in f" {' '.join(words(sentence))} "


def _without_repetition(hits: Sequence[Hit]) -> Iterator[Hit]:
    """What several phrases of a tracker find in the same words, or by meaning in one turn, counts once."""
    end, turns = 0, set[tuple[int, ...]]()
    for hit in sorted(hits, key=lambda hit: (hit.begin == hit.end, hit.begin, -hit.end)):
        by_meaning = hit.begin == hit.end
        if (hit.turns in turns) if by_meaning else (hit.begin < end):
            continue
        end = max(end, hit.end)
        turns.add(hit.turns)
        yield hit


@lru_cache(maxsize=256)
def _directions(embedder: Embedder, texts: tuple[str, ...]) -> NDArray[np.float32]:
    """Examples change rarely, and several trackers look at the same call."""
    return embedder.embed(texts)
