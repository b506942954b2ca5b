"""Where an engine keeps what it has heard so far of a long recording: rows, gone with the transcript."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from calls.models import Call, HeardPart, Recording
from calls.speech.engine import Engine
from calls.speech.heard import FORMAT
from calls.speech.parts import LONG
from calls.speech.types import Hints


@dataclass(frozen=True, slots=True)
class RecordingNotes:
    """The engine's notes on one recording; see calls.speech.engine.Notes."""

    recording: Recording
    made_by: str

    def read(self, part: int) -> Any | None:
        kept = self.recording.heard_parts.filter(number=part, made_by=self.made_by).first()
        return kept.heard if kept else None

    def write(self, part: int, heard: Any) -> None:
        self.recording.heard_parts.update_or_create(
            number=part, defaults={"made_by": self.made_by, "heard": heard}
        )


def notes_on(recording: Recording, engine: Engine, hints: Hints) -> RecordingNotes | None:
    """Where to keep the parts of a long recording; None for one that is heard in one go."""
    if recording.duration <= LONG:
        return None
    # Another vocabulary is no reason to begin again: colleagues' names come and go by the minute.
    told = replace(hints, vocabulary=())
    made_by = repr((FORMAT, engine.name, engine.model, recording.sha256, told))
    return RecordingNotes(recording, sha256(made_by.encode()).hexdigest())


def forget(call: Call) -> None:
    """The call's transcript is written: its parts are not needed any more."""
    HeardPart.objects.filter(recording__call=call).delete()
