"""A line's corrected text as words with times, from the words that were heard. Called by placing.py."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from statistics import fmean

from calls.speech.types import Word

Opcode = tuple[str, int, int, int, int]
AROUND = " .,;:!?…\"“”„‘’'()[]-–—。、，？！"  # what may stand around a word without being part of it


def bare(text: str) -> str:
    """A word as it is compared: without case and the punctuation around it."""
    return text.strip(AROUND).casefold()


def is_spaced(lines: Iterable[Sequence[Word]]) -> bool:
    """Whether the lines' language puts spaces between words: most words of any that does bring one."""
    brings = [word.text.startswith(" ") for said in lines for word in said[1:]]
    return not brings or sum(brings) > len(brings) / 2


def pieces(text: str, *, spaced: bool) -> list[str]:
    """A text as words that bring their own space, as Whisper's do; letter by letter without spaces."""
    text = " ".join(text.split())
    return [f" {word}" for word in text.split()] if spaced else re.findall(r"\s*\S", text)


def whole(heard: Sequence[Word], text: str, *, start: float, end: float, spaced: bool) -> list[Word]:
    """The words of a line as a person writes them: “ 24” and “-hour” are one; letters without spaces.

    Made from `text` where the recogniser told no words.
    """
    if not heard:
        return share(pieces(text, spaced=spaced), start, end)
    if not spaced:
        return [letter for word in heard for letter in _letters(word)]
    joined: list[Word] = []
    for word in heard:
        if joined and not word.text.startswith(" "):
            joined[-1] = _joined(joined[-1], word)
        else:
            joined.append(replace(word, text=f" {word.text.strip()}"))
    return joined


def _letters(word: Word) -> list[Word]:
    letters = share(pieces(word.text, spaced=False), word.start, word.end)
    return [replace(letter, confidence=word.confidence) for letter in letters]


def _joined(word: Word, rest: Word) -> Word:
    confidence = fmean((word.confidence, rest.confidence))
    return replace(word, end=max(word.end, rest.end), text=word.text + rest.text, confidence=confidence)


def opcodes(one: Sequence[str], other: Sequence[str]) -> Sequence[Opcode]:
    """What turns one into the other, over words as they are compared; as difflib has it."""
    matcher = SequenceMatcher(None, [bare(text) for text in one], [bare(text) for text in other], False)
    return matcher.get_opcodes()


def corrected(heard: Sequence[Word], text: str, *, start: float, end: float, spaced: bool) -> list[Word]:
    """The words of `text`, timed by the whole words heard between `start` and `end` seconds.

    Unchanged words keep times and confidence and get the person's spelling; new ones share the time of
    those they replace, or of the pause they stand in, and are sure (1.0).
    """
    texts = pieces(text, spaced=spaced)
    made: list[Word] = []
    for kind, i1, i2, j1, j2 in opcodes([word.text for word in heard], texts):
        if kind == "equal":
            made += [replace(word, text=new) for word, new in zip(heard[i1:i2], texts[j1:j2], strict=True)]
        else:
            made += share(texts[j1:j2], *room(heard, i1, i2, start=start, end=end))
    return made


def room(heard: Sequence[Word], first: int, last: int, *, start: float, end: float) -> tuple[float, float]:
    """The seconds that new words in the place of heard[first:last] have, in a line from `start` to `end`.

    Never beyond the beginning of the next word: neighbours may overlap, and words stay in order.
    """
    latest = heard[last].start if last < len(heard) else end
    if first < last:
        begin, finish = heard[first].start, heard[last - 1].end
    else:
        begin, finish = heard[first - 1].end if first else start, latest
    return min(begin, latest), max(min(finish, latest), min(begin, latest))


def share(texts: Sequence[str], start: float, end: float) -> list[Word]:
    """Words that share a stretch by their lengths."""
    lengths = [len(text.strip()) for text in texts]
    letter = (end - start) / max(sum(lengths), 1)
    edges = [min(start + letter * sum(lengths[:n]), end) for n in range(len(texts) + 1)]
    return [Word(edges[n], edges[n + 1], text, 1.0) for n, text in enumerate(texts)]
