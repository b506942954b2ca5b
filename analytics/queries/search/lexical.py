"""The passages that hold a query's words, best first, from the full-text index of either database.

SQLite's FTS5 ranks by BM25. PostgreSQL's ts_rank has no document frequencies; divided by 1 + log(length)
(its flag 1), a passage of few words comes before one that mentions the same in many.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from analytics.queries.search.query import Clause, Query, Term
from calls.models import Call

MOST = 200  # passages
LABELS = {"agent": "A", "customer": "B"}  # of PostgreSQL's lexemes, see the migration `search`
SAYING = {
    "sqlite": """SELECT p.call_id FROM analytics_passage_text t JOIN analytics_passage p ON p.id = t.rowid
                 WHERE t.analytics_passage_text MATCH %s""",
    "postgresql": "SELECT call_id FROM analytics_passage WHERE tokens @@ to_tsquery('simple', %s)",
}
RANKED = {
    "sqlite": """SELECT p.id FROM analytics_passage_text t JOIN analytics_passage p ON p.id = t.rowid
                 WHERE t.analytics_passage_text MATCH %s{within} ORDER BY t.rank LIMIT %s""",
    "postgresql": """SELECT p.id FROM analytics_passage p, to_tsquery('simple', %s) q
                     WHERE p.tokens @@ q{within}
                     ORDER BY ts_rank('{{1, 1, 1, 1}}', p.tokens, q, 1) DESC, p.id LIMIT %s""",
}
SAID = {
    "sqlite": "SELECT 1 FROM analytics_passage_text WHERE analytics_passage_text MATCH %s LIMIT 1",
    "postgresql": "SELECT 1 FROM analytics_passage WHERE tokens @@ to_tsquery('simple', %s) LIMIT 1",
}


def with_all(query: Query, within: QuerySet[Call] | None) -> list[int]:
    """The ids of the best passages that hold something of every clause. `within` None: of any call."""
    return _ranked(_joined(" & ", " AND ", map(_clause, query.clauses)), within)


def with_any(query: Query, within: QuerySet[Call] | None) -> list[int]:
    """The ids of the best passages that hold something of some clause."""
    return _ranked(_joined(" | ", " OR ", map(_clause, query.clauses)), within)


def without(query: Query, calls: QuerySet[Call]) -> QuerySet[Call]:
    """Those of the calls in which nobody said any of what the query leaves out."""
    if not query.without:
        return calls
    expression = _joined(" | ", " OR ", map(_term, query.without))
    return calls.exclude(pk__in=RawSQL(SAYING[connection.vendor], [expression]))  # noqa: S611 - a constant


def is_said(token: str) -> bool:
    """Whether some passage holds this very word."""
    with connection.cursor() as cursor:
        cursor.execute(SAID[connection.vendor], [_term(Term((token,)))])
        return cursor.fetchone() is not None


def _ranked(expression: str, within: QuerySet[Call] | None) -> list[int]:
    condition, values = _condition(within)
    statement = RANKED[connection.vendor].format(within=condition)
    with connection.cursor() as cursor:
        cursor.execute(statement, [expression, *values, MOST])
        return [pk for (pk,) in cursor.fetchall()]


def _condition(within: QuerySet[Call] | None) -> tuple[str, Sequence[Any]]:
    if within is None:
        return "", ()
    statement, values = within.values("pk").query.sql_with_params()
    return f" AND p.call_id IN ({statement})", values


def _joined(postgres: str, sqlite: str, parts: Iterable[str]) -> str:
    return (sqlite if connection.vendor == "sqlite" else postgres).join(parts)


def _clause(clause: Clause) -> str:
    return f"({_joined(' | ', ' OR ', map(_term, clause))})"


def _term(term: Term) -> str:
    """Tokens are letters and digits only, so that quotes around them are all that either syntax needs."""
    if connection.vendor == "sqlite":
        phrase = f'"{" ".join(term.tokens)}"{" *" if term.is_prefix else ""}'
        return f"{term.role} : {phrase}" if term.role else phrase
    flags = ("*" if term.is_prefix else "") + LABELS.get(term.role, "")
    ending = f":{flags}" if flags else ""
    return "(" + " <-> ".join(f"'{token}'{ending}" for token in term.tokens) + ")"
