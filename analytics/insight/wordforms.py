"""Forms of a word that count as the same word: "cancel", "cancels", "cancelled", "cancelling".

Endings are taken off (stems.py). With spaCy the dictionary form joins in, which knows "paid" and "went".
Words are looked at one by one, so that a word has the same forms in a phrase as in a call.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from analytics.insight.stems import stem
from analytics.insight.tools import Tools

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST = 40  # letters; no English word is longer
KEPT = 50_000  # dictionary forms in memory

_lemmas: dict[str, str] = {}


def forms(words: Iterable[str], *, tools: Tools, is_english: bool) -> Mapping[str, frozenset[str]]:
    """For each word in lower case its forms, itself among them. Outside of English there are no others."""
    different = set(words)
    if not is_english:
        return {word: frozenset([word]) for word in different}
    lemmas = _lemmas_of(different, tools)
    return {word: frozenset([word, _stem(word), _stem(lemmas.get(word, word))]) for word in different}


def _lemmas_of(words: set[str], tools: Tools) -> Mapping[str, str]:
    if tools.parse is None:
        return {}
    new = sorted(word for word in words - _lemmas.keys() if word.isascii() and word.isalpha())
    read = [word for word in new if len(word) <= LONGEST]
    if len(_lemmas) + len(read) > KEPT:
        _lemmas.clear()
        read = sorted(word for word in words if word.isascii() and word.isalpha() and len(word) <= LONGEST)
    _lemmas.update(zip(read, map(_lemma, _parsed(read, tools)), strict=True))
    return {word: _lemmas[word] for word in words & _lemmas.keys()}


def _parsed(words: Sequence[str], tools: Tools) -> "Sequence[Doc]":
    return tools.parse(words) if tools.parse and words else []


def _lemma(doc: "Doc") -> str:
    return "".join(token.lemma_ for token in doc).lower()


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    return stem(word.removesuffix("'s"))
