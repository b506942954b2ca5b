"""Names onto calls: each number gets the name it had when the call began.

Called by ingestion for the call it stores, and by refresh.py for many calls at once, in SQL.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import CharField, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from calls.models import Call, DirectoryEntry
from ucm.models import Connection
from ucm.protocol.conversation import CallFacts
from ucm.protocol.directory import Kind

SLICE = 20_000  # primary keys


@dataclass(frozen=True, slots=True)
class Named:
    """A pair of columns of Call, and the kinds of entry that may name the number, the likeliest first."""

    number: str
    name: str
    kinds: tuple[Kind, ...]


ANYBODY = (Kind.EXTENSION, Kind.QUEUE)
"""Who can be dialled. A number belongs to one of both: they share the UCM's dial plan."""
COLUMNS: Sequence[Named] = (
    Named("agent_number", "agent_name", (Kind.EXTENSION,)),
    Named("callee_number", "callee_name", ANYBODY),
    Named("queue", "queue_name", (Kind.QUEUE,)),
)


def names_for(connection: Connection, facts: CallFacts) -> dict[str, str]:
    """The name columns of a call with these facts, "" where no name is known. One query."""
    numbers = {getattr(facts, column.number) for column in COLUMNS} - {""}
    entries = DirectoryEntry.objects.at(facts.started_at).filter(connection=connection, number__in=numbers)
    found = {(kind, number): name for kind, number, name in entries.values_list("kind", "number", "name")}
    return {column.name: _name(found, getattr(facts, column.number), column.kinds) for column in COLUMNS}


def _name(found: Mapping[tuple[str, str], str], number: str, kinds: tuple[Kind, ...]) -> str:
    return next((name for kind in kinds if (name := found.get((kind, number)))), "")


def rename(calls: QuerySet[Call], *, numbers: Collection[str] | None = None) -> int:
    """Bring the name columns of these calls in line with the directory; how many values changed.

    `numbers` narrows it to calls on which one of them took part. Rows that are right are not written. It
    goes by slices, each a transaction of its own, so that nobody else waits long for the database.
    """
    ends = calls.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["last"] is None:
        return 0
    starts = range(ends["first"], ends["last"] + 1, SLICE)
    slices = [calls.filter(pk__gte=start, pk__lt=start + SLICE) for start in starts]
    return sum(_rename_column(part, column, numbers) for part in slices for column in COLUMNS)


def _rename_column(calls: QuerySet[Call], column: Named, numbers: Collection[str] | None) -> int:
    if numbers is not None:
        calls = calls.filter(**{f"{column.number}__in": numbers})
    named = calls.annotate(right=name_of(column.number, kinds=column.kinds)).exclude(
        Q(**{column.name: F("right")})
    )
    return named.update(**{column.name: F("right")})


def name_of(number: str, *, kinds: Sequence[Kind] = ANYBODY, call: str = "") -> Coalesce:
    """In a query: the name that the number in this column had when the call began, else "".

    `call` leads from the rows of the query to those of Call, such as "call__".
    """
    entries = DirectoryEntry.objects.at(OuterRef(f"{call}started_at")).filter(
        connection=OuterRef(f"{call}connection"), number=OuterRef(number)
    )
    named = entries.exclude(name="").order_by().values("name")
    names = [Subquery(named.filter(kind=kind)[:1]) for kind in kinds]
    return Coalesce(*names, Value(""), output_field=CharField())
