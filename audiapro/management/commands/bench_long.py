"""`manage.py bench_long --minutes 10 --minutes 600`: memory and time that long recordings take, as JSON.

Each length is heard by `manage.py transcribe` in a process of its own.
"""

import json
import os
import subprocess
import sys
import time
import wave
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audiapro.bench.mixed import RATE, english


@dataclass(frozen=True, slots=True)
class Heard:
    """`memory_mb` is the process's peak; `rtf` seconds of work per second of audio."""

    minutes: int
    memory_mb: int
    seconds: float
    rtf: float
    cpu: float


class Command(BaseCommand):
    help = "Peak memory and real-time factor of recordings of these lengths, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--minutes", type=int, action="append", required=True)
        parser.add_argument("--model", default=settings.WHISPER_MODEL)

    def handle(self, *, minutes: list[int], model: str, **_: Any) -> None:
        with TemporaryDirectory(prefix="audiapro-bench-") as folder:
            measured = [asdict(_measure(Path(folder), length, model)) for length in minutes]
        self.stdout.write(json.dumps(measured, indent=2))


def _measure(folder: Path, minutes: int, model: str) -> Heard:
    path = folder / "long.wav"
    write(path, seconds=60 * minutes)
    command = [sys.executable, "manage.py", "transcribe", str(path), "--model", model, "--json"]
    began = time.monotonic()
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL) as child:  # noqa: S603
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    if child.returncode:
        raise CommandError(f"{minutes} minutes could not be heard; the reason is above.")
    audio = 60.0 * minutes
    return Heard(
        minutes,
        memory_mb=round(usage.ru_maxrss / 1024),
        seconds=round(seconds, 1),
        rtf=round(seconds / audio, 4),
        cpu=round((usage.ru_utime + usage.ru_stime) / audio, 4),
    )


def write(path: Path, *, seconds: float) -> None:
    """The shipped mono calls, one after the other and again, as a recording of this length."""
    calls = [sound for sound in english() if sound.shape[1] == 1]
    left = int(seconds * RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        number = 0
        while left:
            piece = calls[number % len(calls)][:left]
            file.writeframes((piece * 32767).astype("<i2").tobytes())
            left, number = left - len(piece), number + 1
