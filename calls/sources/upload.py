"""Uploads: files that a person hands over on the page “Add calls”. Called by its view, which checks who."""

import secrets
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile

from calls.imports.made import Told, expects_records, make_call, told_by
from calls.imports.take import take
from calls.ingest import ingest_one
from calls.models import ImportedFile
from calls.recordings import DiskFull
from ucm.models import Connection


def receive(connection: Connection, files: Iterable[UploadedFile]) -> str:
    """Take in the files, in the order that lets recordings meet their records; the key of the batch.

    Raises nothing: what cannot be taken has its reason on its row.
    """
    batch = secrets.token_urlsafe(12)
    for file in sorted(files, key=_records_first):
        row = ImportedFile(
            connection=connection,
            source=ImportedFile.Source.UPLOAD,
            batch=batch,
            name=(file.name or "file")[:400],
            size=file.size or 0,
        )
        _take(row, file)
    _make_what_nothing_else_will(batch, connection)
    return batch


def make_now(file: ImportedFile, told: Told) -> None:
    """Make the call at once: somebody is waiting for it."""
    ingest_one(make_call(file, told).pk)


def _records_first(file: UploadedFile) -> bool:
    return (file.name or "").lower().endswith(".wav")


def _take(row: ImportedFile, file: UploadedFile) -> None:
    try:
        take(row, file.file)
    except DiskFull as error:
        row.state, row.why, row.mend = ImportedFile.State.REFUSED, error.why, error.mend
        row.save()


def _make_what_nothing_else_will(batch: str, connection: Connection) -> None:
    if expects_records(connection):
        return
    for file in ImportedFile.objects.waiting().filter(batch=batch, call=None):
        make_now(file, told_by(file))
