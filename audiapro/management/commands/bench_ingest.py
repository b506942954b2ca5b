"""`manage.py bench_ingest`: how fast webhook and TCP feed take records in, as JSON.

The ways are measured one after the other in each round of a single run, so that a noisy machine is
noisy for all; medians are reported. Real gunicorn, feed and broker, on a scratch database beside the
configured one.
"""

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection as database

from audiapro.bench import load
from audiapro.bench.figures import Run, figures
from audiapro.bench.scratch import CONNECTION, Site, running_site, scratch_database
from calls.models import Event
from ucm.models import Connection

KEPT_WITHIN = 60.0  # seconds until a written record counts as lost


class Command(BaseCommand):
    help = "Records a second, p50 and p99 in ms, and records lost, for the webhook and the TCP feed, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--records", type=int, default=1000, help="for each way in each round")
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--senders", type=int, default=8, help="UCMs that send at once; 1 shows the wait")

    def handle(self, *, records: int, rounds: int, senders: int, **_: Any) -> None:
        if min(records - 1, rounds, senders) < 1:
            raise CommandError("--records must be 2 or more, --rounds and --senders 1 or more.")
        runs: dict[str, list[Run]] = defaultdict(list)
        with scratch_database() as url:
            ucm = Connection.objects.create(name=CONNECTION, base_url="https://192.0.2.1:8089")
            with running_site(url) as site:
                for number in range(rounds + 1):
                    bodies = load.records(f"round-{number}", records)
                    for way, run in _round(site, ucm, bodies, senders):
                        # The first round warms up: imports, database connections, page caches.
                        runs[way] += [run] * (number > 0)
        head = {"database": database.vendor, "records": records, "rounds": rounds, "senders": senders}
        report = {way: asdict(figures(measured)) for way, measured in runs.items()}
        self.stdout.write(json.dumps(head | report, indent=2))


def _round(site: Site, ucm: Connection, bodies: Sequence[bytes], senders: int) -> list[tuple[str, Run]]:
    return [
        ("webhook, keep-alive", _webhook(site, ucm, bodies, senders=senders, keep_alive=True)),
        ("webhook, a connection each", _webhook(site, ucm, bodies, senders=senders, keep_alive=False)),
        ("tcp feed", _feed(site, bodies, senders=senders)),
    ]


def _webhook(site: Site, ucm: Connection, bodies: Sequence[bytes], *, senders: int, keep_alive: bool) -> Run:
    before = Event.objects.count()
    begun = time.perf_counter()
    waits = load.post_all(site.web_port, ucm.webhook_path, bodies, senders=senders, keep_alive=keep_alive)
    return Run(time.perf_counter() - begun, waits, Event.objects.count() - before)


def _feed(site: Site, bodies: Sequence[bytes], *, senders: int) -> Run:
    """The feed answers nothing: a record's wait is from its writing to its row."""
    last = Event.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    begun = time.perf_counter()
    moments = load.write_all(site.feed_port, bodies, senders=senders)
    fresh = Event.objects.filter(pk__gt=last)
    while (kept := fresh.count()) < len(bodies) and time.perf_counter() - begun < KEPT_WITHIN:
        time.sleep(0.02)
    seconds = time.perf_counter() - begun
    received = {bytes(raw): at.timestamp() for raw, at in fresh.values_list("raw", "received_at")}
    pairs = zip(bodies, moments, strict=True)
    waits = [received.get(body, moment + KEPT_WITHIN) - moment for body, moment in pairs]
    return Run(seconds, waits, kept)
