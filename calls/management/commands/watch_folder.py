"""`manage.py watch_folder`: look into the watched folders in this process, without a broker."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.sources.folder import Look, watch_all


class Command(BaseCommand):
    help = (
        "Take in recordings and CDR exports from the watched folders of the connections. Runs until "
        "stopped; --once looks twice, takes what did not change in between, and exits with 1 on trouble."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Take what is there now, and stop.")
        parser.add_argument(
            "--pause", type=float, default=60.0, help="Seconds between looks. Default: %(default)s."
        )
        parser.add_argument(
            "--settle", type=float, default=2.0, help="Seconds between the two looks of --once."
        )

    def handle(self, *, once: bool, pause: float, settle: float, **_: Any) -> None:
        while True:
            self._look()
            if once:
                time.sleep(settle)
                return self._fail_on_trouble(self._look())
            time.sleep(pause)

    def _look(self) -> dict[str, Look]:
        looks = watch_all()
        for name, seen in looks.items():
            self.stdout.write(told(name, seen))
        return looks

    def _fail_on_trouble(self, looks: dict[str, Look]) -> None:
        if troubled := [name for name, seen in looks.items() if seen.trouble]:
            raise CommandError(f"Not done: {', '.join(troubled)}.", returncode=1)


def told(name: str, seen: Look) -> str:
    if seen.trouble:
        return f"{name}: {seen.trouble} {seen.mend}"
    return f"{name}: {seen.taken} taken, {seen.refused} refused, {seen.arriving} still being written."
