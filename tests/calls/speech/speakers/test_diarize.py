"""Telling speakers apart in real samples: calls that the simulator ships, and sound that is nobody."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from calls.speech import audio
from calls.speech.speakers import provision
from calls.speech.speakers.diarize import Diarizer
from calls.speech.speakers.trace import Trace
from calls.speech.types import Word

VOICES = Path(__file__).parents[4] / "ucm" / "simulator" / "voices"
MOST_WRONG = 0.03  # of the words; what real calls are measured against, too


@pytest.fixture(scope="module")
def diarizer(models_dir: Path) -> Diarizer:
    return Diarizer(provision.locate(models_dir), threads=1)


def spread(turn: dict[str, float | str]) -> list[Word]:
    """The words of a turn over its time, by their letters: the labels hold no word times."""
    words = str(turn["text"]).replace("--", "").split()
    weights = [0.0, *(len(word) + 1.5 for word in words)]
    edges = np.interp(np.cumsum(weights), [0, sum(weights)], [turn["start"], turn["end"]]).tolist()
    return [Word(edges[n], edges[n + 1], f" {word}", 1.0) for n, word in enumerate(words)]


@pytest.mark.parametrize("name", ["dental_toothache", "cita_en_el_taller"])
def test_words_go_to_the_one_who_said_them(diarizer: Diarizer, name: str) -> None:
    turns = json.loads((VOICES / f"{name}.json").read_text())["turns"]
    said = [(word, turn["speaker"]) for turn in turns for word in spread(turn)]
    (samples,) = audio.load(VOICES / f"{name}.flac", channels=1)
    words = [word for word, _ in said]
    spoken = diarizer.attribute(words, [diarizer.listen(samples, words)])
    together = Counter((word.speaker, who) for word, (_, who) in zip(spoken, said, strict=True))
    right = sum(max(together[speaker, who] for who in ("agent", "customer")) for speaker in "AB")
    assert {word.speaker for word in spoken} == {"A", "B"}
    assert 1 - right / len(said) < MOST_WRONG


@pytest.mark.parametrize("loudness", [0.0, 0.01])
def test_silence_and_noise_give_no_speaker(diarizer: Diarizer, loudness: float) -> None:
    noise = (loudness * np.random.default_rng(1).normal(size=16_000 * 12)).astype(np.float32)
    you = Word(3.0, 3.4, " you", 0.2)
    heard = diarizer.attribute([you], [diarizer.listen(noise, [you])])
    assert [word.speaker for word in heard] == [""]


@pytest.mark.parametrize("samples", [0, 100, 3000])
def test_hardly_any_sound_is_nobody(diarizer: Diarizer, samples: int) -> None:
    word = Word(0.0, 0.1, " a", 0.5)
    nothing = diarizer.listen(np.zeros(samples, np.float32), [word])
    assert diarizer.attribute([word], [nothing]) == [word]


def test_no_words_stay_none(diarizer: Diarizer) -> None:
    (samples,) = audio.load(VOICES / "dental_toothache.flac", channels=1)
    assert diarizer.attribute([], [diarizer.listen(samples[: 16_000 * 5])]) == []


def test_a_recording_heard_in_parts_has_the_same_speakers(diarizer: Diarizer) -> None:
    """Also where a part was kept and read again: half precision does not move a word."""
    (samples,) = audio.load(VOICES / "dental_toothache.flac", channels=1)
    turns = json.loads((VOICES / "dental_toothache.json").read_text())["turns"]
    words = [word for turn in turns for word in spread(turn)]
    cut = next(turn["start"] for turn in turns if turn["start"] > 30.0) - 0.05
    before = [word for word in words if word.end <= cut]
    place = int(cut * audio.SAMPLE_RATE)
    traces = [
        diarizer.listen(samples[:place], before),
        diarizer.listen(samples[place:], words[len(before) :], offset=place / audio.SAMPLE_RATE),
    ]
    kept = [Trace.from_json(json.loads(json.dumps(trace.to_json()))) for trace in traces]
    whole = [word.speaker for word in diarizer.attribute(words, [diarizer.listen(samples, words)])]
    in_parts = [word.speaker for word in diarizer.attribute(words, kept)]
    assert sum(one != other for one, other in zip(whole, in_parts, strict=True)) <= 0.03 * len(words)
