"""The body of an HTTP answer that should be a recording: recognised, unpacked, and counted to its end.

Called by downloads.py and old_api/. Nothing but audio is let through, or held in memory beyond a block.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import requests

from ucm.protocol import errors, unpack
from ucm.protocol.recordings import SNIFF_BYTES, Kind, sniff
from ucm.protocol.whole import NOTHING_KNOWN, Known, doubt
from ucm.session import decode, read

LARGEST_REFUSAL = 1024 * 1024
# What a folder answers with, and the old API where it has no file of the name (REC API guide 2013, p. 15).
_LISTING = re.compile(
    rb"(\xef\xbb\xbf)?\s*(directory|file ?name)\b|[\w./-]+,[^\r\n,]+\.(wav|gsm)\b", re.IGNORECASE
)
_ARTICLES = {Kind.HTML: "a web page", Kind.JSON: "JSON", Kind.XML: "XML", Kind.TAR: "an archive of archives"}


@dataclass(frozen=True, slots=True)
class Audio:
    """A recording on its way: read `chunks` inside the `with`. `size` in bytes, None if unannounced."""

    kind: Kind
    size: int | None
    chunks: Iterator[bytes]


def audio_in(response: requests.Response, *, name: str, known: Known = NOTHING_KNOWN) -> Audio:
    """The recording of this name in an answer, judged by its first bytes, whatever its headers say.

    Raises NotReady, NotAudio, Encrypted, NoSuchRecording or Refused at once, and while `chunks` are read
    ConnectionBroken (the body ended early) or StillGrowing (the file is not whole).
    """
    size = _length(response)
    kind, head, chunks = _peek(_complete(read(response), size))
    if kind is Kind.GZIP:
        size, (kind, head, chunks) = None, _peek(unpack.gunzip(chunks))
    if kind is Kind.TAR:
        size, chunks = unpack.member(chunks, name)
        kind, head, chunks = _peek(chunks)
    if kind is Kind.UNKNOWN and _LISTING.match(head):
        raise errors.NoSuchRecording
    _must_be_audio(kind, name, chunks)
    return Audio(kind, size, _whole(head, chunks, known))


def _length(response: requests.Response) -> int | None:
    """Bytes announced; None where they count something else than what is read here."""
    announced = response.headers.get("Content-Length", "")
    return int(announced) if announced.isdecimal() and "Content-Encoding" not in response.headers else None


def _peek(chunks: Iterator[bytes]) -> tuple[Kind, bytes, Iterator[bytes]]:
    """What it is, how it begins, and all of it."""
    head = b""
    while len(head) < SNIFF_BYTES and (chunk := next(chunks, b"")):
        head += chunk
    return sniff(head), head, chain((head,), chunks)


def _complete(chunks: Iterator[bytes], size: int | None) -> Iterator[bytes]:
    received = 0
    for chunk in chunks:
        received += len(chunk)
        yield chunk
    if size is not None and received < size:
        raise errors.ConnectionBroken(f"The recording broke off after {received} of {size} bytes.")


def _must_be_audio(kind: Kind, name: str, chunks: Iterator[bytes]) -> None:
    if kind.is_audio:
        return
    if kind is Kind.EMPTY:
        raise errors.NotReady
    if kind is Kind.JSON:
        decode(_start(chunks, LARGEST_REFUSAL), action="recapi")
    if kind is Kind.UNKNOWN and name.lower().endswith(".venc"):
        raise errors.Encrypted
    raise errors.NotAudio(f"The UCM sent {_ARTICLES.get(kind, 'unknown bytes')} where audio should be.")


def _start(chunks: Iterator[bytes], most: int) -> bytes:
    body = b""
    while len(body) < most and (chunk := next(chunks, b"")):
        body += chunk
    return body


def _whole(head: bytes, chunks: Iterator[bytes], known: Known) -> Iterator[bytes]:
    received = 0
    for chunk in chunks:
        received += len(chunk)
        yield chunk
    if reason := doubt(head, received, known):
        raise errors.StillGrowing(f"The UCM is still writing this recording: {reason}.")
