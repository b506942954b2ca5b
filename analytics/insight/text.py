"""Text into sentences and words, for every script, and the means to look for phrases in it."""

import re
from collections.abc import Sequence

# An apostrophe or hyphen inside a word belongs to it: "don't", "e-mail".
WORD = re.compile(r"\w+(?:['’\-]\w+)*")
# A sentence ends after its marks, before white space and no small letter ("at 8 a.m. or 10 a.m.").
SENTENCE_END = re.compile(r"(?<=[.?!…])[\"'”’)]*\s+(?![a-z])|(?<=[。？！])")
ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|prof|sr|sra|jr)\.$", re.I)


def plain(text: str) -> str:
    """The text with straight apostrophes, which is how cues and word lists are written."""
    return text.replace("’", "'")


def words(text: str) -> list[str]:
    """The words in lower case, plain: "Don’t, e-mail!" -> ["don't", "e-mail"]."""
    return [word.lower() for word in WORD.findall(plain(text))]


def sentences(text: str) -> list[str]:
    """Exact pieces of `text`, none of them blank, in order."""
    pieces: list[str] = []
    start = 0
    for end in SENTENCE_END.finditer(text):
        piece = text[start : end.start()]
        if ABBREVIATION.search(piece[-12:]):
            continue
        pieces.append(piece.strip())
        start = end.end()
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def listed(parts: Sequence[str]) -> str:
    """["a", "b", "c"] -> "a, b and c"; at least one part."""
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def cue(*phrases: str) -> re.Pattern[str]:
    """A pattern that finds any of the phrases, themselves patterns, as whole words in any case."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)
