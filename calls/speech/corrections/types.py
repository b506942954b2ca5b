"""Lines, what people wrote over them, and what became of it. Times are seconds on one clock, the call's."""

from dataclasses import dataclass
from enum import StrEnum

from calls.speech.types import Word


class State(StrEnum):
    """`PLACED`: put into the transcript. `HEARD`: the words are there without us."""

    PLACED = "placed"
    HEARD = "heard"
    UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class Line:
    """An utterance as it was heard."""

    start: float
    end: float
    speaker: str
    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wrote over the line between `start` and `end`; `heard` is what stood there."""

    start: float
    end: float
    heard: str
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a change, and the numbers of the lines it stands in."""

    state: State
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """The new words of each line (None: as heard), and what became of each change, in the order they came."""

    words: tuple[tuple[Word, ...] | None, ...]
    placed: tuple[Placed, ...]
