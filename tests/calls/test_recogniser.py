"""One recogniser a process, however many calls need it first."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from calls import recogniser


def test_calls_that_begin_together_load_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[object] = []

    def load(*args: object, **kwargs: object) -> object:
        time.sleep(0.05)
        loaded.append(object())
        return loaded[-1]

    monkeypatch.setattr("calls.speech.whisper.Whisper", load)
    recogniser._loaded.cache_clear()
    try:
        with ThreadPoolExecutor(4) as threads:
            engines = list(threads.map(lambda _: recogniser.engine(), range(4)))
    finally:
        recogniser._loaded.cache_clear()
    assert engines == [loaded[0]] * 4
