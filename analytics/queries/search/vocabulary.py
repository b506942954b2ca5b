"""The words of the index: other forms of a word, and what is spelt nearly like one that was never said."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from django.db import connection

from analytics.insight.stems import stem
from analytics.models import Word
from analytics.queries.search.query import Query, Term

NEAREST = 100  # words whose trigrams are compared letter by letter
MOST_SPELLINGS = 3
ALIKE = 0.8  # difflib's ratio: "invioce" and "invoice" have 0.86, "money" and "one" 0.75
SHORTEST = 4  # letters; what is spelt like a shorter word is another word
MOST_FORMS = 12
TRIGRAMS = {
    "sqlite": """SELECT w.text FROM analytics_word_trigrams t
                 JOIN analytics_word w ON w.id = t.rowid
                 WHERE t.analytics_word_trigrams MATCH %s ORDER BY t.rank LIMIT %s""",
    "postgresql": "SELECT text FROM analytics_word ORDER BY text <-> %s LIMIT %s",
}


def forms(query: Query) -> dict[Term, tuple[Term, ...]]:
    """For each plain word the forms of it that were said; an empty tuple for one that never was."""
    words = [term for term in query.terms if term.is_word]
    stems = {stem(term.tokens[0]) for term in words}
    said = list(Word.objects.filter(stem__in=stems).values_list("stem", "text"))
    return {term: _terms(term, [text for of, text in said if of == stem(term.tokens[0])]) for term in words}


def spellings(term: Term) -> tuple[Term, ...]:
    """The words said that are spelt most like this one, nearest first."""
    word = term.tokens[0]
    if not SHORTEST <= len(word) <= Word.LONGEST:
        return ()
    return _terms(term, get_close_matches(word, _near(word), n=MOST_SPELLINGS, cutoff=ALIKE))


def _terms(term: Term, texts: Sequence[str]) -> tuple[Term, ...]:
    return tuple(replace(term, tokens=(text,)) for text in texts[:MOST_FORMS])


def _near(word: str) -> list[str]:
    sought = _any_trigram(word) if connection.vendor == "sqlite" else word
    with connection.cursor() as cursor:
        cursor.execute(TRIGRAMS[connection.vendor], [sought, NEAREST])
        return [text for (text,) in cursor.fetchall()]


def _any_trigram(word: str) -> str:
    padded = f" {word} "
    return " OR ".join(_quoted(padded[n : n + 3] for n in range(len(padded) - 2)))


def _quoted(trigrams: Iterable[str]) -> list[str]:
    return [f'"{trigram}"' for trigram in sorted(set(trigrams))]
