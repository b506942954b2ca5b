"""Names and terms that are likely to be said: what the decoder is told of them, and what is believed of it.

A Whisper decoder that is prompted with names finds most of them, but it also begins to loop and to
write names that nobody said. So a window is written down without them first. Only where that sounds
like one of them is it written down again with them, and of this only the names are taken, in place
of what was heard like them at the same moment. Figures are in docs/speech.md. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from calls.speech.types import Word

PROMPT_CHARACTERS = 400
"""Whisper keeps 223 tokens for what came before; a name takes one for two or three characters."""
MOST_TERMS = 30
SHORTEST = 3  # letters; shorter names are like everything
ALIKE = 0.7  # of the letters, from which a doubtful word may be one of the names
DOUBTFUL = 0.8  # confidence under which a word may be something else
BELIEVED = 0.4  # of the letters, from which a name may replace what was heard
LONGEST = 4  # words that a replacement may have on either side
RUN = 3  # words that one name may have been heard as: "pine can out" for "Pinecone"


def chosen(terms: Iterable[str]) -> tuple[str, ...]:
    """The first terms, each once whatever its case, as many as the prompt has room for."""
    kept: dict[str, str] = {}
    room = PROMPT_CHARACTERS
    for term in (" ".join(term.split()) for term in terms):
        if term.casefold() in kept or not any(letter.isalpha() for letter in term):
            continue  # a caller's "name" may be a number
        room -= len(term) + len(", ")
        if room < 0 or len(kept) == MOST_TERMS:
            break
        kept[term.casefold()] = term
    return tuple(kept.values())


def prompt(terms: Sequence[str]) -> str:
    """The terms as the text that is said to have come before."""
    return " " + ", ".join(terms)


def is_suspected(words: Sequence[Word], terms: Sequence[str]) -> bool:
    """Whether a doubtful word, or a few of them together, sound like a term that is not there."""
    names = _names(tuple(terms))
    letters = [plain(word.text) for word in words]
    known = set(letters) & names
    runs = {
        "".join(letters[start : start + length])
        for length in range(1, RUN + 1)
        for start in range(len(words) - length + 1)
        if min(word.confidence for word in words[start : start + length]) < DOUBTFUL
        and known.isdisjoint(letters[start : start + length])
    }
    return any(_is_alike(run, name) for name in names for run in runs - names)


def taken(words: Sequence[Word], expecting: Sequence[Word], terms: Sequence[str]) -> tuple[Word, ...]:
    """`words` with those names that were heard in their place when they were expected.

    Both are one window's, with times in it. A name is taken when what it replaces is like it, lies at
    the same time, and is none of the names itself.
    """
    names = _names(tuple(terms))
    ours, theirs = ([plain(word.text) for word in heard] for heard in (words, expecting))
    result: list[Word] = []
    for kind, i, j, k, end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        replaces = kind == "replace" and _replaces(words[i:j], expecting[k:end], names)
        result += expecting[k:end] if replaces else words[i:j]
    return tuple(result)


def _replaces(heard: Sequence[Word], expected: Sequence[Word], names: frozenset[str]) -> bool:
    old, new = ([plain(word.text) for word in words] for words in (heard, expected))
    return (
        max(len(old), len(new)) <= LONGEST
        and not names.isdisjoint(new)
        and names.isdisjoint(set(old) - set(new))
        and min(heard[-1].end, expected[-1].end) > max(heard[0].start, expected[0].start)
        and SequenceMatcher(None, "".join(old), "".join(new), autojunk=False).ratio() >= BELIEVED
    )


def plain(text: str) -> str:
    """A word's letters and digits, small, without the 's of an owner."""
    return re.sub(r"\W+", "", re.sub(r"['’]s\b", "", text.casefold()))


@lru_cache(maxsize=64)
def _names(terms: tuple[str, ...]) -> frozenset[str]:
    """Each word of the terms by itself, since people say first names."""
    return frozenset(_words(terms))


def _words(terms: Iterable[str]) -> Iterator[str]:
    for term in terms:
        yield from (name for name in map(plain, [*term.split(), term]) if len(name) >= SHORTEST)


def _is_alike(run: str, name: str) -> bool:
    # The upper bounds are cheap, and nearly always say no.
    match = SequenceMatcher(None, run, name, autojunk=False)
    return match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE
