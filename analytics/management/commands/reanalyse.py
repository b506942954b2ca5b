"""`manage.py reanalyse`: analyse calls again now, rather than a few at a time in the background."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analytics import reanalysis

TURN = 10.0  # seconds between two lines of progress


class Command(BaseCommand):
    help = (
        "Analyse calls again whose insight was made with other rules or an older version (--outdated, the "
        "default) or every call (--all). Nothing is transcribed. Cut off, it goes on where it stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--outdated", action="store_true", help="only what has changed (the default)")
        which.add_argument("--all", action="store_true", help="every call that was analysed before")

    def handle(self, *, all: bool, **_: Any) -> None:
        if all:
            reanalysis.forget_versions()
        while reanalysis.carry_on(seconds=TURN):
            now = reanalysis.progress()
            self.stdout.write(f"{now.done:,} of {now.total:,} calls are analysed with the rules of now.")
        left = reanalysis.outdated().count()
        self.stdout.write(
            f"{left:,} are left: new calls go first. Run this again later." if left else "All done."
        )
