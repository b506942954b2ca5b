"""What is shown of a passage: the lines that hold the words found, with these marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analytics.models import Passage
from analytics.queries.search.query import Term
from calls.speech.exports.names import ROLES

LONGEST = 220  # characters of a snippet
BEFORE = 60  # of these, at most so many before the first word found
COLUMNS = {"agent": "agent", "customer": "customer"}


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Line:
    index: int
    start: float
    role: str
    text: str

    @property
    def speaker(self) -> str:
        return ROLES.get(self.role, "")


def lines(passage: Passage) -> list[Line]:
    """The passage's lines in the order in which they were said."""
    texts = {name: iter(getattr(passage, name).split("\n")) for name in ("agent", "customer", "others")}
    return [
        Line(index, start, role, next(texts[COLUMNS.get(role, "others")], ""))
        for index, start, role in passage.layout
    ]


def pattern(terms: Iterable[Term]) -> re.Pattern[str] | None:
    """Finds the terms as whole words in any case, the longest first; None without terms."""
    sought = sorted({_sought(term) for term in terms}, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(sought)})", re.IGNORECASE) if sought else None


def telling_lines(said: Sequence[Line], sought: re.Pattern[str] | None) -> list[Line]:
    """The line with most different words found, and in order with it the one that adds most to them.

    Where none was found the passage means what was asked: its longest line says most of that.
    """
    found = [{word.lower() for word in sought.findall(line.text)} if sought else set() for line in said]
    if not any(found):
        return [max(said, key=lambda line: len(line.text))]
    best = max(range(len(said)), key=lambda n: len(found[n]))
    adds = max(range(len(said)), key=lambda n: len(found[n] - found[best]))
    shown = {best, adds} if found[adds] - found[best] else {best}
    return [said[n] for n in sorted(shown)]


def pieces(text: str, sought: re.Pattern[str] | None) -> tuple[Piece, ...]:
    """The text around what was found, with an ellipsis where something was cut away."""
    first = sought.search(text) if sought else None
    shown = _cut(text, first.start() if first else 0)
    return tuple(piece for piece in _marked(shown, sought) if piece.text)


def _sought(term: Term) -> str:
    words = r"[\W_]+".join(re.escape(token) for token in term.tokens)
    return rf"{words}[^\W_]*" if term.is_prefix else rf"{words}(?![^\W_])"


def _cut(text: str, place: int) -> str:
    start = 0 if place <= BEFORE else text.find(" ", place - BEFORE, place) + 1 or place
    end = start + LONGEST
    shown = text[start:end]
    if end < len(text):
        shown = f"{shown.rpartition(' ')[0] or shown}…"
    return f"…{shown}" if start else shown


def _marked(text: str, sought: re.Pattern[str] | None) -> Iterator[Piece]:
    end = 0
    for found in sought.finditer(text) if sought else ():
        yield Piece(text[end : found.start()], is_found=False)
        yield Piece(found[0], is_found=True)
        end = found.end()
    yield Piece(text[end:], is_found=False)
