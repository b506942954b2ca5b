"""The watched folder: what a UCM's export, an SFTP client or a person puts there is taken in.

Called by calls.tasks.watch_folders and `manage.py watch_folder`. A file is taken when two looks find it
unchanged, and then moved to `done/`, or to `failed/` with a note (put_away.py). In a folder that cannot be
written to it stays, and its row remembers it.
"""

import fcntl
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from calls.faults import trail
from calls.imports.made import make_calls
from calls.imports.take import take
from calls.models import Call, ImportedFile
from calls.models.call import MADE_FROM_RECORDING
from calls.provisional import heal
from calls.recordings import DiskFull
from calls.sources.lying import BadFolder, Found, files_in, folder_of, opened
from calls.sources.put_away import put_away
from ucm.models import Connection

logger = logging.getLogger(__name__)

AT_ONCE = 2000  # files to a look; the next one takes the rest
JUST_MADE = timedelta(hours=1)
OUR_FAULT = "AudiaPro stumbled over this file ({})."
OUR_MEND = "The worker's log has the details. After an update, move the file back into the folder."

State = ImportedFile.State


@dataclass(slots=True)
class Look:
    """What one look into a folder came to, in files; `trouble` and `mend` when it could not be finished."""

    taken: int = 0
    refused: int = 0
    arriving: int = 0
    trouble: str = ""
    mend: str = ""


def watch_all() -> dict[str, Look]:
    """One look into every watched folder, then calls for the recordings that waited long enough."""
    watched = Connection.objects.filter(enabled=True).exclude(watch_folder="")
    looks = {connection.name: look(connection) for connection in watched}
    make_calls()
    recent = Call.objects.filter(
        session__startswith=MADE_FROM_RECORDING, created_at__gte=timezone.now() - JUST_MADE
    )
    heal(recent.select_related("connection"))
    return looks


def look(connection: Connection) -> Look:
    """Take in what lies in the connection's folder unchanged since the last look. Raises nothing but
    what a database raises that is away."""
    seen = Look()
    try:
        folder = folder_of(connection)
        with _alone(connection) as ours:
            if ours:
                _look_into(folder, connection, seen)
    except (BadFolder, DiskFull) as error:
        seen.trouble, seen.mend = error.why, error.mend
        logger.warning("connection=%d watched folder: %s", connection.pk, type(error).__name__)
    return seen


@contextmanager
def _alone(connection: Connection) -> Iterator[bool]:
    """Whether no other process looks into this folder now. The lock goes with its process."""
    turns = settings.DATA_DIR / "turns"
    turns.mkdir(exist_ok=True)
    with (turns / f"folder-{connection.pk}").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


# --- One look -----------------------------------------------------------------------------------------


def _look_into(folder: Path, connection: Connection, seen: Look) -> None:
    files = sorted(files_in(folder, folder), key=_records_first)
    remembered = _remembered(connection)
    _forget_vanished({found.name for found in files}, remembered.values())
    for found in files:
        if seen.taken + seen.refused >= AT_ONCE:
            return
        _deal_with(folder, connection, found, remembered, seen)


def _forget_vanished(names: set[str], remembered: Iterable[ImportedFile]) -> None:
    """Files that were taken away, or renamed as an upload's last act, before they were taken in."""
    gone = [row.pk for row in remembered if row.state == State.ARRIVING and row.name not in names]
    ImportedFile.objects.filter(pk__in=gone).delete()


def _records_first(found: Found) -> tuple[bool, str]:
    """So that a recording meets its call, rather than waiting for it."""
    return found.name.lower().endswith(".wav"), found.name


def _remembered(connection: Connection) -> Mapping[str, ImportedFile]:
    """The rows of files that lie in the folder, as far as it was looked at."""
    rows = ImportedFile.objects.filter(connection=connection, source=ImportedFile.Source.FOLDER)
    lying = rows.arriving() | rows.filter(is_left=True)
    return {row.name: row for row in lying.order_by("pk")}


def _deal_with(
    folder: Path, connection: Connection, found: Found, remembered: Mapping[str, ImportedFile], seen: Look
) -> None:
    row = remembered.get(found.name)
    unchanged = row and (row.size, row.written_at) == (found.size, found.written_at)
    if row is None or not unchanged:
        seen.arriving += 1
        _note(row, connection, found)
    elif row.state == State.ARRIVING:
        _take(folder, row, found)
        seen.refused += row.state == State.REFUSED
        seen.taken += row.state != State.REFUSED


def _note(row: ImportedFile | None, connection: Connection, found: Found) -> None:
    """First seen, or grown since: to be taken when the next look finds it unchanged."""
    if row is None or row.state != State.ARRIVING:
        row = ImportedFile(connection=connection, source=ImportedFile.Source.FOLDER, name=found.name)
    row.state, row.size, row.written_at = State.ARRIVING, found.size, found.written_at
    row.save()


def _take(folder: Path, row: ImportedFile, found: Found) -> None:
    try:
        with opened(folder, found.path) as file:
            take(row, file)
    except (DiskFull, OperationalError, InterfaceError):
        raise
    except OSError as error:
        row.state, row.why = State.REFUSED, f"The file cannot be read ({error.strerror})."
        row.mend = "Let the user that runs AudiaPro read it."
    except Exception as error:
        row.state, row.why, row.mend = State.REFUSED, OUR_FAULT.format(type(error).__name__), OUR_MEND
        logger.error("imported_file=%d: %s", row.pk, trail(error))
    row.size, row.written_at = found.size, found.written_at
    row.is_left = not put_away(folder, found.path, row)
    row.save()
