"""A day's queue of recordings: lengths as offices have them, made of the calls that are shipped.

Lengths are those of a log-normal distribution (most calls are short, few are very long), taken at even
steps of it, so that a queue of any size has the same mixture and two runs the same audio.
"""

import io
import json
import math
import wave
from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ucm.simulator.audio import VOICES, Recording, shipped

MEDIAN, SPREAD = 70.0, 1.0  # seconds, and the deviation of their logarithm
SHORTEST = 10.0
DISTINCT = 40  # recordings; a longer queue has them again, so that they fit into memory
RATE = 8000
LEVEL = 0.1  # of ringing and music
TWO_CHANNELS = 4  # each so manieth call

Sound = NDArray[np.float32]


def lengths(calls: int, *, longest: float, rng: Random) -> list[float]:
    """Seconds of each call, in the order in which they end. Of many, one is as long as any may be."""
    normal = NormalDist(math.log(MEDIAN), SPREAD)
    found = [math.exp(normal.inv_cdf((n + 0.5) / calls)) for n in range(calls)]
    if calls >= DISTINCT:
        found[-1] = longest
    rng.shuffle(found)
    return [min(max(seconds, SHORTEST), longest) for seconds in found]


def recordings(calls: int, *, longest: float, seed: int) -> list[Recording]:
    """One for each call of the queue."""
    rng = Random(seed)  # noqa: S311 - no secret
    made = [
        _made(number, seconds, is_two=number % TWO_CHANNELS == TWO_CHANNELS - 1, rng=rng)
        for number, seconds in enumerate(lengths(min(calls, DISTINCT), longest=longest, rng=rng))
    ]
    return [recording for _, recording in zip(range(calls), cycle(made), strict=False)]


def _made(number: int, seconds: float, *, is_two: bool, rng: Random) -> Recording:
    voices = [sound for sound in english() if (sound.shape[1] == 2) == is_two]
    rng.shuffle(voices)
    pieces = _pieces(voices, channels=2 if is_two else 1, rng=rng)
    samples, wanted = np.zeros((0, 2 if is_two else 1), np.float32), int(seconds * RATE)
    while len(samples) < wanted:
        samples = np.concatenate([samples, next(pieces)])
    return Recording(f"bench-{number}.wav", _wav(samples[:wanted]), seconds)


def _pieces(voices: Sequence[Sound], *, channels: int, rng: Random) -> Iterator[Sound]:
    """Ringing, then one conversation after the other with a pause between, and music on hold in some."""
    yield _on_all(_ringing(4.0), channels)
    for voice in cycle(voices):
        yield voice
        yield np.zeros((int(rng.uniform(1, 6) * RATE), channels), np.float32)
        if rng.random() < 0.25:
            yield _on_all(_music(rng.uniform(8, 20)), channels)


def english() -> list[Sound]:
    """The shipped English calls, (samples, channels) each."""
    return [_samples(recording.wav) for recording in shipped() if _language(recording) == "en"]


def _language(recording: Recording) -> str:
    label = VOICES / f"{recording.name.split('.')[0]}.json"
    return str(json.loads(label.read_text())["language"])


def _samples(wav: bytes) -> Sound:
    with wave.open(io.BytesIO(wav)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return (pcm.reshape(-1, file.getnchannels()) / 32768).astype(np.float32)


def _wav(samples: Sound) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype(np.int16).tobytes())
    return target.getvalue()


def _ringing(seconds: float) -> Sound:
    """As in Germany: 425 Hz, a second of four."""
    time = np.arange(int(seconds * RATE)) / RATE
    return (LEVEL * np.sin(2 * np.pi * 425 * time) * (time % 4 < 1)).astype(np.float32)


def _music(seconds: float) -> Sound:
    """A scale on a plucked string, three notes a second."""
    time = np.arange(int(seconds * RATE)) / RATE
    pitch = 220 * 2 ** ((np.floor(time * 3) * 4 % 13) / 12)
    decay = np.exp(-3 * (time * 3 % 1))
    return (LEVEL * decay * np.sin(2 * np.pi * np.cumsum(pitch) / RATE)).astype(np.float32)


def _on_all(sound: Sound, channels: int) -> Sound:
    return np.repeat(sound[:, None], channels, axis=1)
