"""The directory of a UCM: which name goes with which number. Called by ucm/directory.py.

Keys and fields are those of Grandstream's “IPPBX HTTPS API” (2024-11), pp. 16-18 (accounts), 63 (trunks),
167 (queues). No firmware was seen to keep to all of it, so every answer that can be understood is taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ucm.protocol.errors import NotAnApi
from ucm.protocol.rows import clean

LONGEST_NUMBER, LONGEST_NAME = 80, 120


class Kind(StrEnum):
    EXTENSION = "extension"
    QUEUE = "queue"
    TRUNK = "trunk"


@dataclass(frozen=True, slots=True)
class Listing:
    """How one kind is asked for: the action, the key of its rows, and their fields, the likeliest first."""

    action: str
    key: str
    number: tuple[str, ...]
    name: tuple[str, ...]

    @property
    def options(self) -> str:
        """The fields that are asked for. An account has many more, mail addresses among them."""
        return f"{self.number[0]},{self.name[0]}"


LISTINGS: Mapping[Kind, Listing] = {
    Kind.EXTENSION: Listing("listAccount", "account", ("extension", "account"), ("fullname", "name")),
    Kind.QUEUE: Listing("listQueue", "queue", ("extension", "queue"), ("queue_name", "name")),
    # A trunk has no number; its index is what stays when it is renamed.
    Kind.TRUNK: Listing("listVoIPTrunk", "voip_trunk", ("trunk_index", "index"), ("trunk_name", "name")),
}


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One number and its name, "" when the UCM has none. The repr shows neither, for logs."""

    kind: Kind
    number: str
    name: str

    def __repr__(self) -> str:
        return f"<Entry {self.kind}>"


@dataclass(frozen=True, slots=True)
class Page:
    """The entries of one answer; `pages` is how many there are in all, None if the UCM did not say."""

    entries: tuple[Entry, ...]
    pages: int | None


class NoList(NotAnApi):
    why = "The UCM's answer holds no list where one was asked for."
    advice = "Nothing needs to be done: calls are shown without names. A newer firmware may give them."


def read_page(kind: Kind, answer: Mapping[str, Any]) -> Page:
    """The `response` of a list action, or the whole answer of a UCM that leaves the envelope out.

    Rows without a number are passed over. Raises NoList when there are no rows and nothing says that the
    list is empty: that must not be taken for a UCM on which every extension was deleted.
    """
    pages = _whole_number(answer.get("total_page"))
    rows = _rows(answer, LISTINGS[kind].key)
    if rows is None:
        if _whole_number(answer.get("total_item")) == 0:
            return Page((), pages)
        raise NoList
    found = (_entry(kind, row) for row in rows if isinstance(row, Mapping))
    return Page(tuple(entry for entry in found if entry.number), pages)


def _rows(answer: Mapping[str, Any], key: str) -> Iterable[Any] | None:
    """Under the documented key; else the only list there is, on this level or in an inner envelope."""
    found = answer.get(key)
    if isinstance(found, list | tuple):
        return found
    if isinstance(found, Mapping):
        return [found]
    lists = [value for value in answer.values() if isinstance(value, list)]
    if len(lists) == 1:
        return lists[0]
    inner = [value for value in answer.values() if isinstance(value, Mapping)]
    return _rows(inner[0], key) if len(inner) == 1 and not lists else None


def _entry(kind: Kind, row: Mapping[str, Any]) -> Entry:
    listing = LISTINGS[kind]
    number = _first(row, listing.number)
    if len(number) > LONGEST_NUMBER:  # cut, it would be somebody else's
        return Entry(kind, "", "")
    name = _first(row, listing.name) or _text(f"{_text(row.get('first_name'))} {_text(row.get('last_name'))}")
    return Entry(kind, number, "" if name == number else name[:LONGEST_NAME].rstrip())


def _first(row: Mapping[str, Any], fields: Iterable[str]) -> str:
    return next((text for field in fields if (text := _text(row.get(field)))), "")


def _text(value: Any) -> str:
    """Numbers come as text or as JSON numbers; spaces and line ends are evened out."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(clean(str(value)).split())


def _whole_number(value: Any) -> int | None:
    text = _text(value)
    return int(text) if text.isdecimal() and len(text) < 10 else None
