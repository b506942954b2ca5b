"""`manage.py retry`: make failed steps due again, or hear calls again that were heard."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.hearing_again import hear_again
from calls.models import Call, Step
from calls.pipeline import reopen


class Command(BaseCommand):
    help = "Make failed steps due again: all of them, or of one stage. With --again, transcribe calls again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", help="fetch_recording, transcribe or analyse")
        parser.add_argument(
            "--again", type=int, nargs="+", metavar="CALL", default=[],
            help="numbers of calls (as in their pages' addresses) to transcribe again; corrections are kept",
        )  # fmt: skip

    def handle(self, *, stage: str | None, again: list[int], **_: Any) -> None:
        self.stdout.write(self.heard_again(again) if again else self.retried(stage))

    def retried(self, stage: str | None) -> str:
        failed = Step.objects.failed().select_related("call", "backfill")
        failed = failed.filter(stage=stage) if stage else failed
        count = len([reopen(step) for step in failed])
        return f"{count} steps are due again."

    def heard_again(self, numbers: list[int]) -> str:
        calls = Call.objects.filter(pk__in=numbers)
        if missing := sorted(set(numbers) - set(calls.values_list("pk", flat=True))):
            raise CommandError(f"There is no call {', '.join(map(str, missing))}. Nothing was changed.")
        return f"{hear_again(calls)} of {len(set(numbers))} calls will be transcribed again."
