"""`manage.py analyse_file`: any list of turns in, insights with evidence out."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

LINES = [
    {"speaker": "agent", "start": 0, "end": 3, "text": "Hello, how can I help you?"},
    {"speaker": "customer", "start": 3, "end": 8, "text": "I'm calling about my broken washing machine."},
    {"speaker": "agent", "start": 8, "end": 12, "text": "I'll send a mechanic tomorrow."},
    {"speaker": "customer", "start": 12, "end": 14, "text": "Perfect, thank you so much."},
]


def analysed(path: Path, what: object, *options: str) -> dict[str, object]:
    path.write_text(json.dumps(what))
    out = StringIO()
    call_command("analyse_file", str(path), "--json", *options, stdout=out)
    whole: dict[str, object] = json.loads(out.getvalue())
    return whole


def test_every_insight_names_the_lines_it_rests_on(tmp_path: Path) -> None:
    found = analysed(tmp_path / "call.json", LINES, "--started-at", "2026-05-12T09:00")
    assert found["reason"]["evidence"] == [1]  # type: ignore[index]
    assert found["outcome"]["label"] == "resolved"  # type: ignore[index]
    (action,) = found["action_items"]  # type: ignore[misc]
    assert (action["owner"], action["due"], action["evidence"]) == ("agent", "2026-05-13", [2])
    for key in ("summary", "questions", "topics", "entities", "risks", "keywords"):
        assert all(0 <= index < 4 for one in found[key] for index in one["evidence"])  # type: ignore[attr-defined]


def test_objections_open_questions_and_satisfaction_are_said_with_their_lines(tmp_path: Path) -> None:
    talk = [
        ("agent", "Fenwick Floors, good morning."),
        ("customer", "Hi, I'm calling about the quote for my hallway."),
        ("agent", "It comes to nine hundred with the underlay."),
        ("customer", "That's over our budget. Does the price include the old carpet?"),
        ("agent", "I'm not sure about that, I'd have to ask the fitters."),
        ("customer", "I'm not happy with that. We'll go to another company."),
    ]
    found = analysed(tmp_path / "call.json", [{"speaker": who, "text": text} for who, text in talk])
    objected = [(one["kind"], one["evidence"]) for one in found["objections"]]  # type: ignore[attr-defined]
    assert objected == [("price", [3]), ("competitor", [5])]
    (open_question,) = found["open_questions"]  # type: ignore[misc]
    assert (open_question["why"], open_question["evidence"]) == ("put_off", [3, 4])
    assert found["satisfaction"]["label"] == "dissatisfied"  # type: ignore[index]
    assert 5 in found["satisfaction"]["evidence"]  # type: ignore[index]


def test_satisfaction_that_nobody_can_tell_is_unknown_and_says_so(tmp_path: Path) -> None:
    found = analysed(tmp_path / "call.json", [{"speaker": "agent", "text": "Hello?"}])["satisfaction"]
    assert found["label"] == "unknown"  # type: ignore[index]
    assert found["text"]  # type: ignore[index]


def test_an_object_around_the_list_and_an_empty_list_are_read(tmp_path: Path) -> None:
    assert analysed(tmp_path / "call.json", {"turns": LINES})["reason"] is not None
    assert analysed(tmp_path / "call.json", [])["outcome"] is None


@pytest.mark.parametrize(
    ("what", "why"),
    [({"a": 1}, "no list"), ([1], "Line 0"), ([{"text": "x", "start": "y"}], "times of line 0")],
)
def test_what_is_no_transcript_is_refused_in_words(tmp_path: Path, what: object, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        analysed(tmp_path / "call.json", what)
