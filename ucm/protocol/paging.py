"""Every group of a time window, however a firmware pages. Pure; called by the clients of both APIs.

`offset` skips matching groups (some clients in the field count so, no document does) and an answer holds 1000
at most. One firmware was seen to give the same page for every offset: then the window is halved until a page
has room to spare. A page may also hold more than was asked for.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from ucm.protocol.errors import NotAnApi

Ask: TypeAlias = Callable[[datetime, datetime, int], list[Any]]
"""From the window (bounds included) and an offset to a page of groups."""
SHORTEST = timedelta(seconds=1)
"""A window that is not halved any more: the UCM's own clock counts whole seconds."""


def groups_between(
    ask: Ask, start: datetime, end: datetime, *, full: int, seen: set[bytes], repeats: bool = False
) -> Iterator[Any]:
    """Each group once, but for those in `seen`, which grows. A page with `full` groups may not be all.

    `start` and `end` are whole seconds. `repeats`: this firmware is known to ignore `offset`. Raises NotAnApi
    when groups must be missed.
    """
    offset = 0
    while page := ask(start, end, offset):
        fresh = list(_fresh(page, seen))
        yield from fresh
        if repeats or not fresh:
            yield from _halves(ask, start, end, full=full, seen=seen) if len(page) >= full else ()
            return
        offset += len(page)


def _fresh(page: list[Any], seen: set[bytes]) -> Iterator[Any]:
    for group in page:
        mark = hashlib.sha256(json.dumps(group, sort_keys=True).encode()).digest()
        if mark not in seen:
            seen.add(mark)
            yield group


def _halves(ask: Ask, start: datetime, end: datetime, *, full: int, seen: set[bytes]) -> Iterator[Any]:
    if end - start <= SHORTEST:
        raise NotAnApi(
            "The UCM gives the same full page of call records whichever page and time are asked for, so that "
            "the others cannot be had.",
            advice="Update the UCM's firmware. Until then only real-time output brings every call.",
        )
    middle = (start + (end - start) / 2).replace(microsecond=0)
    yield from groups_between(ask, start, middle, full=full, seen=seen, repeats=True)
    yield from groups_between(ask, middle, end, full=full, seen=seen, repeats=True)
