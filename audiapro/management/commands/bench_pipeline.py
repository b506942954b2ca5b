"""`manage.py bench_pipeline`: a queue of recorded calls through everything, from hanging up to insight.

A simulated UCM posts the records and serves the recordings over HTTPS; web server, broker and workers
are those of `make run`, on a scratch database beside the configured one. Prints JSON.
"""

import json
import shlex
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection as database
from django.db.models import Max, Min

from audiapro.bench.mixed import recordings
from audiapro.bench.scratch import CONNECTION, running_house, scratch_database
from calls.models import Call, Step
from calls.recogniser import model_name
from calls.speech import provision
from calls.speech.timing import Part
from ucm.models import Connection
from ucm.simulator.audio import Recording
from ucm.simulator.push import RealTimeOutput
from ucm.simulator.server import RunningUcm, running

PYTHON = (sys.executable, "-W", "ignore::UserWarning:celery.platforms")  # that we may be root
USER, PASSWORD = "cdrapi", "bench"
STAGES = {"fetch_recording": "download", "analyse": "analysis"}
HOUR = 3600.0


class Command(BaseCommand):
    help = "Calls an hour, time from hanging up to insight, and where the time goes, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--calls", type=int, default=200)
        parser.add_argument("--longest", type=float, default=1800.0, help="seconds of the longest call")
        parser.add_argument("--every", type=float, default=0.0, help="seconds between calls; 0: all at once")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--patience", type=float, default=7200.0, help="seconds until it is given up")

    def handle(
        self, *, calls: int, longest: float, every: float, seed: int, patience: float, **_: Any
    ) -> None:
        if calls < 2:
            raise CommandError("--calls must be 2 or more.")
        try:
            provision.locate(model_name(), settings.MODELS_DIR)
        except provision.ModelUnavailable as error:
            # Without it the calls would wait for it, and so would whoever measures.
            raise CommandError(f"{error.why} {error.mend}") from error
        queue = recordings(calls, longest=longest, seed=seed)
        with scratch_database() as url, TemporaryDirectory(prefix="audiapro-bench-") as folder:
            told = Path(folder) / "transcriber.json"
            transcriber = shlex.join([*PYTHON, "-m", "audiapro.bench.transcriber", str(told)])
            with (
                running(user=USER, password=PASSWORD, recordings=()) as ucm,
                running_house(url, folder=Path(folder), transcriber=transcriber) as site,
            ):
                connection = _connect(ucm)
                began = time.monotonic()
                _place(ucm, queue, url=f"{site}{connection.webhook_path}", every=every)
                self._wait(len(queue), until=time.monotonic() + patience)
                seconds = time.monotonic() - began
            parts = json.loads(told.read_text())
            self.stdout.write(json.dumps(_report(queue, seconds, parts, every=every), indent=2))

    def _wait(self, calls: int, *, until: float) -> None:
        """Until every call has been analysed. CommandError with what is left when that takes too long."""
        shown = -1
        while (done := Step.objects.filter(stage="analyse", state=Step.State.DONE).count()) < calls:
            failed = Step.objects.failed().values_list("stage", "why")
            if failed or time.monotonic() > until:
                raise CommandError(f"{done} of {calls} calls were analysed. Failed: {list(failed[:5])}")
            if done // 10 > shown:
                shown = done // 10
                self.stderr.write(f"{done} of {calls}")
            time.sleep(0.5)


def _connect(ucm: RunningUcm) -> Connection:
    return Connection.objects.create(
        name=CONNECTION,
        base_url=ucm.url,
        username=USER,
        password=PASSWORD,
        tls=Connection.Tls.PIN,
        fingerprint=ucm.fingerprint,
    )


def _place(ucm: RunningUcm, queue: Sequence[Recording], *, url: str, every: float) -> None:
    with RealTimeOutput(url) as output:
        for recording in queue:
            output.offer(ucm.place_call(recording=recording))
            time.sleep(every)
        while Call.objects.count() < len(queue):
            time.sleep(0.1)


def _report(
    queue: Sequence[Recording], seconds: float, transcriber: Mapping[str, Any], *, every: float
) -> dict[str, Any]:
    audio = sum(recording.seconds for recording in queue)
    waits = _waits()
    spent = {name: _worked(stage) for stage, name in STAGES.items()}
    spent |= {Part(part).value: taken for part, taken in transcriber["seconds"].items()}
    total = sum(spent.values())
    return {
        "database": database.vendor,
        "model": settings.WHISPER_MODEL,
        "calls": len(queue),
        "every": every,
        "audio_hours": round(audio / HOUR, 2),
        "seconds": round(seconds, 1),
        "calls_an_hour": round(len(queue) * HOUR / seconds),
        "audio_hours_an_hour": round(audio / seconds, 1),
        "to_insight": {
            "median": round(median(waits), 1),
            "p95": round(quantiles(waits, n=20, method="inclusive")[-1], 1),
        },
        "shares": {name: round(taken / total, 3) for name, taken in spent.items()},
        "transcriber_mb": transcriber["memory_mb"],
    }


def _waits() -> list[float]:
    """Seconds from each call's record to its insight."""
    ended = Call.objects.annotate(told=Min("legs__event__received_at"), done=Max("steps__finished_at"))
    return [(call.done - call.told).total_seconds() for call in ended]


def _worked(stage: str) -> float:
    times = Step.objects.filter(stage=stage).values_list("started_at", "finished_at")
    return sum((finished - started).total_seconds() for started, finished in times)
