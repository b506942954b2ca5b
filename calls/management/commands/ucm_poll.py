"""`manage.py ucm_poll`: the reconciling poll in this process, for a house without a broker and by hand."""

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from calls.management import connections
from calls.models import Poll
from calls.sources.poll import poll


class Command(BaseCommand):
    help = (
        "Take in the calls that no push has brought, from the UCM's own records. Runs until stopped; "
        "--once polls once and exits with 1 if a poll is not done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        connections.add_option(parser)
        parser.add_argument(
            "--since",
            metavar="ISO",
            help="Go back to calls that ended at this time, such as 2026-03-01T00:00+01:00 (without an "
            "offset: the site's time zone).",
        )
        parser.add_argument("--once", action="store_true", help="Poll once.")
        parser.add_argument(
            "--pause", type=float, default=300.0, help="Seconds between polls. Default: %(default)s."
        )

    def handle(
        self, *, connection: str | None, since: str | None, once: bool, pause: float, **_: Any
    ) -> None:
        earliest = _moment(since) if since else None
        while True:
            rows = self._round(connection, earliest)
            if once:
                return _fail_unless_done(rows)
            earliest = None
            time.sleep(pause)

    def _round(self, name: str | None, since: datetime | None) -> list[Poll]:
        rows = []
        for connection in connections.chosen(name):
            rows.append(row := poll(connection, now=timezone.now(), since=since))
            self.stdout.write(told(row))
        return rows


def told(row: Poll) -> str:
    if row.state != Poll.State.DONE:
        return f"{row.connection}: {row.get_state_display().lower()}. {row.why} {row.mend}".rstrip()
    start, end = (timezone.localtime(moment) for moment in (row.window_start, row.window_end))
    return (
        f"{row.connection}: {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}: {row.legs_seen} legs of "
        f"{row.calls_seen} calls, {row.calls_recovered} calls recovered."
    )


def _fail_unless_done(rows: list[Poll]) -> None:
    if left := [str(row.connection) for row in rows if row.state != Poll.State.DONE]:
        raise CommandError(f"Not done: {', '.join(left)}.", returncode=1)


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"“{text}” is no time. Write it as 2026-03-01T00:00+01:00.")
    moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    if moment >= timezone.now():
        raise CommandError(f"{text} has not come yet.")
    return moment
