"""A conversation in passages: a few neighbouring turns each, which is what a search finds and ranks.

Pure. `report.analyse` calls `passages` on the turns it worked on, so what was redacted there is not
searchable either; `analytics.indexing` keeps them as rows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.insight.tools import Embedder
from analytics.insight.types import Conversation, Turn

MOST_TURNS = 4
MOST_WORDS = 60
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Turns in order, each with its text on one line; a turn longer than a passage has one to itself.

    `embedding` is the direction of the passage's meaning, float16 in little-endian bytes, or None where
    no model was at hand.
    """

    turns: tuple[Turn, ...]
    embedding: bytes | None = None

    @property
    def text(self) -> str:
        return " ".join(turn.text for turn in self.turns)


def passages(conversation: Conversation, *, embedder: Embedder | None = None) -> tuple[Passage, ...]:
    """Every turn with a word in it lies in exactly one passage."""
    cut = [Passage(turns) for turns in _cut(conversation.turns)]
    if embedder is None or not cut:
        return tuple(cut)
    meanings = embedder.embed([passage.text for passage in cut])
    return tuple(
        Passage(passage.turns, packed(meaning)) for passage, meaning in zip(cut, meanings, strict=True)
    )


def packed(meaning: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> bytes:
    """Half precision: half the bytes, and 0.001 of a cosine is no difference between two passages."""
    return meaning.astype("<f2").tobytes()


def tokens(text: str) -> list[str]:
    """The words that an index knows: runs of letters and digits in lower case ("don't": "don", "t")."""
    return WORD.findall(text.lower())


def _cut(turns: Sequence[Turn]) -> Iterator[tuple[Turn, ...]]:
    held: list[Turn] = []
    words = 0
    for turn in turns:
        length = len(tokens(turn.text))
        if not length:
            continue
        if held and (len(held) == MOST_TURNS or words + length > MOST_WORDS):
            yield tuple(held)
            held, words = [], 0
        held.append(turn)
        words += length
    if held:
        yield tuple(held)
