"""Ask a UCM for its directory, politely: page by page, read-only. Called by calls/directory/refresh.py.

Beside ucm/client.py, with the same rules: no settings, no rows, nothing but UcmError comes out.
"""

from collections.abc import Iterator
from typing import Any

from ucm.protocol import errors
from ucm.protocol.directory import LISTINGS, Entry, Kind, Page, read_page
from ucm.reader import UcmReader

PAGE_SIZE = 200
MOST_PAGES = 100
"""20,000 numbers: whoever goes on after these is taken to repeat itself."""


def entries(client: UcmReader, kind: Kind) -> tuple[Entry, ...]:
    """Every entry of this kind, each number once. Raises NotPermitted when the action's box is not ticked."""
    try:
        found = {entry.number: entry for page in _pages(client, kind) for entry in page.entries}
    except (errors.InvalidParameters, errors.NoSuchItem):
        # A firmware may dislike one of the parameters; without any, all rows come at once.
        found = {entry.number: entry for entry in _ask(client, kind).entries}
    return tuple(found.values())


def _pages(client: UcmReader, kind: Kind) -> Iterator[Page]:
    """Until the last page; where their count is not told, until one is short or nothing new is on it."""
    seen: set[str] = set()
    for number in range(1, MOST_PAGES + 1):
        page = _ask(client, kind, **_cut(kind, number))
        yield page
        fresh = {entry.number for entry in page.entries} - seen
        is_last = number >= page.pages if page.pages is not None else len(page.entries) != PAGE_SIZE
        if is_last or not fresh:
            return
        seen |= fresh


def _cut(kind: Kind, page: int) -> dict[str, str]:
    """Sorted by number, or a row could slip from one page to the other while we turn over."""
    listing = LISTINGS[kind]
    return {
        "page": str(page),
        "item_num": str(PAGE_SIZE),
        "sidx": listing.number[0],
        "sord": "asc",
        "options": listing.options,
    }


def _ask(client: UcmReader, kind: Kind, **parameters: Any) -> Page:
    return read_page(kind, client.call(LISTINGS[kind].action, **parameters))
