"""Brought files as the pages of “Add calls” show them: what waits, and what became of an upload."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from calls.models import Event, ImportedFile
from calls.sources.lying import BadFolder, folder_of
from ucm.models import Connection

SHOWN = 100

State = ImportedFile.State


@dataclass(frozen=True, slots=True)
class FileRow:
    """`call_id` of the (first) call that it became or belongs to; `calls` how many, of an export."""

    file: ImportedFile
    call_id: int | None
    calls: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """The files of an upload, those of its archives too; cut to SHOWN, the counts are of all."""

    rows: Sequence[FileRow]
    total: int
    refused: int

    @property
    def is_open(self) -> bool:
        return any(row.is_open for row in self.rows)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Recordings that belong to no call yet, and folders that cannot be looked into."""

    files: Sequence[FileRow]
    waiting: int
    asking: int
    arriving: int
    refused: Sequence[ImportedFile]
    folders: Sequence[tuple[Connection, BadFolder]]


def batch_of(key: str) -> Batch:
    files = ImportedFile.objects.filter(batch=key)
    counts = files.aggregate(total=Count("pk"), refused=Count("pk", filter=Q(state=State.REFUSED)))
    return Batch(_rows(files.order_by("pk")), **counts)


def waiting() -> Waiting:
    """Everything that a person may want to do something about."""
    files = ImportedFile.objects.without_call().filter(call=None)
    counts = ImportedFile.objects.aggregate(
        waiting=Count("pk", filter=Q(state=State.WAITING, call=None)),
        asking=Count("pk", filter=Q(state=State.ASKING)),
        arriving=Count("pk", filter=Q(state=State.ARRIVING)),
    )
    refused = ImportedFile.objects.filter(state=State.REFUSED, source=ImportedFile.Source.FOLDER)
    return Waiting(
        # "asking" sorts before "waiting": what needs a person comes first
        files=_rows(files.order_by("state", "-pk")),
        refused=list(refused.select_related("connection").order_by("-pk")[:5]),
        folders=_bad_folders(),
        **counts,
    )


def _rows(files: QuerySet[ImportedFile]) -> list[FileRow]:
    unread = Q(events__state=Event.State.RECEIVED)
    found = files.select_related("connection").annotate(
        calls=Count("events__legs__call", distinct=True),
        first_call=Min("events__legs__call"),
        unread=Count("events", filter=unread, distinct=True),
    )
    return [_row(file) for file in found[:SHOWN]]


def _row(file: ImportedFile) -> FileRow:
    call_id = file.call_id or file.first_call
    return FileRow(file, call_id, file.calls, is_open=bool(file.unread) or _is_being_fetched(file, call_id))


def _is_being_fetched(file: ImportedFile, call_id: int | None) -> bool:
    return file.state == State.WAITING and call_id is not None


def _bad_folders() -> list[tuple[Connection, BadFolder]]:
    found = []
    for connection in Connection.objects.filter(enabled=True).exclude(watch_folder=""):
        try:
            folder_of(connection)
        except BadFolder as error:
            found.append((connection, error))
    return found
