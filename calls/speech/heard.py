"""What is kept of a part of a recording that has been heard, as a value and as JSON."""

from dataclasses import asdict, astuple, dataclass
from typing import Any

from calls.speech.language import WindowLanguage
from calls.speech.quality import Outline
from calls.speech.spans.sounds import Sounds
from calls.speech.speakers.trace import Trace
from calls.speech.types import Word

FORMAT = 2
"""Of the JSON. What an older version kept is not read, but heard again."""


@dataclass(frozen=True, slots=True)
class HeardPart:
    """Everything that the whole recording's transcript needs of the part from second `start` to `end`.

    `words` are those of each channel; `trace` is there where one channel holds everybody.
    """

    start: float
    end: float
    words: tuple[tuple[Word, ...], ...]
    languages: tuple[WindowLanguage, ...]
    sounds: Sounds
    outline: Outline
    trace: Trace | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "words": [[astuple(word) for word in channel] for channel in self.words],
            "languages": [asdict(window) for window in self.languages],
            "sounds": self.sounds.to_json(),
            "outline": self.outline.to_json(),
            "trace": self.trace.to_json() if self.trace else None,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "HeardPart":
        return cls(
            start=kept["start"],
            end=kept["end"],
            words=tuple(tuple(Word(*word) for word in channel) for channel in kept["words"]),
            languages=tuple(WindowLanguage(**window) for window in kept["languages"]),
            sounds=Sounds.from_json(kept["sounds"]),
            outline=Outline.from_json(kept["outline"]),
            trace=Trace.from_json(kept["trace"]) if kept["trace"] else None,
        )
