import pytest
from django.conf import settings

from calls.speech import provision


@pytest.fixture(scope="session", autouse=True)
def speech_model() -> None:
    """Journeys hear with a real model; `make test` has put it there."""
    provision.locate(settings.WHISPER_MODEL, settings.MODELS_DIR)


@pytest.fixture(autouse=True)
def rung() -> None:
    """Real bells: overrides the silent ones of other tests."""
