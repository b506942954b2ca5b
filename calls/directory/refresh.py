"""When names are read from a UCM, and what becomes of them. Called by calls.tasks and `manage.py ucm_names`.

Once a day; at first sight of a connection; and at most hourly when a call has an extension nobody knew.
Numbers stay what calls are found by: a renamed queue is the same queue, and a new owner of an extension
has the calls from then on.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from calls.directory import entries, naming
from calls.faults import trail
from calls.models import Call, Directory, DirectoryEntry
from ucm import directory as ucm_directory
from ucm.connect import Closed, session
from ucm.models import Connection
from ucm.protocol import errors
from ucm.protocol.directory import LISTINGS, Entry, Kind, NoList
from ucm.protocol.errors import UcmError
from ucm.protocol.menus import API_USERS
from ucm.reader import UcmReader
from ucm.turn import NotOurTurn

logger = logging.getLogger(__name__)

DAILY = timedelta(days=1)
HOURLY = timedelta(hours=1)  # after trouble, and between looks for an unknown extension
SOON = timedelta(minutes=1)  # somebody else has the turn, or the connection is closed: asking cost nothing
WORKING = timedelta(minutes=10)  # in which nobody else begins
PATIENCE = 5.0  # seconds to wait while a worker downloads from the same UCM

UNSUPPORTED = frozenset({-1, -15, -16, -19})
"""What a firmware without a list action, or with another one of that name, answers."""
WANTED = {Kind.EXTENSION: "extensions", Kind.QUEUE: "queues"}
"""Kinds that are missed when they cannot be had. Trunks are not: a CDR names them itself."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """How it went: entries read by kind, numbers whose name changed, values that changed on calls.

    `row` says why not; nothing was `read` then, or not every kind.
    """

    row: Directory
    read: Mapping[Kind, int] = field(default_factory=dict)
    changed: int = 0
    renamed: int = 0


@dataclass(frozen=True, slots=True)
class _Lists:
    """What a UCM gave, and what it had against the rest."""

    entries: dict[Kind, tuple[Entry, ...]]
    missing: dict[Kind, UcmError]


# --- When -------------------------------------------------------------------------------------------


def refresh_due(*, now: datetime) -> list[Refresh]:
    """Refresh what is due. What goes wrong with one connection is on its Directory and stops no other."""
    for connection in Connection.objects.askable().filter(directory=None):
        Directory.objects.get_or_create(connection=connection, defaults={"due_at": now})
    askable = Connection.objects.askable()
    rows = Directory.objects.filter(connection__in=askable).select_related("connection")
    return [refresh(row.connection, now=now) for row in rows if row.due_at <= now or _has_strangers(row, now)]


def _has_strangers(row: Directory, now: datetime) -> bool:
    """Whether an extension that has no entry was on a call since the last look, an hour ago or more."""
    if row.read_at is None or row.why or row.read_at > now - HOURLY:
        return False
    known = DirectoryEntry.objects.current().filter(
        connection=row.connection_id, kind=Kind.EXTENSION, number=OuterRef("agent_number")
    )
    since = Call.objects.filter(connection=row.connection_id, started_at__gt=row.read_at)
    return since.exclude(agent_number="").exclude(Exists(known)).exists()


# --- What -------------------------------------------------------------------------------------------


def refresh(connection: Connection, *, now: datetime) -> Refresh:
    """Read the directory and bring the calls in line with it. Raises nothing; changes are dated `now`.

    Does nothing when another process has just begun the same.
    """
    row, _ = Directory.objects.get_or_create(connection=connection)
    if not Directory.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=now + WORKING):
        return Refresh(row)
    try:
        with session(connection, patience=PATIENCE) as client:
            lists = _lists(client)
        done = _take(row, lists, now)
    except NotOurTurn as error:
        Directory.objects.filter(pk=row.pk).update(due_at=now + SOON)
        row.why, row.mend = error.why, error.advice  # for who waits; it is no trouble to be kept
        return Refresh(row)
    except Closed as error:
        return _put_off(row, now + SOON, why=error.why, mend=error.advice)
    except UcmError as error:
        return _put_off(row, now + HOURLY, why=error.why, mend=error.advice)
    except Exception as error:
        logger.error("connection=%d names: %s", connection.pk, trail(error))
        why = f"Reading the names stopped with an unexpected error ({type(error).__name__})."
        return _put_off(row, now + HOURLY, why=why, mend="The worker's log has the details.")
    return done


def _lists(client: UcmReader) -> _Lists:
    """Every list that can be had. Raises what the UCM has against us rather than against a list."""
    lists = _Lists({}, {})
    for kind in Kind:
        try:
            lists.entries[kind] = ucm_directory.entries(client, kind)
        except errors.ApiClosed:
            raise
        except (errors.NotPermitted, NoList) as error:
            lists.missing[kind] = error
        except errors.Refused as error:
            if error.code not in UNSUPPORTED:
                raise
            lists.missing[kind] = error
    return lists


def _take(row: Directory, lists: _Lists, now: datetime) -> Refresh:
    """Keep the entries, then rename the calls. Should it die between the two, the next one renames all."""
    connection, since = row.connection, row.read_at
    with transaction.atomic():
        changed = set().union(*(_keep(connection, kind, lists, now) for kind in lists.entries))
        if changed:
            Directory.objects.filter(pk=row.pk).update(read_at=None)
    renamed = 0
    if changed or since is None:
        renamed = naming.rename(connection.calls.all(), numbers=changed if since else None)
    if since:
        # A call that was stored while the entries were written may have got the names of before.
        renamed += naming.rename(connection.calls.filter(started_at__gte=since - HOURLY))
    _note(row, lists, now)
    read = {kind: len(found) for kind, found in lists.entries.items()}
    logger.info(
        "connection=%d names: read=%d changed=%d calls=%d",
        *(connection.pk, sum(read.values()), len(changed), renamed),
    )
    return Refresh(row, read, len(changed), renamed)


def _keep(connection: Connection, kind: Kind, lists: _Lists, now: datetime) -> set[str]:
    return entries.keep(connection, kind, lists.entries[kind], at=now)


# --- What is noted ----------------------------------------------------------------------------------


def _note(row: Directory, lists: _Lists, now: datetime) -> None:
    missing = {kind: error for kind, error in lists.missing.items() if kind in WANTED}
    is_refused = any(isinstance(error, errors.NotPermitted) for error in missing.values())
    if lists.entries:
        row.read_at = now
        row.save(update_fields=["read_at"])
    # A box that was not ticked may be ticked soon; new firmware takes longer.
    _end(row, now + (HOURLY if is_refused else DAILY), why=_why(missing), mend=_mend(missing))


def _put_off(row: Directory, due_at: datetime, *, why: str, mend: str) -> Refresh:
    _end(row, due_at, why=why, mend=mend)
    return Refresh(row)


def _end(row: Directory, due_at: datetime, *, why: str, mend: str) -> None:
    if why and why != row.why:  # said once, not every hour
        logger.warning("connection=%d names: %s", row.connection_id, why)
    row.due_at, row.why, row.mend = due_at, why, mend
    row.save(update_fields=["due_at", "why", "mend"])


def _why(missing: Mapping[Kind, UcmError]) -> str:
    sentences = [_sentence(kind, error) for kind, error in missing.items()]
    return " ".join([*sentences, "Calls are taken in all the same."]) if sentences else ""


def _sentence(kind: Kind, error: UcmError) -> str:
    action, without = LISTINGS[kind].action, f"so {WANTED[kind]} have numbers but no names."
    if isinstance(error, errors.NotPermitted):
        return f"The API user may not use {action} (answer -47), {without}"
    return f"This UCM gives no list to {action}, {without}"


def _mend(missing: Mapping[Kind, UcmError]) -> str:
    refused = [
        LISTINGS[kind].action for kind, error in missing.items() if isinstance(error, errors.NotPermitted)
    ]
    if not refused:
        return NoList.advice if missing else ""
    return (
        f"Under {API_USERS} edit the user, tick {' and '.join(refused)}, save and press Apply Changes. The "
        "names are here within the hour, at once after “manage.py ucm_names”."
    )
