"""A directory as a UCM would give it, and calls in March and in April."""

from datetime import UTC, datetime

from calls.directory.entries import keep
from calls.models import Call, DirectoryEntry
from tests import factories as make
from ucm.models import Connection
from ucm.protocol.directory import Entry, Kind

MARCH, APRIL, MAY = (datetime(2026, month, 10, 9, 30, tzinfo=UTC) for month in (3, 4, 5))


def read(connection: Connection, *, at: datetime, kind: Kind = Kind.EXTENSION, **names: str) -> set[str]:
    """read(connection, at=MARCH, n1002="Maria Lopez"): the list that the UCM gives at that time."""
    entries = [Entry(kind, number.removeprefix("n"), name) for number, name in names.items()]
    return keep(connection, kind, entries, at=at)


def call_at(moment: datetime, connection: Connection, **fields: str) -> Call:
    nameless = {"agent_name": "", "callee_number": "", "queue": ""}
    return make.make_call(moment, connection=connection, **nameless | {"agent_number": "1002"} | fields)


def name_at(connection: Connection, moment: datetime, *, number: str = "1002") -> str:
    """The one name that number has then; "-" where none is known."""
    [*names] = DirectoryEntry.objects.filter(connection=connection, number=number).at(moment)
    assert len(names) <= 1, "spans overlap"
    return names[0].name if names else "-"
