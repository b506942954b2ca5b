"""Rows of the call list: a page of calls, each with what was said where a search found words."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.queries import paging
from analytics.queries.filters import Filters, matching
from analytics.queries.paging import Cursor
from calls.models import Call, Utterance

AROUND = 60  # characters of a snippet to either side of the words found


@dataclass(frozen=True, slots=True)
class Snippet:
    """Words found in an utterance that starts at `start` seconds."""

    start: float
    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    call: Call
    snippet: Snippet | None


@dataclass(frozen=True, slots=True)
class Rows:
    rows: Sequence[Row]
    newer: str
    older: str


def rows(filters: Filters, cursor: Cursor | None) -> Rows:
    """One page. One query, and one more when words are searched."""
    calls = matching(filters).select_related("insight")
    # The list shows a headline and a mood; the rest of an insight is long.
    calls = calls.defer("insight__metrics", "insight__sentiments", "insight__notes")
    page = paging.page_of(calls, cursor)
    found = _snippets(filters.q, page.calls) if filters.q else {}
    return Rows([Row(call, found.get(call.pk)) for call in page.calls], page.newer, page.older)


def _snippets(q: str, calls: Sequence[Call]) -> dict[int, Snippet]:
    """For each call the first utterance that contains the words."""
    said = Utterance.objects.filter(transcript__call__in=calls, text__icontains=q).order_by("-index")
    return {
        call_id: snippet(q, text, start)
        for call_id, text, start in said.values_list("transcript__call_id", "text", "start")
    }


def snippet(q: str, text: str, start: float) -> Snippet:
    """Cut `text` around the first `q` in it; an ellipsis where something was cut away."""
    place = max(text.lower().find(q.lower()), 0)
    end = place + len(q)
    before, after = text[:place], text[end:]
    return Snippet(
        start=start,
        before=f"…{before[-AROUND:]}" if len(before) > AROUND else before,
        hit=text[place:end],
        after=f"{after[:AROUND]}…" if len(after) > AROUND else after,
    )
