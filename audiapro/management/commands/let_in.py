"""Forget failed sign-ins, for when nobody who could do so in the admin gets in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from audiapro.models import FailedSignIns


class Command(BaseCommand):
    help = "Lets people sign in again at once whom too many wrong passwords have locked out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", nargs="?", help="only this user, from any address; else everybody")

    def handle(self, *args: Any, username: str | None, **options: Any) -> None:
        rows = FailedSignIns.objects.filter(user__username=username) if username else FailedSignIns.objects
        locked = rows.locked().count()
        rows.all().delete()
        self.stdout.write(f"{locked} locks lifted; failed tries are counted anew.")
