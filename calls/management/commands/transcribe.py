"""`manage.py transcribe FILE`: hear one audio file and print who said what. Needs no database, no broker."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.speech import choice, provision, roles
from calls.speech.exports import FORMATS
from calls.speech.spans.find import with_menus
from calls.speech.speakers import provision as speakers
from calls.speech.types import Hints, Speech


class Command(BaseCommand):
    help = (
        "Transcribe one audio file. Only the transcript is on standard output; the rest is on standard error."
    )
    requires_system_checks = ()  # works in a fresh checkout, without a database server

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--model", default=settings.WHISPER_MODEL, help="default: WHISPER_MODEL")
        parser.add_argument(
            "--language", default=settings.WHISPER_LANGUAGE, help="such as en; detected if left out"
        )
        parser.add_argument("--format", choices=sorted(FORMATS), default="txt", dest="form")
        parser.add_argument(
            "--json", action="store_const", const="json", dest="form", help="as --format json"
        )
        parser.add_argument(
            "--agent-channel",
            type=int,
            choices=(0, 1),
            default=settings.AGENT_CHANNEL,
            help="the agent's channel of a two-channel recording, 0 left, 1 right; worked out if left out",
        )
        parser.add_argument(
            "--direction",
            choices=("inbound", "outbound", "internal", ""),
            default="",
            help="of the call, if known: it tells who speaks first",
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="write there, not to standard output")

    def handle(
        self,
        *,
        file: Path,
        model: str,
        language: str,
        form: str,
        agent_channel: int | None,
        direction: str,
        output: Path | None,
        **_: Any,
    ) -> None:
        _readable(file)
        _spoken(language)
        model = choice.named(
            model, settings.MODELS_DIR, cores=settings.WHISPER_THREADS, device=settings.WHISPER_DEVICE
        )
        began = time.perf_counter()
        speech = _heard(file, model, Hints(language=language))
        speech = with_menus(roles.with_roles(speech, direction=direction, agent_channel=agent_channel))
        took = time.perf_counter() - began
        self.stderr.write(
            f"Heard {speech.duration:.1f} s of audio in {took:.1f} s, loading included ({model})."
        )
        self._write(FORMATS[form](speech), output)

    def _write(self, text: str, output: Path | None) -> None:
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(
                f"The transcript could not be written: {error.strerror}. Give --output a file in a folder "
                "that you may write to."
            ) from error


def _readable(file: Path) -> None:
    """CommandError, with what to do, unless the file can be opened and holds something."""
    try:
        with file.open("rb") as opened:
            is_empty = not opened.read(1)
    except OSError as error:
        raise CommandError(
            f"The file cannot be opened: {error.strerror}. Give the path of an audio file that you may read."
        ) from error
    if is_empty:
        raise CommandError("The file is empty. Copy it again from where it was recorded.")


def _spoken(language: str) -> None:
    """CommandError unless Whisper knows the language, or is to find it out."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES  # noqa: PLC0415 - see _heard

    if language and language not in _LANGUAGE_CODES:
        raise CommandError(
            f"Whisper does not know the language “{language}”. Give a code such as en, es or de, or leave "
            "--language out to have it detected."
        )


def _heard(file: Path, model: str, hints: Hints) -> Speech:
    from av import FFmpegError  # noqa: PLC0415 - with Whisper, a second of imports that --help can do without

    from calls.speech.audio import NotAudio, probe  # noqa: PLC0415
    from calls.speech.whisper import OtherLanguage, Whisper  # noqa: PLC0415

    try:
        probe(file)  # before seconds go into loading a model
        engine = Whisper(
            provision.locate(model, settings.MODELS_DIR),
            model=model,
            device=settings.WHISPER_DEVICE,
            compute=settings.WHISPER_COMPUTE,
            threads=settings.WHISPER_THREADS,
            speakers=speakers.find(settings.MODELS_DIR),
        )
        return engine.transcribe(file, hints)
    except (provision.ModelUnavailable, OtherLanguage) as error:
        raise CommandError(str(error)) from error
    except (NotAudio, FFmpegError) as error:
        raise CommandError(
            "The file holds no audio that can be decoded: it is something else, or damaged. Play it in a "
            "media player; if that fails too, copy it again from where it was recorded."
        ) from error
