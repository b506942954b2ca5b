"""Windows of many callers, decoded together: every one answered, once, by its own."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from calls.speech.batcher import Batcher
from calls.speech.decoder import Asked, Decoded


class Repeats:
    """A decoder whose answer is the window's first sample, and which remembers its batches.

    None of so many batches `at_once` is done before all have been taken.
    """

    def __init__(self, *, pause: float = 0.0, at_once: int = 1) -> None:
        self.batches: list[list[int]] = []
        self.kinds: list[set[str]] = []
        self.go = threading.Event()
        self.go.set()
        self._pause = pause
        self._taken = threading.Barrier(at_once, timeout=5)

    def decode(self, windows: Sequence[Asked]) -> list[Decoded]:
        self.go.wait(5)
        self._taken.wait()
        time.sleep(self._pause)
        self.batches.append([int(window.samples[0]) for window in windows])
        self.kinds.append({window.language for window in windows})
        return [Decoded(str(int(window.samples[0])), (), 0.0, 0.0, "en", {}) for window in windows]


def window(number: int, **kwargs: object) -> Asked:
    return Asked(np.full(10, number, np.float32), **kwargs)  # type: ignore[arg-type]


def test_every_caller_gets_the_answers_to_his_own_windows_in_order() -> None:
    batcher = Batcher(Repeats(pause=0.001), workers=2, size=4)

    def call(number: int) -> list[str]:
        answers = batcher.submit([window(100 * number + n) for n in range(number + 1)])
        return [answer.result(5).text for answer in answers]

    with ThreadPoolExecutor(8) as callers:
        heard = list(callers.map(call, range(12)))
    assert heard == [[str(100 * number + n) for n in range(number + 1)] for number in range(12)]


def test_a_short_call_that_comes_later_does_not_wait_for_the_end_of_a_long_one() -> None:
    decoder = Repeats()
    decoder.go.clear()
    batcher = Batcher(decoder, workers=1, size=4)
    long = batcher.submit([window(n) for n in range(20)])
    short = batcher.submit([window(1000)])
    decoder.go.set()
    short[0].result(5), long[-1].result(5)
    batch = next(number for number, batch in enumerate(decoder.batches) if 1000 in batch)
    assert batch <= 1


def test_idle_threads_share_what_is_there() -> None:
    decoder = Repeats(at_once=2)
    batcher = Batcher(decoder, workers=2, size=8)
    answers = batcher.submit([window(n) for n in range(6)])
    for answer in answers:
        answer.result(5)
    assert sorted(len(batch) for batch in decoder.batches) == [3, 3]


def test_a_batch_is_of_one_kind() -> None:
    decoder = Repeats()
    decoder.go.clear()
    batcher = Batcher(decoder, workers=1, size=8)
    mixed = [window(n, language="en" if n % 2 else "es") for n in range(12)]
    answers = batcher.submit(mixed)
    decoder.go.set()
    assert [answer.result(5).text for answer in answers] == [str(n) for n in range(12)]
    assert all(len(kinds) == 1 for kinds in decoder.kinds)


def test_an_error_reaches_the_caller_and_the_next_window_is_decoded() -> None:
    class Fails(Repeats):
        def decode(self, windows: Sequence[Asked]) -> list[Decoded]:
            if windows[0].samples[0] == 13:
                raise MemoryError("no room")
            return super().decode(windows)

    batcher = Batcher(Fails(), workers=1, size=1)
    bad, good = batcher.submit([window(13)])[0], batcher.submit([window(1)])[0]
    with pytest.raises(MemoryError):
        bad.result(5)
    assert good.result(5).text == "1"
