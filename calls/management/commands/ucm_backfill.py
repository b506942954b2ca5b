"""`manage.py ucm_backfill`: bring in the calls of past days in this process, and say how it goes."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from calls.backfill_progress import progress
from calls.management import connections
from calls.models import Backfill
from calls.sources.backfill import carry


class Command(BaseCommand):
    help = (
        "Bring in the calls of past days, newest first, and stay until it is done. Stopped or killed, the "
        "workers go on with it; Admin > Backfills shows it, and can pause or cancel it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("connection", metavar="CONNECTION", help="Its name.")
        parser.add_argument("--from", dest="first_day", metavar="DAY", type=_day, required=True)
        parser.add_argument("--to", dest="last_day", metavar="DAY", type=_day, required=True)
        parser.add_argument(
            "--records-only", action="store_true", help="Call records only: no recording is fetched."
        )
        parser.add_argument(
            "--pause", type=float, default=1.0, help="Seconds between turns. Default: %(default)s."
        )
        parser.add_argument(
            "--queue", action="store_true", help="Leave it to the workers instead of staying with it."
        )

    def handle(
        self,
        *,
        connection: str,
        first_day: date,
        last_day: date,
        records_only: bool,
        queue: bool,
        pause: float,
        **_: Any,
    ) -> None:
        [system] = connections.chosen(connection)
        backfill = Backfill(
            connection=system, first_day=first_day, last_day=last_day, recordings=not records_only
        )
        try:
            backfill.clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        backfill.save()
        if queue:
            self.stdout.write(f"{backfill} waits for the workers.")
        else:
            self._stay(backfill, pause=pause)

    def _stay(self, backfill: Backfill, *, pause: float) -> None:
        said = ""
        while backfill.state in Backfill.OPEN:
            carry(backfill)
            backfill.refresh_from_db()
            if said != (now := told(backfill)):
                self.stdout.write(said := now)
            # Others want a turn with this UCM too.
            time.sleep(pause)
        if backfill.state != Backfill.State.DONE:
            raise CommandError(f"{backfill} is {backfill.get_state_display().lower()}.", returncode=1)


def told(backfill: Backfill) -> str:
    so_far = progress(backfill)
    words = (
        f"{so_far.days_done} of {so_far.days} days: {so_far.calls_found} calls found, "
        f"{so_far.calls_new} of them new, {so_far.fetch.waiting} recordings waiting."
    )
    return f"{words} {backfill.why} {backfill.mend}".rstrip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no day. Write it as 2026-03-31.") from error
