"""Against calls whose truth is known to 20 ms. The calls are not part of the project: set EVAL_DIR."""

import json
from pathlib import Path
from typing import Any

import pytest

from analytics.insight.interruptions import interruptions
from analytics.insight.questions import questions
from analytics.insight.report import analyse
from analytics.insight.sentiment import sentiments
from analytics.insight.types import Conversation, Rules, Turn
from calls.speech.types import Span, SpanKind
from tests.analytics.insight.build import by_key

Truth = dict[str, Any]
# Gaps below 0.3 s inside one side's speech count as speech with us and as silence in the truth.
TALK_TOLERANCE = 0.3


@pytest.fixture(scope="module")
def calls(eval_dir: Path) -> list[tuple[Truth, Conversation]]:
    truths = [json.loads(path.read_text()) for path in sorted((eval_dir / "synthetic").glob("*.json"))]
    if not truths:
        pytest.skip("EVAL_DIR has no synthetic calls")
    return [(truth, _conversation(truth)) for truth in truths]


def _conversation(truth: Truth) -> Conversation:
    turns = tuple(_turn(turn) for turn in truth["turns"])
    spans = tuple(
        Span(SpanKind.HOLD, event["start"], event["end"])
        for event in truth["events"]
        if event["kind"] == "hold"
    )
    return Conversation(turns, truth["duration"], 2, truth["language"], has_speakers=True, spans=spans)


def _turn(spoken: Truth) -> Turn:
    role = {"agent2": "agent"}.get(spoken["speaker"], spoken["speaker"])
    return Turn(spoken["index"], spoken["start"], spoken["end"], spoken["text"], role, role)


def test_talk_and_overtalk_are_those_of_the_timeline(calls: list[tuple[Truth, Conversation]]) -> None:
    for truth, call in calls:
        talk = truth["talk_seconds"]
        agent, customer = talk["agent"] + talk["agent2"], talk["customer"]
        measured = by_key(analyse(call).metrics)
        if not agent:
            assert measured["agent_talk_ratio"].value is None
            continue
        both = sum(overlap["end"] - overlap["start"] for overlap in truth["overlaps"])
        assert measured["agent_talk_ratio"].value == pytest.approx(
            100 * agent / (agent + customer), abs=TALK_TOLERANCE
        )
        assert measured["overtalk_share"].value == pytest.approx(
            100 * both / truth["duration"], abs=TALK_TOLERANCE
        )


def test_dead_air_is_that_of_the_timeline(calls: list[tuple[Truth, Conversation]]) -> None:
    for truth, call in calls:
        quiet = [e["end"] - e["start"] for e in truth["events"] if e["kind"] == "dead_air"]
        measured = by_key(analyse(call).metrics)
        assert measured["dead_air_count"].value == len(quiet), truth["id"]
        assert measured["dead_air_longest"].value == pytest.approx(max(quiet, default=0), abs=1.0)


def test_questions_that_are_no_formulas_are_found(calls: list[tuple[Truth, Conversation]]) -> None:
    """Precision and recall by turn. The truth counts formulas ("How can I help you?"), we do not."""
    found = wanted = right = 0
    for truth, call in calls:
        ours = {question.evidence[0] for question in questions(call) or ()}
        theirs = {question["turn"] for question in truth["labels"]["questions"]}
        found, wanted, right = found + len(ours), wanted + len(theirs), right + len(ours & theirs)
    assert right / found >= 0.95
    assert right / wanted >= 0.75


def test_sentiment_beats_the_majority_by_far(calls: list[tuple[Truth, Conversation]]) -> None:
    """Macro-F1 over the customer's turns, three classes; always saying "neutral" gives 0.27."""
    pairs = [
        (label["sentiment"], _sign(rated[label["turn"]]))
        for truth, call in calls
        if truth["language"] == "en"
        for rated in [sentiments(call, Rules())]
        for label in truth["labels"]["sentiment"]
    ]
    assert len(pairs) > 100
    assert _macro_f1(pairs) >= 0.58


def _sign(score: float | None) -> int:
    felt = score or 0.0
    return (felt > 0) - (felt < 0)


def _macro_f1(pairs: list[tuple[int, int]]) -> float:
    scores = []
    for kind in (-1, 0, 1):
        right = sum(label == guess == kind for label, guess in pairs)
        wrong = sum((label == kind) != (guess == kind) for label, guess in pairs)
        scores.append(2 * right / (2 * right + wrong))
    return sum(scores) / len(scores)


def test_interruptions_are_those_of_the_timeline(calls: list[tuple[Truth, Conversation]]) -> None:
    """F1 over all turns. A clip shorter than 1 s that is talked over counts there and not with us."""
    found = wanted = right = 0
    for truth, call in calls:
        said = [(turn.role, turn) for turn in call.spoken_by_people]
        ours = {onset.turn.index for onset in interruptions(said, Rules())}
        theirs = {turn["index"] for turn in truth["turns"] if turn["interruption"]}
        found, wanted, right = found + len(ours), wanted + len(theirs), right + len(ours & theirs)
    assert 2 * right / (found + wanted) >= 0.95
