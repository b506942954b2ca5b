"""What is told of how a call's recordings sound."""

from dataclasses import asdict

from analytics.queries import sound
from calls.models import Recording
from calls.speech.types import Quality

GOOD = Quality(level=-25.0, noise=-60.0, clipped=0.0, bandwidth=3300.0)
POOR = Quality(level=-45.0, noise=-50.0, clipped=0.01, bandwidth=1800.0)


def heard(*found: Quality) -> list[Recording]:
    return [Recording(quality=asdict(quality), duration=5.0, offset=0.0) for quality in found]


def test_nothing_is_said_of_a_good_recording_or_of_one_that_was_not_heard() -> None:
    assert sound.faults([*heard(GOOD), Recording()]) == []


def test_each_fault_is_told_once() -> None:
    told = sound.faults(heard(POOR, POOR, GOOD))
    assert told == list(sound.FAULTS.values())


def test_a_recording_without_an_outline_is_not_drawn() -> None:
    drawn = Recording(waveform=[0, 100], duration=5.0, offset=60.0)
    assert sound.waves([Recording(duration=60.0), drawn]) == [sound.Wave(60.0, 5.0, [0, 100])]
