"""Rows of the call list: a page of calls, each with what was said where a search found words."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.queries import paging
from analytics.queries.filters import Filters, matching
from analytics.queries.paging import Cursor
from analytics.redaction import hidden
from calls.models import Call, Transcript

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
    """One page. One query, and two more when words are searched."""
    calls = matching(filters).select_related("insight")
    # The list shows a headline and a mood; the rest of an insight is long.
    calls = calls.defer("insight__metrics", "insight__sentiments", "insight__notes")
    page = paging.page_of(calls, cursor)
    found = _snippets(filters.q, page.calls) if filters.q else {}
    return Rows([Row(call, found.get(call.pk)) for call in page.calls], page.newer, page.older)


def _snippets(q: str, calls: Sequence[Call]) -> dict[int, Snippet]:
    """For each call the first utterance that contains the words where it is shown."""
    rows = Transcript.objects.filter(call__in=calls, utterances__text__icontains=q).distinct()
    rows = rows.select_related("call__connection").prefetch_related("utterances")
    found = ((row.call_id, _first(q, row)) for row in rows)
    return {call_id: quote for call_id, quote in found if quote}


def _first(q: str, transcript: Transcript) -> Snippet | None:
    lines = hidden(transcript)
    for utterance in transcript.utterances.all():
        text = lines[utterance.index].text if utterance.index in lines else utterance.text
        if q.lower() in text.lower():
            return snippet(q, text, utterance.start)
    return None


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
