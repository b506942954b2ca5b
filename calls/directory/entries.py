"""A directory as it was read just now, put beside the one that is kept. Called by refresh.py."""

from collections.abc import Iterable
from datetime import datetime

from calls.models import DirectoryEntry
from ucm.models import Connection
from ucm.protocol.directory import Entry, Kind


def keep(connection: Connection, kind: Kind, entries: Iterable[Entry], *, at: datetime) -> set[str]:
    """Keep what this list says, changes dated `at`; the numbers whose name changed. In a transaction.

    An empty list changes nothing: a UCM without extensions is less likely than one that answers wrongly.
    """
    read = {entry.number: entry.name for entry in entries}
    if not read:
        return set()
    latest = {row.number: row for row in DirectoryEntry.objects.of(connection, kind).order_by("pk")}
    gone = {number for number, row in latest.items() if row.until is None} - read.keys()
    for number in gone:
        _ended(latest[number], at)
    wrong = {number: name for number, name in read.items() if not _holds(latest.get(number), name)}
    fresh = []
    for number, name in wrong.items():
        if not _goes_on(row := latest.get(number), name):
            span = {"name": name, "since": _ended(row, at)}
            fresh.append(DirectoryEntry(connection=connection, kind=kind, number=number, **span))
    DirectoryEntry.objects.bulk_create(fresh)
    return gone | wrong.keys()


def _holds(row: DirectoryEntry | None, name: str) -> bool:
    return row is not None and row.until is None and row.name == name


def _goes_on(row: DirectoryEntry | None, name: str) -> bool:
    """Whether the number's last span can take this name; then it has. So it is when an extension is there
    again as it was, and when one that had no name gets its first."""
    if row is None or not (row.name == name or (row.until is None and not row.name)):
        return False
    row.name, row.until = name, None
    row.save(update_fields=["name", "until"])
    return True


def _ended(row: DirectoryEntry | None, at: datetime) -> datetime | None:
    """When the number's last span ended, which is now if it had not; None if there was none.

    Where a number was gone for a while, calls from then on can only be its new owner's.
    """
    if row is not None and row.until is None:
        row.until = max(at, row.since or at)  # our clock may have been set back
        row.save(update_fields=["until"])
    return row.until if row else None
