"""Utterances cut into subtitles that can be read in the time they are shown. Used by SRT and WebVTT."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from calls.speech.exports.names import name_of
from calls.speech.types import Segment, Speech

LINE = 42  # characters a line
LINES = 2
LONGEST = 7_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle. Times in milliseconds, `end` after `start`; no line is empty or holds a line break."""

    start: int
    end: int
    who: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, or part of an overlong one, with the space before it if it has one."""

    start: int
    end: int
    text: str


def cues(speech: Speech) -> list[Cue]:
    """The whole transcript, in order of start: WebVTT demands it, and two people may speak at once."""
    return sorted((cue for segment in speech.segments for cue in _cut(segment)), key=lambda cue: cue.start)


def _cut(segment: Segment) -> Iterator[Cue]:
    who = name_of(segment)
    shown: list[_Piece] = []
    lines: list[str] = []
    for piece in _pieces(segment):
        laid = _laid(lines, piece.text)
        if shown and (laid is None or piece.end - shown[0].start > LONGEST):
            yield _cue(shown, who, lines)
            shown, laid = [], None
        lines = laid or [piece.text.strip()]
        shown.append(piece)
    if shown:
        yield _cue(shown, who, lines)


def _laid(lines: Sequence[str], text: str) -> list[str] | None:
    """The lines with the text added; None when they are full."""
    if lines and len(lines[-1] + text) <= LINE:
        return [*lines[:-1], lines[-1] + text]
    return [*lines, text.strip()] if len(lines) < LINES else None


def _cue(shown: Sequence[_Piece], who: str, lines: Sequence[str]) -> Cue:
    start, end = shown[0].start, max(piece.end for piece in shown)
    return Cue(start, max(start + 1, min(end, start + LONGEST)), who, tuple(lines))


def _pieces(segment: Segment) -> Iterator[_Piece]:
    for start, end, text in _timed(segment):
        clean = " ".join(text.replace("\0", " ").split())
        space = " " if text[:1].isspace() else ""
        parts = [clean[at : at + LINE] for at in range(0, len(clean), LINE)]
        length = (end - start) / max(1, len(parts))
        for number, part in enumerate(parts):
            begin = start + number * length
            yield _Piece(
                round(begin * 1000), round((begin + length) * 1000), part if number else space + part
            )


def _timed(segment: Segment) -> list[tuple[float, float, str]]:
    """The words with their times; spread evenly where the text was changed since it was heard."""
    if "".join("".join(word.text for word in segment.words).split()) == "".join(segment.text.split()):
        return [(word.start, word.end, word.text) for word in segment.words]
    words = segment.text.split()
    length = (segment.end - segment.start) / max(1, len(words))
    starts = [segment.start + place * length for place in range(len(words))]
    return [(start, start + length, f" {word}") for start, word in zip(starts, words, strict=True)]
