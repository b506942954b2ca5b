"""What a call is about, out of the categories that people made with a few example phrases each.

A turn is as near to a topic as the mean of two likenesses says: to the middle of its examples (a prototype,
Snell et al., 2017; https://arxiv.org/abs/1703.05175) and to the nearest of them. On banking77, questions of
77 kinds, 10 examples each put 84 % right so, either likeness alone 81 to 82 %. Half the mean likeness to the
starter topics is taken off, because some turns are near everything; what is nearer to the routine of any
call than to the topic does not count. A call is as near to a topic as its nearest turn.

Without the model of meaning, or in a language it was not made for, words shared with an example decide.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analytics.insight import language
from analytics.insight.english import STOP_WORDS
from analytics.insight.starter_topics import ROUTINE, STARTER
from analytics.insight.stems import stem
from analytics.insight.text import words
from analytics.insight.tools import Embedder
from analytics.insight.types import Conversation, Finding, Kind, Role, Topic, Turn

MOST = 3  # topics of a call
EVIDENCE = 5  # turns of a topic
SHORTEST = 4  # words; less is an answer, which means nothing by itself
AGENT = 0.02  # an agent asks by routine and customers have reasons, so the agent's turns must be nearer
# The likeness from which a topic is named, the one at which it is as probable as not, and how quickly it
# becomes surer: fitted on 32 calls, see docs/decisions.md.
LEAST = 0.36
EVEN = 0.41
STEEP = 11.0
NEARLY = 0.08  # turns that are so much less near than the nearest still support the topic
SAME_WORDS = 0.6  # share of an example's words that is enough where only words are compared

WITHOUT_MODEL = (
    "Topics were told by shared words only, because the model of meaning is not installed. An admin can "
    "run `manage.py models --ensure meaning`."
)

Matrix = NDArray[np.float32]


def topics(
    conversation: Conversation, known: Sequence[Topic], embedder: Embedder | None
) -> tuple[Finding, ...]:
    """At most three findings, the surest first; none for a call about something else.

    `score` is the likeness, details {"probability"} what it means, where meaning decided.
    """
    spoken = language.code(conversation.language)
    known = [topic for topic in known if language.code(topic.language) == spoken]
    turns = [turn for turn in conversation.spoken_by_people if _tells_something(turn)]
    if not known or not turns:
        return ()
    by_meaning = embedder if knows(conversation) else None
    near = _by_meaning(turns, known, by_meaning) if by_meaning else _by_words(turns, known)
    near -= np.array([[AGENT * (turn.role == Role.AGENT)] for turn in turns], np.float32)
    sure = [place for place in range(len(known)) if near[:, place].max() >= LEAST]
    found = [_finding(known[place], turns, near[:, place]) for place in sure]
    found = sorted(found, key=lambda finding: -(finding.score or 0))[:MOST]
    return tuple(_with_probability(finding) if by_meaning else finding for finding in found)


def knows(conversation: Conversation) -> bool:
    """Whether the model of meaning was made for the language of the call."""
    return language.code(conversation.language) == "en"


def _tells_something(turn: Turn) -> bool:
    return len(words(turn.text)) >= SHORTEST


def _finding(topic: Topic, turns: Sequence[Turn], near: Matrix) -> Finding:
    best = float(near.max())
    nearest = [place for place in np.argsort(-near, kind="stable") if near[place] >= best - NEARLY]
    evidence = sorted(turns[place].index for place in nearest[:EVIDENCE])
    return Finding(Kind.TOPIC, topic.name, "", round(best, 3), tuple(evidence))


def _with_probability(finding: Finding) -> Finding:
    sure = 1 / (1 + math.exp(-STEEP * ((finding.score or 0) - EVEN)))
    return replace(finding, details={"probability": round(sure, 2)})


def _by_meaning(turns: Sequence[Turn], known: Sequence[Topic], embedder: Embedder) -> Matrix:
    """How near each turn is to each topic, (turns, topics)."""
    rows = embedder.embed([turn.text for turn in turns])
    anything = _likenesses(rows, list(STARTER.values()), embedder).mean(axis=1, keepdims=True)
    near = _likenesses(rows, [topic.examples for topic in known], embedder) - anything / 2
    telling: Matrix = np.where(near >= _likenesses(rows, [ROUTINE], embedder), near, np.float32(0))
    return telling


def _likenesses(rows: Matrix, kinds: Sequence[tuple[str, ...]], embedder: Embedder) -> Matrix:
    return np.stack([_likeness(rows, _directions(embedder, examples)) for examples in kinds], axis=1)


@lru_cache(maxsize=1024)
def _directions(embedder: Embedder, examples: tuple[str, ...]) -> Matrix:
    """Examples change rarely, and calls come all day."""
    return embedder.embed(examples)


def _likeness(rows: Matrix, examples: Matrix) -> Matrix:
    middle = examples.mean(axis=0)
    middle /= np.sqrt(middle @ middle)
    mean: Matrix = ((rows @ middle) + (rows @ examples.T).max(axis=1)) / 2
    return mean


def _by_words(turns: Sequence[Turn], known: Sequence[Topic]) -> Matrix:
    """The largest share of an example's telling words that a turn has, with SAME_WORDS put at LEAST."""
    heard = [_telling(turn.text) for turn in turns]
    shares = [[_share(said, topic) for topic in known] for said in heard]
    return np.array(shares, np.float32) * np.float32(LEAST / SAME_WORDS)


def _share(heard: frozenset[str], topic: Topic) -> float:
    examples = [_telling(example) for example in topic.examples]
    return max((len(heard & example) / len(example) for example in examples if len(example) > 1), default=0.0)


@lru_cache(maxsize=4096)
def _telling(text: str) -> frozenset[str]:
    """The words that name something, without the endings of English plurals and verbs."""
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS and len(word) > 2)
