"""The recogniser of this process, made from the settings, and what it is told of a call beforehand."""

from functools import cache
from threading import Lock

from django.conf import settings

from calls.models import Call
from calls.speech import provision
from calls.speech.engine import Engine
from calls.speech.speakers import provision as speakers
from calls.speech.types import Hints
from calls.vocabulary import likely_in

_loading = Lock()


def engine() -> Engine:
    """The one recogniser, loaded when first needed: a model that was loaded before a fork hangs.

    Several calls may need it first at the same moment, and memory may be enough for one.
    """
    with _loading:
        return _loaded()


@cache
def _loaded() -> Engine:
    from calls.speech.whisper import Whisper  # noqa: PLC0415 - a second of imports that only the transcriber needs

    return Whisper(
        provision.locate(settings.WHISPER_MODEL, settings.MODELS_DIR),
        model=settings.WHISPER_MODEL,
        device=settings.WHISPER_DEVICE,
        compute=settings.WHISPER_COMPUTE,
        threads=settings.WHISPER_THREADS,
        speakers=speakers.find(settings.MODELS_DIR),
    )


def hints(call: Call) -> Hints:
    """What is known of the call's recordings before they are heard."""
    return Hints(
        language=call.connection.language or settings.WHISPER_LANGUAGE,
        vocabulary=likely_in(call),
    )
