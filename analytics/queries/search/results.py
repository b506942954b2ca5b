"""The search: what was typed and the filters in, calls with their best passages out, best first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from analytics.insight.tools import NO_TOOLS, Tools
from analytics.queries.filters import Filters, matching
from analytics.queries.search import lexical, snippets, vocabulary
from analytics.queries.search.fusion import fused
from analytics.queries.search.grouping import Found, Way, grouped
from analytics.queries.search.meaning import Nearest, nearest
from analytics.queries.search.query import Query, parse, with_terms
from calls.models import Call

ENOUGH = 20  # passages with every word; from here on some of the words do not do


@dataclass(frozen=True, slots=True)
class Results:
    """`calls` counts those found, of which `found` has the best; `never_said` are words of no call, each
    with the nearest that was said ("" for none). `is_capped`: meaning was sought in the newest calls only."""

    query: Query
    found: Sequence[Found] = ()
    calls: int = 0
    never_said: Mapping[str, str] = field(default_factory=dict)
    by_meaning: bool = False
    is_capped: bool = False

    @property
    def respelt(self) -> Mapping[str, str]:
        return {word: nearest for word, nearest in self.never_said.items() if nearest}

    @property
    def unheard_of(self) -> Sequence[str]:
        """The words that nothing said is spelt like."""
        return [word for word, nearest in self.never_said.items() if not nearest]


def search(text: str, filters: Filters, *, tools: Tools = NO_TOOLS) -> Results:
    """Without an embedder among the tools, or where the words were given to the letter, by words alone."""
    query = parse(text)
    if not query:
        return Results(query)
    within = _within(query, filters)
    asked, respelt, never_said = _understood(query)
    rankings = _by_words(asked, within)
    rankings[Way.SPELLING] = lexical.with_all(respelt, within) if respelt != asked else []
    near = _near(query, within, tools)
    rankings[Way.MEANING] = list(near.ids)
    by_words = [pk for way in (Way.ALL, Way.SOME) for pk in rankings.get(way, ())]
    order = fused([by_words, rankings[Way.SPELLING], rankings[Way.MEANING]])
    found, calls = grouped(order, rankings, snippets.pattern(respelt.terms))
    return Results(query, found, calls, never_said, _is_by_meaning(query, tools), near.is_capped)


def _is_by_meaning(query: Query, tools: Tools) -> bool:
    return tools.embedder is not None and not query.is_exact


def _within(query: Query, filters: Filters) -> QuerySet[Call] | None:
    """None for every call, which is cheaper than a list of all of them."""
    if filters == Filters(period=filters.period) and not filters.span.start and not query.without:
        return None
    return lexical.without(query, matching(filters))


def _understood(query: Query) -> tuple[Query, Query, dict[str, str]]:
    """The query with all forms of its words, the same with what nobody ever said respelt, and these words."""
    forms = vocabulary.forms(query)
    unknown = [term for term, said in forms.items() if not said]
    respelt = {term: vocabulary.spellings(term) for term in unknown}
    never_said = {term.tokens[0]: next((new.tokens[0] for new in respelt[term]), "") for term in unknown}
    asked = with_terms(query, {term: said or (term,) for term, said in forms.items()})
    return (
        asked,
        with_terms(query, forms | {term: new or (term,) for term, new in respelt.items()}),
        never_said,
    )


def _by_words(query: Query, within: QuerySet[Call] | None) -> dict[Way, list[int]]:
    every = lexical.with_all(query, within)
    if len(every) >= ENOUGH or len(query.clauses) < 2 or query.is_exact:
        return {Way.ALL: every}
    some = lexical.with_any(query, within)
    return {Way.ALL: every, Way.SOME: [pk for pk in some if pk not in set(every)]}


def _near(query: Query, within: QuerySet[Call] | None, tools: Tools) -> Nearest:
    if tools.embedder is None or query.is_exact:
        return Nearest()
    roles = {term.role for term in query.terms}
    return nearest(query.text, within, tools.embedder, role=roles.pop() if len(roles) == 1 else "")
