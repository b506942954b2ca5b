"""GSFF, Grandstream's own container, made into WAV. Called where recordings are stored.

Seen in the .tgz of CloudUCM's “Download All”: the four bytes `GSFF`, then raw 16-bit little-endian PCM,
8 kHz, one channel. How long the header is was never proven (4 or 8 bytes; 8 is suspected). Eight are
skipped: at worst that loses two samples, a quarter of a millisecond; four too few would be heard as a click.
Only an odd length would ruin the sound: read one byte off, PCM turns into noise (in recorded speech the mean
step from sample to sample grows ten times or more). So the smoother of the two readings is taken, and where
that is noise too the bytes are no raw PCM (encrypted, compressed).
"""

import struct
from itertools import pairwise
from typing import NamedTuple

RATE, WIDTH = 8000, 2  # samples a second, bytes a sample
HEADER = 8
LISTEN = 256 * 1024
"""Bytes from the start that `pcm_start` wants to see: sixteen seconds."""


def pcm_start(head: bytes) -> int | None:
    """Where the samples begin, from the file's first LISTEN bytes; None when they are no raw PCM."""
    even, odd = _measure(head[HEADER:]), _measure(head[HEADER + 1 :])
    if 2 * odd.step < even.step:
        return HEADER + 1
    return None if even.is_noise else HEADER


class _Measure(NamedTuple):
    """Mean size of a sample and mean step to the next; 1 is what numbers spread evenly over 16 bits have."""

    size: float
    step: float

    @property
    def is_noise(self) -> bool:
        return 0.9 < self.size < 1.1 and 0.9 < self.step < 1.1


def _measure(pcm: bytes) -> _Measure:
    """Of numbers spread evenly over ±32768 the mean size is 16384, the mean step between two 4/3 of that."""
    count = len(pcm) // WIDTH
    if count < RATE // 10:
        return _Measure(0.0, 0.0)
    samples: tuple[int, ...] = struct.unpack(f"<{count}h", pcm[: count * WIDTH])
    steps = sum(abs(b - a) for a, b in pairwise(samples))
    return _Measure(sum(map(abs, samples)) / count / 16384, steps / (count - 1) / (16384 * 4 / 3))


def wav_header(pcm_bytes: int) -> bytes:
    """The 44 bytes before so much PCM in a RIFF/WAVE file."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * WIDTH, WIDTH, 8 * WIDTH)
    return (
        struct.pack("<4sI4s", b"RIFF", 36 + pcm_bytes, b"WAVE")
        + form
        + struct.pack("<4sI", b"data", pcm_bytes)
    )
