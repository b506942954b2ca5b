"""What a recogniser must do. Whisper is the one that ships; tests and other engines fit the seam."""

from pathlib import Path
from typing import Protocol

from calls.speech.types import Speech


class Engine(Protocol):
    @property
    def name(self) -> str:
        """Engine and version, for the transcript's provenance."""

    @property
    def model(self) -> str:
        """The model that heard it."""

    def transcribe(self, path: Path, *, language: str = "", agent_channel: int = 0) -> Speech:
        """Hear one recording. `language` empty: detect. NotAudio when it cannot be decoded."""
