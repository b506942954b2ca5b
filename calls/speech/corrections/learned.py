"""Terms that people keep correcting to: names and words that the recogniser does not know.

For whoever looks after the recogniser's vocabulary, as suggestions. A term counts when people wrote it in
two calls or more and the recogniser has not written it anywhere in what they corrected.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from calls.speech.corrections.words import bare, opcodes

LEAST_CALLS = 2
SHORTEST = 4  # letters of a word that is written small: "the" and "is" are slips, no terms
SENTENCE_END = (".", "?", "!", "…")
PARTING = (*SENTENCE_END, ",", ";", ":")


@dataclass(frozen=True, slots=True)
class Pair:
    """What was heard in a line of a call, and what a person made of it. `call` is any key of the call."""

    call: int
    heard: str
    text: str


@dataclass(frozen=True, slots=True)
class Learned:
    """A term as people mostly write it, and in how many calls they did."""

    term: str
    calls: int


def learned(pairs: Iterable[Pair]) -> list[Learned]:
    """Terms, those of most calls first. A word that only occurs inside a longer one is not told again."""
    pairs = list(pairs)
    calls: dict[str, set[int]] = defaultdict(set)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        for term in _terms(pair):
            calls[_plain(term)].add(pair.call)
            spelled[_plain(term)][term] += 1
    heard = [f" {_plain(pair.heard)} " for pair in pairs]
    often = {key: found for key, found in calls.items() if len(found) >= LEAST_CALLS}
    unknown = {key: found for key, found in often.items() if not any(f" {key} " in text for text in heard)}
    told = [
        Learned(spelled[key].most_common(1)[0][0], len(found))
        for key, found in unknown.items()
        if not any(f" {key} " in f" {longer} " and unknown[longer] >= found for longer in {*unknown} - {key})
    ]
    return sorted(told, key=lambda learned: (-learned.calls, learned.term))


def _plain(text: str) -> str:
    return " ".join(known for word in text.split() if (known := bare(word)))


def _terms(pair: Pair) -> Iterator[str]:
    """What the person wrote and the recogniser had not: words, and runs of capitalised words around them."""
    old, new = pair.heard.split(), pair.text.split()
    written = {n for kind, _, _, j1, j2 in opcodes(old, new) if kind != "equal" for n in range(j1, j2)}
    for n in sorted(written):
        if len(bare(new[n])) >= SHORTEST or _is_name(new, n, written):
            yield _term(new[n : n + 1])
    for run in _names(new, written):
        if len(run) > 1 and written.intersection(run):
            yield _term([new[n] for n in run])


def _is_name(words: Sequence[str], n: int, written: set[int]) -> bool:
    """Whether a capital marks a name: at the beginning of a sentence only on a word that was not heard."""
    begins = n == 0 or words[n - 1].endswith(SENTENCE_END)
    word = words[n].strip("„“\"'(")
    return word[:1].isupper() and len(bare(word)) > 1 and (n in written or not begins)


def _names(words: Sequence[str], written: set[int]) -> Iterator[list[int]]:
    """The places of names in a row, as far as no punctuation parts them."""
    run: list[int] = []
    for n, word in enumerate(words):
        is_name = _is_name(words, n, written)
        run += [n] if is_name else []
        if run and (not is_name or word.endswith(PARTING)):
            yield run
            run = []
    if run:
        yield run


def _term(words: Sequence[str]) -> str:
    return " ".join(re.sub(r"^\W+|\W+$", "", word) for word in words)
