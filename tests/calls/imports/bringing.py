"""Files as people and folders bring them: real WAVs, exports, archives."""

import gzip
import io
import tarfile
from pathlib import Path

from calls.imports.take import take
from calls.ingest import ingest_one
from calls.models import Event, ImportedFile
from tests.calls.audio import wav
from tests.calls.test_ingest import ANSWERED_LEG
from ucm.models import Connection
from ucm.simulator.traffic.cdr import FIELDS

RECORDING = "auto-1777887008-5550142-1001.wav"  # as ANSWERED_LEG names it, without its month folder
OTHER = ANSWERED_LEG | {
    "AcctId": "74", "session": "1777887100123456-5550143", "uniqueid": "1777887100.44",
    "start": "2026-05-04 09:31:40", "answer": "2026-05-04 09:31:48", "end": "2026-05-04 09:33:18",
    "src": "5550143", "recordfiles": "2026-05/auto-1777887108-5550143-1001.wav@",
    "clid": '"Alder, Ben" <5550143>', "caller_name": "Alder, Ben",
}  # fmt: skip


def export(*rows: dict[str, str]) -> bytes:
    """As a UCM writes it: nothing quoted, though there are commas."""
    lines = [",".join(FIELDS), *(",".join(row.get(name, "") for name in FIELDS) for row in rows)]
    return "\r\n".join([*lines, ""]).encode()


def tar(files: dict[str, bytes], *, mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, body in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return out.getvalue()


def bring(connection: Connection, name: str, body: bytes) -> ImportedFile:
    """As an upload does."""
    row = ImportedFile(connection=connection, source=ImportedFile.Source.UPLOAD, name=name, size=len(body))
    take(row, io.BytesIO(body))
    return row


def put(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def read_events() -> None:
    for pk in Event.objects.filter(state=Event.State.RECEIVED).order_by("pk").values_list("pk", flat=True):
        ingest_one(pk)


__all__ = [
    "ANSWERED_LEG",
    "OTHER",
    "RECORDING",
    "bring",
    "export",
    "gzip",
    "put",
    "read_events",
    "tar",
    "wav",
]
