"""`manage.py ucm_names`: read now which names the extensions, queues and trunks of a UCM have."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calls.directory.refresh import Refresh, refresh
from calls.management import connections


class Command(BaseCommand):
    help = (
        "Read the names of extensions, queues and trunks from the UCM and show calls with them. A worker "
        "does so once a day. Exits with 1 if names could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "connection", nargs="?", metavar="CONNECTION", help="Only this one. Default: every enabled one."
        )

    def handle(self, *, connection: str | None, **_: Any) -> None:
        done = [refresh(chosen, now=timezone.now()) for chosen in connections.chosen(connection)]
        for each in done:
            self.stdout.write(told(each))
        if left := [str(each.row.connection) for each in done if each.row.why]:
            raise CommandError(f"Names are missing: {', '.join(left)}.", returncode=1)


def told(done: Refresh) -> str:
    """Counts only: names and numbers stay out of terminals and their histories."""
    counts = ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in done.read.items())
    changes = f"{done.changed} new or changed, {done.renamed} names written on calls."
    parts = [f"{counts}; {changes}" if counts else "nothing read.", done.row.why, done.row.mend]
    return f"{done.row.connection}: {' '.join(part for part in parts if part)}"
