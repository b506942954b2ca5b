"""What a call is about in a few phrases, each with the turns that say it. English.

Candidates are runs of content words inside a clause, as in RAKE (Rose et al., 2010). Speech is too
full of verbs for that to read well, so a phrase must somewhere follow a word that announces a thing
("my", "two", "about"), and people, places, days and numbers read out are left aside.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from analytics.insight import formulas, language
from analytics.insight.english import (
    ADJECTIVES,
    DETERMINERS,
    NUMBERS,
    PREPOSITIONS,
    STOP_WORDS,
    TIME_WORDS,
    UNITS,
    VERB_MARKERS,
    WEAK_NOUNS,
)
from analytics.insight.privacy.redact import MARK
from analytics.insight.stems import singular
from analytics.insight.text import WORD, plain, sentences, words
from analytics.insight.types import Conversation, Finding, Kind, Rules, Turn

LONGEST = 3  # words
ENOUGH = 5  # phrases; single words said in one turn only do not go beyond
WEAK = 1.0  # score of such a word
LETTERS = range(3, 25)  # of a word worth showing
CLAUSE = re.compile(r"[^,.;:?!…()\"“”—–]+")
NOT_SUBJECTS = STOP_WORDS | NUMBERS | TIME_WORDS | UNITS
ANNOUNCERS = DETERMINERS | PREPOSITIONS | NUMBERS | ADJECTIVES

Key = tuple[str, ...]


@dataclass(slots=True)
class Phrase:
    """All mentions of a phrase, singular and plural together."""

    forms: Counter[str] = field(default_factory=Counter)
    turns: set[int] = field(default_factory=set)
    announced: int = 0

    def add(self, run: Sequence[str], *, index: int, announced: bool) -> None:
        self.forms[" ".join(run)] += 1
        self.turns.add(index)
        self.announced += announced

    @property
    def text(self) -> str:
        """The form said most; the shorter, then the first of the alphabet, among equals."""
        return min(self.forms, key=lambda form: (-self.forms[form], len(form), form))


def keywords(conversation: Conversation, rules: Rules) -> tuple[Finding, ...]:
    """At most eight phrases, the best first. They have no role: both sides may say them."""
    if not language.has(conversation.language, language.Analysis.KEYWORDS):
        return ()
    phrases = _phrases(conversation.spoken_by_people)
    spread = _spread(phrases)
    ranked = sorted(
        ((_score(key, phrase, spread), key) for key, phrase in phrases.items() if phrase.announced),
        key=lambda item: (-item[0], min(phrases[item[1]].turns), item[1]),
    )
    chosen = _distinct(ranked, rules.keywords)
    return tuple(
        Finding(Kind.KEYWORD, phrases[key].text, "", round(score, 2), tuple(sorted(phrases[key].turns)))
        for place, (score, key) in enumerate(chosen)
        if place < ENOUGH or score > WEAK
    )


def _phrases(turns: Sequence[Turn]) -> dict[Key, Phrase]:
    names = _names(turns)
    phrases: dict[Key, Phrase] = {}
    for turn in turns:
        for clause in _clauses(MARK.sub(";", turn.text)):
            for run, announced in _runs(WORD.findall(clause), names):
                key = tuple(singular(word.lower()) for word in run)
                phrases.setdefault(key, Phrase()).add(run, index=turn.index, announced=announced)
    return phrases


def _clauses(text: str) -> Iterator[str]:
    for sentence in sentences(text):
        for clause in CLAUSE.findall(sentence):
            if words(clause) and not formulas.is_formula(clause):
                yield clause


def _names(turns: Iterable[Turn]) -> set[str]:
    """Words that always have a capital inside a sentence: people, places, companies, days."""
    inside = [
        word for turn in turns for sentence in sentences(turn.text) for word in WORD.findall(sentence)[1:]
    ]
    capitals = {word.lower() for word in inside if word[0].isupper() and not word.isupper()}
    return capitals - {word for word in inside if word.islower()}


def _runs(clause: Sequence[str], names: set[str]) -> Iterator[tuple[list[str], bool]]:
    """Runs of words that may name something, and whether the word before announces a thing."""
    run: list[str] = []
    before = ""
    for word in (*clause, ""):
        is_part = word.lower() in WEAK_NOUNS if run else before not in VERB_MARKERS
        if (run and is_part) or (_may_name(word, names) and (run or is_part)):
            run.append(word if word.isupper() else word.lower())
            continue
        if trimmed := _trimmed(run):
            yield trimmed, before in ANNOUNCERS
        run, before = [], plain(word).lower()


def _may_name(word: str, names: set[str]) -> bool:
    lower = word.lower()
    if lower in NOT_SUBJECTS or lower in names:
        return False
    return (word.isupper() and len(word) > 1) or (len(word) in LETTERS and word.isalpha())


def _trimmed(run: list[str]) -> list[str]:
    """The end of the run, where the thing is, without what describes it or the verb ("dishwasher leaked")."""
    end = len(run)
    while end and (run[end - 1].endswith("ed") or run[end - 1] in ADJECTIVES):
        end -= 1
    return run[max(0, end - LONGEST) : end]


def _spread(phrases: dict[Key, Phrase]) -> dict[str, int]:
    """In how many turns each word is part of a phrase."""
    turns: dict[str, set[int]] = {}
    for key, phrase in phrases.items():
        for word in key:
            turns.setdefault(word, set()).update(phrase.turns)
    return {word: len(places) for word, places in turns.items()}


def _score(key: Key, phrase: Phrase, spread: dict[str, int]) -> float:
    """How widely its words are used, more for a longer phrase and one that recurs as a whole."""
    mean = sum(spread[word] for word in key) / len(key)
    return mean * (1 + 0.4 * (len(key) - 1)) + 0.5 * (len(phrase.turns) - 1)


def _distinct(ranked: Iterable[tuple[float, Key]], most: int) -> list[tuple[float, Key]]:
    """The best phrases that do not share their main, last word, or all words, with a better one."""
    chosen: list[tuple[float, Key]] = []
    for score, key in ranked:
        if len(chosen) == most:
            break
        if not any(key[-1] in better or better[-1] in key for _, better in chosen):
            chosen.append((score, key))
    return chosen
