"""Topics by their keywords, and names: how many of the labels' are found."""

import re
from collections import Counter
from collections.abc import Sequence

from analytics.insight.english import FUNCTION_WORDS
from analytics.insight.text import words
from analytics.insight.types import Kind
from audiapro.evaluation.figure import Figure, compare
from audiapro.evaluation.labelled import Labelled
from audiapro.evaluation.scores import Found, recall

CAPITALISED = re.compile(r"\b[A-Z]\w+(?: [A-Z]\w+)+")


def topics(calls: Sequence[Labelled], source: str) -> Figure:
    """The share of the author's topics of which a word is among the keywords."""
    return compare(
        "topics",
        "named by a keyword",
        source=source,
        score=recall,
        ours=[_named(call, _keywords(call)) for call in calls],
        baseline=("as many frequent words", [_named(call, _frequent(call)) for call in calls]),
    )


def _named(call: Labelled, found: set[str]) -> list[Found]:
    return [(True, bool(found & set(words(topic)))) for topic in call.labels["topics"]]


def _keywords(call: Labelled) -> set[str]:
    return {word for keyword in call.report.of(Kind.KEYWORD) for word in words(keyword.text)}


def _frequent(call: Labelled) -> set[str]:
    said = Counter(word for turn in call.conversation.turns for word in words(turn.text))
    content = [word for word, _ in said.most_common() if word not in FUNCTION_WORDS and len(word) > 3]
    return set(content[: len(_keywords(call))])


def names(calls: Sequence[Labelled], source: str) -> Figure:
    """The share of people's full names that an entity holds, in a turn that it cites."""
    is_known = any(call.report.of(Kind.ENTITY) for call in calls)
    return compare(
        "names",
        "recall",
        source=source,
        score=recall,
        ours=[_recalled(call, _entities(call)) for call in calls] if is_known else None,
        baseline=("two capitals", [_recalled(call, _capitals(call)) for call in calls]),
    )


def _recalled(call: Labelled, found: set[tuple[int, str]]) -> list[Found]:
    names = [span for span in call.truth["pii"] if span["kind"] == "name"]
    return [
        (True, any(turn == name["turn"] and name["text"].lower() in text for turn, text in found))
        for name in names
    ]


def _entities(call: Labelled) -> set[tuple[int, str]]:
    entities = call.report.of(Kind.ENTITY)
    return {(turn, each.text.lower()) for each in entities for turn in call.at(each.evidence)}


def _capitals(call: Labelled) -> set[tuple[int, str]]:
    return {(turn, name.lower()) for turn, text in call.texts().items() for name in CAPITALISED.findall(text)}
