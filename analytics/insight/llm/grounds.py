"""What a text states that can be looked up in another: numbers, names, days, quotes, marks, addresses.

English is read with spaCy where it is at hand (`Tools.parse`); for other languages, capital letters tell
names, except where every noun has one.
"""

import re
from collections.abc import Iterable, Iterator

from text_to_num import alpha2digit

from analytics.insight import english, language
from analytics.insight.text import WORD, plain, sentences, word_set, words
from analytics.insight.tools import Tools

NUMBER_LANGUAGES = frozenset({"en", "fr", "es", "pt", "de", "it", "nl", "ru", "ca"})
NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})

# How a summary calls people, and words that open its sentences.
OF_A_SUMMARY = word_set("agent caller call customer ai supervisor speaker i")
# Pronouns and figures of speech more often than counts.
NO_COUNTS = re.compile(r"\b(?:one|ones|once|first|firstly|second|secondly|zero)\b", re.IGNORECASE)
DAYS = english.DAYS | english.MONTHS | {"today", "tomorrow", "tonight", "yesterday", "weekend"}

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_QUOTED = re.compile(r"[“\"„«]([^”\"“»]{2,})[”\"“»]")
_MARK = re.compile(r"\[[^\]\n]{1,40}\]")
_ADDRESS = re.compile(r"(?:https?:|www\.)\S+|\S+@\S+", re.IGNORECASE)


def numbers_in(text: str, code: str) -> set[str]:
    """Numbers as digits, however they are written: "twenty-three", "23" and "23.00" are "23"."""
    text = NO_COUNTS.sub(" ", plain(text))
    if code in NUMBER_LANGUAGES:
        text = alpha2digit(text, code, threshold=0)
    return {_bare(number) for number in _NUMBER.findall(text)}


def digits_in(text: str, code: str) -> str:
    """All digits of a text in a row: who dictates says them one by one."""
    return "".join(
        re.findall(r"\d", alpha2digit(text, code, threshold=0) if code in NUMBER_LANGUAGES else text)
    )


def _bare(number: str) -> str:
    """ "1,200.50" -> "1200.5"; "12:30" stays."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", number):
        number = number.replace(".", "").replace(",", ".")
    number = number.replace(",", ".")
    return number.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", number) else number


def names_in(text: str, code: str, tools: Tools) -> set[str]:
    """Words, in lower case, that name somebody, something or a day."""
    named = {word for word in words(text) if word in DAYS}
    if code == "en" and tools.parse is not None:
        [read] = tools.parse([text])
        named.update(plain(token.text).lower() for token in read if token.pos_ == "PROPN")
    if code not in NOUNS_HAVE_CAPITALS:
        named.update(_capitalised(text))
    return {
        bare
        for word in named
        if (bare := _unpossessed(word)) and bare not in OF_A_SUMMARY and bare[0].isalpha()
    }


def _capitalised(text: str) -> Iterator[str]:
    for sentence in sentences(text):
        for word in list(WORD.finditer(sentence))[1:]:
            if word.group()[0].isupper() and plain(word.group()).lower() not in english.FUNCTION_WORDS:
                yield plain(word.group()).lower()


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """Every word that was said, in lower case, also without its possessive and in the parts of a compound."""
    said = {word for text in texts for word in words(text)}
    parts = {part for word in said for part in re.split(r"[-']", word)}
    return frozenset(said | parts | {_unpossessed(word) for word in said})


def _unpossessed(word: str) -> str:
    return re.sub(r"'s?$", "", word)


def quotes_in(text: str) -> list[str]:
    return [found.group(1) for found in _QUOTED.finditer(text)]


def marks_in(text: str) -> list[str]:
    """Marks of hidden data, and whatever looks like one."""
    return _MARK.findall(text)


def addresses_in(text: str) -> list[str]:
    return _ADDRESS.findall(text)


def is_quoted_in(quote: str, text: str) -> bool:
    """Whether all words of `quote` stand in `text` in their order and next to each other, "…" aside."""
    line = f" {' '.join(words(text))} "
    pieces = [" ".join(words(piece)) for piece in re.split(r"…|\.{3}", quote)]
    said = [piece for piece in pieces if piece]
    return bool(said) and all(f" {piece} " in line for piece in said)


def code_of(tag: str) -> str:
    """The language by whose words numbers are read; English where it is not known."""
    return language.code(tag) or "en"
