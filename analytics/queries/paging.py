"""Keyset paging of calls, newest first: a page costs the same on page 1 and page 10,000.

A cursor names the call at a page's edge and the direction to go on in, as text for a URL:
`<2026-01-31T09:15:00+00:00,42` is what is older than call 42, `>` what is newer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from calls.models import Call

PAGE_SIZE = 50
EARLIEST, LATEST = 1970, 2200  # years a cursor may point between


@dataclass(frozen=True, slots=True)
class Cursor:
    started_at: datetime
    id: int
    is_newer: bool = False

    def __str__(self) -> str:
        return f"{'>' if self.is_newer else '<'}{self.started_at.isoformat()},{self.id}"


@dataclass(frozen=True, slots=True)
class Page:
    """Calls newest first, and the cursors of the pages beside it ("" where there is none)."""

    calls: Sequence[Call]
    newer: str = ""
    older: str = ""


def cursor_from(text: str) -> Cursor | None:
    """The cursor, or None for text that is none: somebody cut the URL short, so start at the top."""
    try:
        started_at, pk = text[1:].split(",")
        cursor = Cursor(datetime.fromisoformat(started_at), int(pk), is_newer=text[0] == ">")
    except (ValueError, IndexError):
        return None
    is_plausible = cursor.started_at.tzinfo and EARLIEST < cursor.started_at.year < LATEST
    return cursor if text[0] in "<>" and is_plausible else None


def page_of(calls: QuerySet[Call], cursor: Cursor | None, *, size: int = PAGE_SIZE) -> Page:
    """The page beside the cursor, or the first. One query: one call more than fits is read."""
    if cursor and cursor.is_newer:
        found = list(calls.filter(_newer(cursor)).order_by("started_at", "id")[: size + 1])
        if len(found) > size:
            return _page(found[size - 1 :: -1], is_more_newer=True, is_more_older=True)
        cursor = None  # fewer than a page is newer: that is the first page, shown whole
    if cursor:
        calls = calls.filter(_older(cursor))
    found = list(calls.order_by("-started_at", "-id")[: size + 1])
    return _page(found[:size], is_more_newer=bool(cursor), is_more_older=len(found) > size)


def neighbours(calls: QuerySet[Call], call: Call) -> tuple[int | None, int | None]:
    """The ids of the next newer and the next older call, for stepping through a list."""
    here = Cursor(call.started_at, call.pk)
    newer = calls.filter(_newer(here)).order_by("started_at", "id").values_list("pk", flat=True).first()
    older = calls.filter(_older(here)).order_by("-started_at", "-id").values_list("pk", flat=True).first()
    return newer, older


def _page(calls: list[Call], *, is_more_newer: bool, is_more_older: bool) -> Page:
    if not calls:
        return Page(calls)
    first, last = calls[0], calls[-1]
    return Page(
        calls,
        newer=str(Cursor(first.started_at, first.pk, is_newer=True)) if is_more_newer else "",
        older=str(Cursor(last.started_at, last.pk)) if is_more_older else "",
    )


def _newer(cursor: Cursor) -> Q:
    """The bound on the time alone lets the index seek; with the OR by itself SQLite scans (114 ms
    against 1.4 ms over a million calls)."""
    beyond = Q(started_at__gt=cursor.started_at) | Q(id__gt=cursor.id)
    return Q(started_at__gte=cursor.started_at) & beyond


def _older(cursor: Cursor) -> Q:
    """See _newer."""
    beyond = Q(started_at__lt=cursor.started_at) | Q(id__lt=cursor.id)
    return Q(started_at__lte=cursor.started_at) & beyond
