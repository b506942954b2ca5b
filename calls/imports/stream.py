"""Files read piece by piece, within limits: an archive may unpack to more than the disk has."""

import shutil
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

from django.conf import settings

from calls.imports.refusal import NotTaken
from calls.recordings import DiskFull
from ucm.protocol.recordings import SNIFF_BYTES

CHUNK = 1024 * 1024  # bytes
LOOK_AT_DISK = 16  # chunks between looks at the free space


def opened(stream: IO[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first SNIFF_BYTES bytes, and all chunks from the start. Chunks raise NotTaken beyond
    UPLOAD_MAX_BYTES and DiskFull where too little is left."""
    head = stream.read(SNIFF_BYTES)
    return head, _limited(chain([head], iter(lambda: stream.read(CHUNK), b"")))


def _limited(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for count, chunk in enumerate(chunks):
        size += len(chunk)
        if size > settings.UPLOAD_MAX_BYTES:
            raise too_large()
        if not count % LOOK_AT_DISK:
            must_have_room()
        yield chunk


def must_have_room() -> None:
    settings.RECORDINGS_DIR.mkdir(parents=True, exist_ok=True)
    if (free := shutil.disk_usage(settings.RECORDINGS_DIR).free) < settings.MIN_FREE_BYTES:
        raise DiskFull(free, settings.MIN_FREE_BYTES, settings.RECORDINGS_DIR)


def too_large() -> NotTaken:
    return NotTaken(
        f"The file is larger than {settings.UPLOAD_MAX_BYTES // 2**20} MB.",
        "Split it, or have UPLOAD_MAX_BYTES raised.",
    )
