"""`manage.py recount`: waits, transfers and other facts of every call, from its legs; run after an update."""

from typing import Any

from django.core.management.base import BaseCommand

from calls.models import Call
from calls.recount import recount


class Command(BaseCommand):
    help = "Counts every call anew from its call records. Safe to repeat and to interrupt."

    def handle(self, *args: Any, **options: Any) -> None:
        for done in recount(Call.objects.all()):
            self.stdout.write(f"{done:,} calls counted")
