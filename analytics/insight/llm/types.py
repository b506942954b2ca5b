"""What goes to and comes from a language model, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Message = Mapping[str, str]
"""{"role": "system" or "user", "content": …}, as the chat completions API takes it."""
Format = Mapping[str, Any]
"""The `response_format` of the chat completions API."""


class Slot(StrEnum):
    """What a sentence of a summary tells, in the order in which people read it."""

    REASON = "reason"
    FACT = "fact"
    OUTCOME = "outcome"
    NEXT_STEP = "next_step"


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence as a model wrote it: `evidence` is the ids it cites, `quote` words it says to copy."""

    slot: Slot
    text: str
    evidence: tuple[int, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A claim that held: `evidence` has the indexes of turns that were sent, ascending, at least one."""

    slot: Slot
    text: str
    evidence: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a sentence of a summary needs the turns it rests on as evidence")


@dataclass(frozen=True, slots=True)
class Reply:
    """An endpoint's answer. `is_cut` says that it stopped because it was too long; tokens are 0 if not
    told."""

    text: str
    is_cut: bool = False
    prompt_tokens: int = 0
    completion_tokens: int = 0
