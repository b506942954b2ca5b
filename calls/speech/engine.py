"""What a recogniser must do. Whisper is the one that ships; tests and other engines fit the seam."""

from pathlib import Path
from typing import Any, Protocol

from calls.speech.types import Hints, Speech


class Notes(Protocol):
    """Keeps the parts of a recording that have been heard, each a JSON value under its number."""

    def read(self, part: int) -> Any | None:
        """The part as it was written by the same engine and model; None when it was not."""

    def write(self, part: int, heard: Any) -> None: ...


class Engine(Protocol):
    @property
    def name(self) -> str:
        """Engine and version, for the transcript's provenance."""

    @property
    def model(self) -> str:
        """The model that heard it."""

    def transcribe(self, path: Path, hints: Hints, *, notes: Notes | None = None) -> Speech:
        """Hear one recording. NotAudio when it cannot be decoded.

        `notes` keeps what has been heard so far of a long one, so that a worker that is killed does
        not begin again. May be called by several threads at once: what they bring is decoded together.
        """
