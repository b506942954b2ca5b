"""Recordings on disk: free space first, a temporary file, recognised, hashed, renamed into place.

A half file is never visible under its final name, and the same audio is stored once. Grandstream's GSFF
becomes WAV here, for the length that a WAV header needs is known only at the end.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from calls.speech.audio import AudioFacts, NotAudio, probe
from ucm.protocol import gsff
from ucm.protocol.errors import StillGrowing
from ucm.protocol.recordings import SNIFF_BYTES, Kind, sniff

COPY = 1024 * 1024  # bytes


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
    mend = "Play it in the UCM's own web page (CDR > Recordings). If it plays there, press Retry."


class UnsupportedRecording(Exception):
    """Grandstream's own container, and inside it something else than plain samples."""

    retryable = False
    why = "The UCM sent this recording in its own GSFF format, and not as plain sound inside."
    mend = "Download it in the UCM's own web page, which converts it."


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`path` is relative to the recordings folder; `size` in bytes."""

    path: str
    sha256: str
    size: int
    audio: AudioFacts


def store(
    chunks: Iterable[bytes],
    folder: Path,
    *,
    month: str,
    keep_free: int,
    size: int = 0,
    at_least: float = 0.0,
) -> StoredFile:
    """Keep a stream of audio bytes as `<month>/<sha256>.wav` below `folder`.

    `size` (bytes, 0 if unknown) is what is about to come, `at_least` how many seconds it must hold. Raises
    DiskFull before anything is written, or as soon as a longer stream would leave less than `keep_free`;
    StillGrowing when it is too short; BrokenRecording or UnsupportedRecording when it does not decode. Then
    nothing is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _must_fit(folder, keep_free=keep_free, size=size)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".incoming-") as scratch:
        incoming = Path(scratch) / "recording"
        _write(chunks, incoming, keep_free=keep_free)
        incoming = _as_wav(incoming)
        facts = _facts(incoming)
        if facts.duration < at_least:
            raise StillGrowing(
                f"The UCM is still writing this recording: {facts.duration:.0f} of {at_least:.0f} seconds."
            )
        with incoming.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        stored = StoredFile(f"{month}/{sha256}.wav", sha256, incoming.stat().st_size, facts)
        (folder / month).mkdir(exist_ok=True)
        incoming.chmod(0o640)
        incoming.rename(folder / stored.path)
    return stored


def _must_fit(folder: Path, *, keep_free: int, size: int = 0) -> None:
    if (free := shutil.disk_usage(folder).free) < keep_free + size:
        raise DiskFull(free, keep_free + size, folder)


def _write(chunks: Iterable[bytes], target: Path, *, keep_free: int) -> None:
    """Chunk by chunk, so that memory stays small; others write to the same disk, so look each time."""
    with target.open("wb") as stream:
        for chunk in chunks:
            _must_fit(target.parent, keep_free=keep_free, size=len(chunk))
            stream.write(chunk)


def _as_wav(incoming: Path) -> Path:
    """The file itself, or what GSFF holds as a WAV beside it."""
    with incoming.open("rb") as source:
        head = source.read(gsff.LISTEN)
        if sniff(head[:SNIFF_BYTES]) is not Kind.GSFF:
            return incoming
        if (start := gsff.pcm_start(head)) is None:
            raise UnsupportedRecording
        source.seek(start)
        with incoming.with_suffix(".wav").open("wb") as wav:
            wav.write(gsff.wav_header(incoming.stat().st_size - start))
            shutil.copyfileobj(source, wav, COPY)
    incoming.unlink()
    return incoming.with_suffix(".wav")


def _facts(file: Path) -> AudioFacts:
    try:
        return probe(file)
    except NotAudio as error:
        raise BrokenRecording from error
