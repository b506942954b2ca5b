"""Lines of speech for these tests: texts with words spread over their time."""

from calls.speech.corrections.types import Line
from calls.speech.corrections.words import pieces, share
from calls.speech.types import Word


def words_of(text: str, start: float, end: float, *, confidence: float = 0.8) -> tuple[Word, ...]:
    return tuple(
        Word(word.start, word.end, word.text, confidence)
        for word in share(pieces(text, spaced=True), start, end)
    )


def line(start: float, end: float, text: str, speaker: str = "A") -> Line:
    return Line(start, end, speaker, text, words_of(text, start, end))


def text_of(words: tuple[Word, ...] | None, heard: Line) -> str:
    """What a line reads after corrections."""
    return heard.text if words is None else "".join(word.text for word in words).strip()
