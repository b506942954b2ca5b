"""One file in: recognised by what it holds, never by its name or the sender's word for it.

Called by calls/sources/folder.py and the upload page, each with a row that says where the file is from.
"""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from typing import IO

from calls.imports import audio, records
from calls.imports.refusal import NotTaken, damaged_archive
from calls.imports.stream import opened
from calls.models import ImportedFile
from ucm.protocol.recordings import SNIFF_BYTES, Kind, sniff

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
MOST_MEMBERS = 100_000
BROKEN_GZIP = (gzip.BadGzipFile, EOFError, zlib.error)

State = ImportedFile.State


def take(row: ImportedFile, file: IO[bytes]) -> None:
    """Take in the open, seekable file and write on the row what became of it.

    Raises DiskFull, with the row as it was: the file must be offered again.
    """
    try:
        _recognised(row, file)
    except NotTaken as error:
        row.state, row.why, row.mend = State.REFUSED, error.why, error.mend
    row.save()


def _recognised(row: ImportedFile, file: IO[bytes]) -> None:
    head = file.read(SNIFF_BYTES)
    file.seek(0)
    if sniff(head) is Kind.TAR:
        _archive(row, file)
    elif head.startswith(GZIP):
        _gzipped(row, file)
    else:
        _single(row, *opened(file))


def _gzipped(row: ImportedFile, file: IO[bytes]) -> None:
    try:
        with gzip.open(file) as inner:
            head, chunks = opened(inner)
            if sniff(head) is not Kind.TAR:
                return _single(row, head, chunks)
        file.seek(0)
        _archive(row, file)
    except BROKEN_GZIP as error:
        raise damaged_archive() from error


def _single(row: ImportedFile, head: bytes, chunks: Iterator[bytes]) -> None:
    if sniff(head).is_audio:
        audio.keep(row, chunks)
    elif records.are_in(head):
        records.keep(row, head, chunks)
    else:
        raise NotTaken(*_what_it_is(head))


def _what_it_is(head: bytes) -> tuple[str, str]:
    kind = sniff(head)
    if kind is Kind.EMPTY:
        return "The file is empty.", "Copy or export it again."
    if kind is Kind.HTML:
        return (
            "It is a web page.",
            "Perhaps a sign-in page was saved in place of the file: download it again.",
        )
    if head.startswith(ZIP):
        return "ZIP archives are not opened.", "Unpack it, or pack it as .tar.gz, and bring that."
    if head.startswith(GZIP) or kind is Kind.TAR:
        return "It is an archive inside an archive.", "Unpack the outer one, and bring the inner ones."
    return (
        "It is neither a WAV recording nor an export of call records (CSV, JSON or XML).",
        "Bring recordings as the UCM has them, and the CDR export with its header line.",
    )


# --- Archives -----------------------------------------------------------------------------------------


def _archive(row: ImportedFile, file: IO[bytes]) -> None:
    """Take each file in it, straight from the stream: nothing is unpacked under a name of the archive's."""
    row.kind = ImportedFile.Kind.ARCHIVE
    members: list[ImportedFile] = []
    try:
        with tarfile.open(fileobj=file, mode="r|*") as archive:
            for member in archive:
                if member.isreg():
                    members.append(_member(row, member, archive.extractfile(member)))
                if len(members) > MOST_MEMBERS:
                    raise NotTaken(f"It holds more than {MOST_MEMBERS} files.", "Bring it in parts.")
    except (tarfile.TarError, *BROKEN_GZIP) as error:
        raise damaged_archive() from error
    row.state = State.TAKEN
    row.why = _told(members)


def _member(row: ImportedFile, member: tarfile.TarInfo, file: IO[bytes] | None) -> ImportedFile:
    inner = ImportedFile(
        connection=row.connection,
        source=row.source,
        batch=row.batch,
        name=f"{row.name}/{member.name}"[:400],
        size=member.size,
        written_at=row.written_at,
        state=State.REFUSED,
    )
    inner.save()
    try:
        if file is not None:
            _single(inner, *opened(file))
    except NotTaken as error:
        inner.why, inner.mend = error.why, error.mend
    inner.save()
    return inner


def _told(members: list[ImportedFile]) -> str:
    refused = sum(member.state == State.REFUSED for member in members)
    held = f"It held {len(members)} file{'' if len(members) == 1 else 's'}"
    return f"{held}, {refused} of them could not be taken." if refused else f"{held}."
