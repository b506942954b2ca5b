"""The shipped labels point into their calls, and what was heard is put beside what was said."""

import json
from pathlib import Path
from typing import Any

import pytest

from analytics.insight.tools import Tools
from audiapro.evaluation.labelled import ROLES, SHIPPED, recognised, truths, written

OUTCOMES = {"resolved", "follow_up", "unresolved", "voicemail", "wrong_number"}
SHIPPED_CALLS = [json.loads(path.read_text()) for path in sorted(SHIPPED.glob("*.json"))]


def test_there_are_as_many_calls_and_utterances_as_the_guideline_says() -> None:
    assert (len(SHIPPED_CALLS), sum(len(call["turns"]) for call in SHIPPED_CALLS)) == (30, 596)


@pytest.mark.parametrize("call", SHIPPED_CALLS, ids=lambda call: call["id"])
def test_a_label_points_at_turns_of_its_call(call: dict[str, Any]) -> None:
    labels, speakers = call["labels"], [turn["speaker"] for turn in call["turns"]]
    assert [turn["index"] for turn in call["turns"]] == list(range(len(speakers)))
    assert all(speakers[each["turn"]] == "customer" for each in labels["sentiment"])
    assert {each["sentiment"] for each in labels["sentiment"]} <= {-1, 0, 1}
    assert {turn for each in labels["action_items"] for turn in each["turns"]} <= set(range(len(speakers)))
    assert all(speakers[each["turn"]] == each["speaker"] for each in labels["questions"])
    assert {speakers[each["turn"]] for each in labels["objections"]} <= {"customer"}
    assert labels["outcome"] in OUTCOMES
    assert labels["escalation_risk"] in {"low", "medium", "high"}


@pytest.mark.parametrize("call", SHIPPED_CALLS, ids=lambda call: call["id"])
def test_turns_are_timed_in_order_and_spoken_by_somebody_known(call: dict[str, Any]) -> None:
    starts = [turn["start"] for turn in call["turns"]]
    assert starts == sorted(starts)
    assert all(turn["start"] < turn["end"] <= call["duration"] for turn in call["turns"])
    assert {turn["speaker"] for turn in call["turns"]} <= set(ROLES)


def test_what_is_marked_as_personal_stands_where_the_label_says() -> None:
    for call in SHIPPED_CALLS:
        for span in call["pii"]:
            said = call["turns"][span["turn"]]["text"]
            assert said[span["char_start"] : span["char_end"]] == span["text"]


def test_other_languages_than_english_are_left_out() -> None:
    assert len(truths(SHIPPED)) == 29


def test_a_written_call_is_its_own_place() -> None:
    call = written(SHIPPED, Tools())[-1]
    assert set(call.texts()) == {turn["index"] for turn in call.truth["turns"]}


def test_what_was_heard_belongs_to_the_turn_it_overlaps_most(tmp_path: Path) -> None:
    truth = next(call for call in SHIPPED_CALLS if call["id"] == "own06_hours_question")
    first, second = truth["turns"][:2]
    heard = [
        _segment(first["start"], first["end"] + 0.1, "Furnwood garden center.", "agent"),
        _segment(second["start"], second["start"] + 1, "Hi there,", "customer"),
        _segment(second["start"] + 1, second["end"], "are you open on the bank holiday?", "customer"),
        _segment(truth["duration"] + 5, truth["duration"] + 6, "Thank you.", "agent"),
    ]
    transcript = {"language": "en", "duration": 40, "channels": 1, "segments": heard, "spans": []}
    (tmp_path / f"{truth['id']}.json").write_text(json.dumps(transcript))
    [call] = recognised(SHIPPED, tmp_path, Tools())
    assert call.places == (0, 1, 1, None)
    assert call.texts()[1] == "Hi there, are you open on the bank holiday?"
    assert call.at([2, 3]) == {1}


def _segment(start: float, end: float, text: str, role: str) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text, "role": role}
