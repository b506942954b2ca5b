"""What a body of `recapi` is, judged by its first bytes: one URL gives WAV, tar, CSV or nothing.

Called by client.py. Source: Grandstream's REC API guide (2013), pp. 15-17. A tar comes for several names;
should one come for a single name, the file of that name is taken from it.
"""

import io
import re
import tarfile
from collections.abc import Iterator
from itertools import chain
from typing import Any

import requests

from ucm.client import Audio
from ucm.protocol import errors
from ucm.protocol.recordings import SNIFF_BYTES, Kind, promised_size, sniff
from ucm.session import CHUNK, decode, read

_LISTING = re.compile(
    rb"(\xef\xbb\xbf)?\s*(directory|file ?name)\b|[\w./-]+,[^\r\n,]+\.(wav|gsm)\b", re.IGNORECASE
)
_ARTICLES = {Kind.HTML: "a web page", Kind.JSON: "JSON", Kind.XML: "XML"}


def recognise(response: requests.Response, *, name: str) -> Audio:
    """The audio in the answer to a question for one file. Raises RecordingUnavailable for all else."""
    head, chunks = _begun(read(response))
    if sniff(head) is Kind.TAR:
        return _unpacked(chain([head], chunks), name=name)
    announced = response.headers.get("Content-Length", "")
    return _audio(head, chunks, size=int(announced) if announced.isdecimal() else None)


def _begun(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Enough first bytes to recognise a body by, and the rest of it."""
    head = b""
    while len(head) < SNIFF_BYTES and (chunk := next(chunks, b"")):
        head += chunk
    return head, chunks


def _audio(head: bytes, chunks: Iterator[bytes], *, size: int | None) -> Audio:
    kind = sniff(head)
    if kind is Kind.EMPTY:
        raise errors.NotReady
    if kind is Kind.JSON:
        decode(head + b"".join(chunks), action="recapi")
    if _LISTING.match(head):
        raise errors.NoSuchRecording
    if not kind.is_audio:
        raise errors.NotAudio(f"The UCM sent {_ARTICLES.get(kind, 'unknown bytes')} where audio should be.")
    return Audio(kind, size, _whole(head, chunks, promised=promised_size(head) if size is None else size))


def _whole(head: bytes, chunks: Iterator[bytes], *, promised: int | None) -> Iterator[bytes]:
    """The body to its end. Without Content-Length only the WAV header tells that the end is missing."""
    yield head
    received = len(head)
    for chunk in chunks:
        received += len(chunk)
        yield chunk
    if promised is not None and received < promised:
        raise errors.ConnectionBroken(f"The recording broke off after {received} of {promised} bytes.")


# --- Tar -------------------------------------------------------------------------------------------


class _Forward(io.RawIOBase):
    """Chunks as a file that is read once, front to back, as `tarfile` can."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or next(self._chunks, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _unpacked(chunks: Iterator[bytes], *, name: str) -> Audio:
    """The file of this name in a tar, without keeping the tar."""
    member, content = _member(chunks, name=name)
    head, rest = _begun(content)
    return _audio(head, rest, size=member.size)


def _member(chunks: Iterator[bytes], *, name: str) -> tuple[tarfile.TarInfo, Iterator[bytes]]:
    try:
        tar = tarfile.open(fileobj=_Forward(chunks), mode="r|")  # noqa: SIM115 - read on later
        for member in tar:
            if member.isfile() and member.name.rpartition("/")[2] == name:
                return member, _content(tar, member)
    except tarfile.TarError:
        raise errors.ConnectionBroken("The archive with the recording is damaged or broke off.") from None
    raise errors.NoSuchRecording


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    file = tar.extractfile(member)
    try:
        while file and (chunk := file.read(CHUNK)):
            yield chunk
    except tarfile.TarError:
        raise errors.ConnectionBroken("The archive with the recording broke off.") from None
