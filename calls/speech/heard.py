"""What is kept of a part of a recording that has been heard, as a value and as JSON."""

from dataclasses import asdict, astuple, dataclass
from typing import Any

from calls.speech.language import Sounds
from calls.speech.speakers.trace import Trace
from calls.speech.types import Word


@dataclass(frozen=True, slots=True)
class HeardPart:
    """Everything that the whole recording's transcript needs of the part that ends at second `end`.

    `words` are those of each channel; `trace` is there where one channel holds everybody.
    """

    end: float
    words: tuple[tuple[Word, ...], ...]
    sounds: tuple[Sounds, ...]
    trace: Trace | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "end": self.end,
            "words": [[astuple(word) for word in channel] for channel in self.words],
            "sounds": [asdict(window) for window in self.sounds],
            "trace": self.trace.to_json() if self.trace else None,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "HeardPart":
        return cls(
            end=kept["end"],
            words=tuple(tuple(Word(*word) for word in channel) for channel in kept["words"]),
            sounds=tuple(Sounds(**window) for window in kept["sounds"]),
            trace=Trace.from_json(kept["trace"]) if kept["trace"] else None,
        )
