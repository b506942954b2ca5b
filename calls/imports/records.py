"""A brought export of call records: kept as events, in pieces small enough for one transaction.

Called by take.py. Lines of a CSV that cannot be read go into events of their own, which stay listed with
their reason and can be replayed; the lines around them become calls.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from calls.imports.refusal import NotTaken
from calls.ingest import accept
from calls.models import Event, ImportedFile
from ucm.protocol import csv_export, dialects
from ucm.protocol.cdr import read_leg
from ucm.protocol.csv_export import Header
from ucm.protocol.errors import UnreadableCdr
from ucm.protocol.recordings import Kind, sniff

BATCH = 200  # records to an event
LARGEST_WHOLE = 64 * 1024 * 1024
"""Bytes of JSON or XML, which must be in memory to be read; CSV is read line by line, without a limit."""
LONGEST_LINE = 64 * 1024  # characters; a longer “line” is no CDR
NAMED = 5  # lines whose reason is told

Source = {
    ImportedFile.Source.FOLDER: Event.Source.FOLDER,
    ImportedFile.Source.UPLOAD: Event.Source.UPLOAD,
}


def are_in(head: bytes) -> bool:
    """Whether a file that begins so holds call records."""
    kind = sniff(head)
    text = next(csv_export.lines([head]), "")
    is_markup = kind is Kind.HTML and not text.lstrip().lower().startswith(("<!doctype", "<html", "<head"))
    return kind in (Kind.JSON, Kind.XML) or is_markup or _may_be_header(text)


def _may_be_header(text: str) -> bool:
    return csv_export.header_of(text) is not None


def keep(row: ImportedFile, head: bytes, chunks: Iterable[bytes]) -> None:
    row.kind = ImportedFile.Kind.RECORDS
    row.save()
    if _may_be_header(next(csv_export.lines([head]), "")):
        _keep_csv(row, csv_export.lines(chunks))
    else:
        _keep_whole(row, _body(chunks))
    row.state = ImportedFile.State.TAKEN


def _accept(row: ImportedFile, raw: bytes, content_type: str) -> None:
    row.events.add(accept(row.connection, Source[row.source], raw, content_type=content_type))


# --- JSON and XML ---------------------------------------------------------------------------------------


def _body(chunks: Iterable[bytes]) -> bytes:
    body = b""
    for chunk in chunks:
        body += chunk
        if len(body) > LARGEST_WHOLE:
            raise NotTaken(
                f"It is larger than {LARGEST_WHOLE // 2**20} MB, too large to be read at once.",
                "Export a shorter time, or export as CSV, which may have any size.",
            )
    return body


def _keep_whole(row: ImportedFile, body: bytes) -> None:
    found, bad = _sorted_items(body)
    if not found and bad:
        _accept(row, body, "")  # kept as it is, and read again once it can be
        raise NotTaken(
            bad[0].why, "It is kept in the admin under received events. " + bad[0].advice
        ) from bad[0]
    rows = iter(found)
    while batch := list(islice(rows, BATCH)):
        row.records += len(batch)
        _accept(row, json.dumps(batch).encode(), "application/json")
    if bad:
        _accept(row, body, "")  # whole, so that what could not be read can be replayed
        row.why = f"{len(bad)} of {len(found) + len(bad)} records could not be read. {bad[0].why}"
        row.mend = bad[0].advice


def _sorted_items(body: bytes) -> tuple[list[dict[str, str]], list[UnreadableCdr]]:
    """The rows in a body, and why the rest of it is none."""
    found: list[dict[str, str]] = []
    bad: list[UnreadableCdr] = []
    try:
        for item in dialects.items(body):
            bad.append(item) if isinstance(item, UnreadableCdr) else found.append(item)
    except UnreadableCdr as error:
        bad.append(error)
    return found, bad


# --- CSV ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sorted:
    """Lines read so far and not yet kept, by whether they can be read; `reasons` of the first few."""

    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    bad_count: int = 0
    reasons: list[str] = field(default_factory=list)


def _keep_csv(row: ImportedFile, lines: Iterator[str]) -> None:
    header = csv_export.header_of(next(lines))
    if header is None:  # the head was cut inside the header, and what follows spoils it
        raise NotTaken(csv_export.NO_HEADER, csv_export.AS_EXPORTED)
    lot = _Sorted()
    for number, line in enumerate(lines, start=2):
        _sort(row, header, lot, number, line)
        if len(lot.good) >= BATCH or len(lot.bad) >= BATCH:
            _flush(row, header, lot)
    _flush(row, header, lot)
    if lot.bad_count:
        row.why = _told(lot, row.records)
        row.mend = csv_export.AS_EXPORTED


def _sort(row: ImportedFile, header: Header, lot: _Sorted, number: int, line: str) -> None:
    if not line.strip("\x00 \t") or line.strip() == header.line:
        return
    if reason := _unreadable(row, header, line[:LONGEST_LINE]):
        lot.bad.append(line)
        lot.bad_count += 1
        lot.reasons += [f"Line {number}: {reason}"] * (lot.bad_count <= NAMED)
    else:
        lot.good.append(line)
        row.records += 1


def _unreadable(row: ImportedFile, header: Header, line: str) -> str:
    """Why the line is no call record; empty when it is one."""
    found = csv_export.row(header, line)
    try:
        if isinstance(found, UnreadableCdr):
            raise found
        read_leg(found, zone=row.connection.zone)
    except UnreadableCdr as error:
        return error.why
    return ""


def _flush(row: ImportedFile, header: Header, lot: _Sorted) -> None:
    for lines in filter(None, (lot.good, lot.bad)):
        _accept(row, "\n".join([header.line, *lines]).encode(), "text/csv")
    lot.good, lot.bad = [], []


def _told(lot: _Sorted, good: int) -> str:
    more = " …" if lot.bad_count > len(lot.reasons) else ""
    total = lot.bad_count + good
    return f"{lot.bad_count} of {total} lines could not be read. {' '.join(lot.reasons)}{more}"
