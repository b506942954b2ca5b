"""What has been heard of a long recording is kept until its transcript is written."""

from pathlib import Path

import pytest

from calls.models import Call, HeardPart, Recording
from calls.notes import forget, notes_on
from calls.speech.engine import Notes
from calls.speech.types import Hints, Speech

pytestmark = pytest.mark.django_db


class Engine:
    name, model = "engine 1.0", "base"

    def transcribe(self, path: Path, hints: Hints, *, notes: Notes | None = None) -> Speech:
        raise NotImplementedError


def a_recording(call: Call, *, seconds: float = 7200.0) -> Recording:
    return Recording.objects.create(call=call, name="a.wav", duration=seconds, sha256="1" * 64)


def test_a_part_is_read_as_it_was_written(call: Call) -> None:
    recording = a_recording(call)
    notes = notes_on(recording, Engine(), Hints())
    assert notes is not None
    notes.write(1, {"words": [[0.5, 1.0, " Hello"]]})
    again = notes_on(recording, Engine(), Hints())
    assert again is not None
    assert again.read(1) == {"words": [[0.5, 1.0, " Hello"]]}
    assert again.read(0) is None


def test_a_part_written_twice_is_there_once(call: Call) -> None:
    notes = notes_on(a_recording(call), Engine(), Hints())
    assert notes is not None
    notes.write(0, {"words": 1})
    notes.write(0, {"words": 2})
    assert notes.read(0) == {"words": 2}
    assert HeardPart.objects.count() == 1


@pytest.mark.parametrize("change", ["model", "hints", "file"])
def test_what_another_model_heard_is_not_taken_over(call: Call, change: str) -> None:
    recording, engine, hints = a_recording(call), Engine(), Hints()
    notes = notes_on(recording, engine, hints)
    assert notes is not None
    notes.write(0, {"words": []})
    if change == "model":
        engine.model = "tiny.en"
    elif change == "hints":
        hints = Hints(language="es")
    else:
        recording.sha256 = "2" * 64
    other = notes_on(recording, engine, hints)
    assert other is not None
    assert other.read(0) is None


def test_a_short_recording_needs_no_notes(call: Call) -> None:
    assert notes_on(a_recording(call, seconds=599.0), Engine(), Hints()) is None


def test_notes_go_when_the_transcript_is_written(call: Call) -> None:
    notes = notes_on(a_recording(call), Engine(), Hints())
    assert notes is not None
    notes.write(0, {})
    forget(call)
    assert not HeardPart.objects.exists()


def test_another_vocabulary_is_no_reason_to_begin_again(call: Call) -> None:
    recording = a_recording(call)
    notes = notes_on(recording, Engine(), Hints())
    assert notes is not None
    notes.write(0, {"words": []})
    other = notes_on(recording, Engine(), Hints(vocabulary=("Quillnet",)))
    assert other is not None
    assert other.read(0) == {"words": []}
