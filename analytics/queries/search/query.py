"""What a person typed into the search, understood: words, "phrases", beginn*, -not, OR, agent:, customer:.

Pure. Nothing that is typed is an error: signs that mean nothing here are left out, and an operator
without anything to work on is a word like any other.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from analytics.insight.english import FUNCTION_WORDS
from analytics.insight.passages import tokens

LONGEST = 1_000  # characters that are read
MOST_TERMS = 24
OPERATORS = re.compile(
    r"""(?P<without>(?<!\S)-)?
        (?:(?P<role>agent|customer):(?=["“”\w]))?
        (?:["“”](?P<phrase>[^"“”]*)["“”]? | (?P<word>[^\s"“”]+))""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens said in a row: one is a word, several are a phrase. `is_prefix`: the word may go on.

    `role` is who has to have said them, "" for anybody; `is_quoted`: in these forms and no other.
    """

    tokens: tuple[str, ...]
    role: str = ""
    is_quoted: bool = False
    is_prefix: bool = False

    @property
    def is_word(self) -> bool:
        """Whether other forms and spellings of it may be looked for."""
        return len(self.tokens) == 1 and not self.is_quoted and not self.is_prefix

    @property
    def is_weak(self) -> bool:
        """A word that nearly every passage holds, whoever says it."""
        return self.is_word and not self.role and self.tokens[0] in FUNCTION_WORDS


Clause = tuple[Term, ...]  # any of these


@dataclass(frozen=True, slots=True)
class Query:
    """All of `clauses`, and nothing of `without` anywhere in the call."""

    clauses: tuple[Clause, ...] = ()
    without: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.clauses)

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for clause in self.clauses for term in clause)

    @property
    def is_exact(self) -> bool:
        """Whether the words were given to the letter, so that nothing else will do."""
        return any(term.is_quoted or term.is_prefix for term in self.terms)

    @property
    def text(self) -> str:
        """The words alone, for a model to grasp."""
        return " ".join(token for term in self.terms for token in term.tokens)


def parse(text: str) -> Query:
    """Of a longer text the first LONGEST characters and MOST_TERMS terms are read."""
    clauses: list[Clause] = []
    without: list[Term] = []
    is_or = False
    for found in _first(MOST_TERMS, OPERATORS.finditer(text[:LONGEST])):
        if found[0] == "OR" and clauses:
            is_or = True
            continue
        term = _term(found)
        if not term.tokens:
            continue
        if found["without"]:
            without.append(term)
        elif is_or:
            clauses[-1] = (*clauses[-1], term)
        else:
            clauses.append((term,))
        is_or = False
    return Query(_telling(clauses), tuple(without))


def _term(found: re.Match[str]) -> Term:
    said = tuple(tokens(found["phrase"] or found["word"] or ""))
    is_prefix = len(said) == 1 and (found["word"] or "").endswith("*")
    return Term(said, (found["role"] or "").lower(), found["phrase"] is not None, is_prefix)


def _telling(clauses: list[Clause]) -> tuple[Clause, ...]:
    """Without words like "the", unless there are no others."""
    telling = [clause for clause in clauses if not all(term.is_weak for term in clause)]
    return tuple(telling or clauses)


def _first(most: int, found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    for _, match in zip(range(most), found, strict=False):
        yield match


def with_terms(query: Query, swaps: dict[Term, tuple[Term, ...]]) -> Query:
    """The query with terms replaced by what stands for them; a clause left without any is gone."""
    clauses = (tuple(new for term in clause for new in swaps.get(term, (term,))) for clause in query.clauses)
    return replace(query, clauses=tuple(clause for clause in clauses if clause))
