"""Recordings out of archives, as streams: a tar where one file was asked for, and gzip around either.

Called by the clients. The old API answers several names with a tar (Grandstream's REC API guide, 2013,
p. 16); CloudUCM's “Download All” gives a .tgz. Nothing is held in memory beyond a block.
"""

import io
import tarfile
import zlib
from collections.abc import Iterator

from ucm.protocol.errors import ConnectionBroken, NoSuchRecording

CHUNK = 64 * 1024
BROKE_OFF = "The archive with the recording broke off."


def gunzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes inside a gzip stream. Raises ConnectionBroken when it is damaged or ends early."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            # Never an empty piece: to a reader that is the end.
            if plain := inflate.decompress(chunk, CHUNK):
                yield plain
            while plain := inflate.decompress(inflate.unconsumed_tail, CHUNK):
                yield plain
    except zlib.error as error:
        raise ConnectionBroken("The compressed recording is damaged.") from error
    if not inflate.eof:
        raise ConnectionBroken(BROKE_OFF)


def member(chunks: Iterator[bytes], name: str) -> tuple[int, Iterator[bytes]]:
    """(size in bytes, content) of the file of this name in a tar, whatever folder it lies in there.

    Raises NoSuchRecording if it is not in it, and ConnectionBroken, also later, if the tar ends early.
    """
    wanted = name.rpartition("/")[2]
    try:
        archive = tarfile.open(fileobj=_Stream(chunks), mode="r|")  # noqa: SIM115 - lives as long as the stream
        for found in archive:
            if found.isfile() and found.name.rpartition("/")[2] == wanted:
                return found.size, _content(archive, found)
    except tarfile.TarError as error:
        raise ConnectionBroken(BROKE_OFF) from error
    raise NoSuchRecording("The UCM sent an archive that does not hold this recording.")


def _content(archive: tarfile.TarFile, found: tarfile.TarInfo) -> Iterator[bytes]:
    file = archive.extractfile(found)
    try:
        while file and (chunk := file.read(CHUNK)):
            yield chunk
    except tarfile.TarError as error:
        raise ConnectionBroken(BROKE_OFF) from error


class _Stream(io.RawIOBase):
    """Chunks as the file that tarfile wants to read from, forward only."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (chunk := next(self._chunks, b"")):
            self._rest += chunk
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken
