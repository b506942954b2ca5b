"""The recogniser of this process, made from the settings, and what it is told of a call beforehand."""

from functools import cache
from threading import Lock

from django.conf import settings

from calls.models import Call
from calls.speech import choice, provision
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

    model = model_name()
    return Whisper(
        provision.locate(model, settings.MODELS_DIR),
        model=model,
        device=settings.WHISPER_DEVICE,
        compute=settings.WHISPER_COMPUTE,
        threads=settings.WHISPER_THREADS,
        speakers=speakers.find(settings.MODELS_DIR),
    )


def model_name() -> str:
    """The model that the settings name, or the one that they let be chosen."""
    return choice.named(
        settings.WHISPER_MODEL,
        settings.MODELS_DIR,
        cores=settings.WHISPER_THREADS,
        device=settings.WHISPER_DEVICE,
    )


def hints(call: Call) -> Hints:
    """What is known of the call's recordings before they are heard."""
    return Hints(
        language=call.connection.language or settings.WHISPER_LANGUAGE,
        vocabulary=likely_in(call),
    )
