"""Where the seconds of hearing a recording go: the engine marks its parts, benchmarks read the sums.

Pure. Seconds are of each thread's wall clock and add up over threads, so that two threads that decode
at once for a second count two; a mark inside another is counted in both.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from threading import Lock


class Part(StrEnum):
    """A part of the engine's work."""

    PCM = "pcm"
    ACTIVITY = "activity"
    PACKING = "packing"
    ENCODER = "encoder"
    DECODER = "decoder"
    ALIGNMENT = "alignment"
    DIARIZATION = "diarization"


_lock = Lock()
_seconds = dict.fromkeys(Part, 0.0)


@contextmanager
def measured(part: Part) -> Iterator[None]:
    """Add the block's seconds to the part, also when it fails."""
    began = time.perf_counter()
    try:
        yield
    finally:
        took = time.perf_counter() - began
        with _lock:
            _seconds[part] += took


def seconds() -> dict[Part, float]:
    """Seconds in each part since this process began; the difference of two readings is a stretch's."""
    with _lock:
        return dict(_seconds)
