"""In what a recording is handed out: WAV, a half-written WAV, GSFF, tar, or encrypted. Called by recapi.py.

GSFF was seen as four magic bytes before raw samples, its header's length unproven; of `.venc` no more
than the name is known. A file still being written has no length in its header yet, or that of what is there.
"""

import gzip
import io
import random
import struct
import tarfile

from ucm.simulator.audio import Recording
from ucm.simulator.switches import Container, Scenario

HEADER = 44


def packed(name: str, recording: Recording, scenario: Scenario) -> bytes:
    match scenario.container:
        case Container.GSFF:
            return _gsff(recording.wav, scenario.gsff_header)
        case Container.TAR:
            return _tar(name, recording.wav)
        case Container.TGZ:
            return gzip.compress(_tar(name, recording.wav), compresslevel=1)
        case Container.VENC:
            return random.Random(name).randbytes(len(recording.wav))  # noqa: S311 - looks encrypted
        case _:
            return recording.wav


def half_written(wav: bytes, *, closed: bool) -> bytes:
    """The first half of a file, its header telling that half (`closed`) or nothing yet."""
    half = len(wav) // 2 // 2 * 2
    size, data = (half - 8, half - HEADER) if closed else (0, 0)
    return wav[:4] + struct.pack("<I", size) + wav[8:40] + struct.pack("<I", data) + wav[HEADER:half]


def _gsff(wav: bytes, header: int) -> bytes:
    return b"GSFF".ljust(header, b"\x00") + wav[HEADER:]


def _tar(name: str, wav: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for inside, body in (("recording/another.wav", wav[:HEADER]), (f"recording/{name}", wav)):
            entry = tarfile.TarInfo(inside)
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))
    return target.getvalue()
