"""Recordings on disk: free space first, a temporary file, recognised, hashed, renamed into place.

A half file is never visible under its final name, and the same audio is stored once.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from calls.speech.audio import AudioFacts, NotAudio, probe


class DiskFull(Exception):
    """Less space is left for recordings than must stay free."""

    retryable = True
    wait = 600.0

    def __init__(self, free: int, needed: int, folder: Path) -> None:
        self.why = (
            f"Only {free // 2**20} MB are free in {folder}, and {needed // 2**20} MB must stay free there."
        )
        self.mend = "Free disk space there, or point RECORDINGS_DIR to a larger disk."
        super().__init__(self.why)


class BrokenRecording(Exception):
    """The PBX sent something that begins like audio and cannot be decoded."""

    retryable = True
    why = "The recording that the UCM sent is damaged or was cut off."
    mend = "Play it in the UCM's own web page (CDR > Recording Files). If it plays there, press Retry."


class UnsupportedRecording(Exception):
    """Audio in Grandstream's own container, which nothing here can open yet."""

    retryable = False
    why = "The UCM sent this recording in its own GSFF format, which AudiaPro cannot read yet."
    mend = "Download it in the UCM's own web page, which converts it."


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`path` is relative to the recordings folder; `size` in bytes."""

    path: str
    sha256: str
    size: int
    audio: AudioFacts


def store(chunks: Iterable[bytes], folder: Path, *, month: str, keep_free: int) -> StoredFile:
    """Keep a stream of audio bytes as `<month>/<sha256>.wav` below `folder`.

    DiskFull is raised before anything is written, BrokenRecording when the bytes do not decode.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (free := shutil.disk_usage(folder).free) < keep_free:
        raise DiskFull(free, keep_free, folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".incoming-") as scratch:
        incoming = Path(scratch) / "recording"
        sha256 = _write(chunks, incoming)
        try:
            facts = probe(incoming)
        except NotAudio as error:
            raise BrokenRecording from error
        stored = StoredFile(f"{month}/{sha256}.wav", sha256, incoming.stat().st_size, facts)
        (folder / month).mkdir(exist_ok=True)
        incoming.chmod(0o640)
        incoming.rename(folder / stored.path)
    return stored


def _write(chunks: Iterable[bytes], target: Path) -> str:
    """Write chunk by chunk, so that memory stays small; answer the SHA-256."""
    digest = hashlib.sha256()
    with target.open("wb") as stream:
        for chunk in chunks:
            digest.update(chunk)
            stream.write(chunk)
    return digest.hexdigest()
