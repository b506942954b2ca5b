"""The engine's marks: they add up, over threads and failures."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import local

import pytest

from calls.speech import timing
from calls.speech.timing import Part, measured


class Ticks(local):
    """A clock that is a second on at each look, in every thread its own."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture(autouse=True)
def a_clock_of_whole_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "perf_counter", Ticks())


def test_marks_of_a_part_add_up() -> None:
    before = timing.seconds()
    for _ in range(3):
        with measured(Part.ENCODER):
            pass
    after = timing.seconds()
    assert {part: after[part] - before[part] for part in Part if after[part] != before[part]} == {
        Part.ENCODER: 3
    }


def test_a_part_that_fails_is_counted() -> None:
    before = timing.seconds()[Part.DECODER]
    with pytest.raises(OSError, match="cut off"), measured(Part.DECODER):
        raise OSError("cut off")
    assert timing.seconds()[Part.DECODER] - before == 1


def test_no_mark_is_lost_among_threads() -> None:
    def mark(_: int) -> None:
        with measured(Part.PCM):
            pass

    before = timing.seconds()[Part.PCM]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(mark, range(500)))
    assert timing.seconds()[Part.PCM] - before == 500


def test_a_reading_does_not_change_later() -> None:
    reading = timing.seconds()
    before = reading[Part.PACKING]
    with measured(Part.PACKING):
        pass
    assert reading[Part.PACKING] == before
