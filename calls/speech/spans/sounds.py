"""Each 50 ms of a recording as one of: nothing, a voice, music, a tone. Small enough to keep for hours."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from calls.speech import activity
from calls.speech.activity import Probabilities
from calls.speech.audio import Samples
from calls.speech.spans.spectrum import A_SECOND, HOP, Spectrum, spectrum

TONE_PURITY = 0.93  # share of two partials in a signalling tone; a vowel reaches it for a moment
TONE_STEADY = 12.0  # hertz that a tone's pitch may wander; voices and melodies move on
TONE_LEAST = 5  # frames (0.25 s)
TONE_OVER_VOICE = (
    A_SECOND  # frames a tone must last for to count where Silero hears a voice: "mmm" is shorter
)
MELODY = 3  # pitches within MELODY_NEAR of each other that make music of tones
MELODY_NEAR = 5 * A_SECOND
SAME_PITCH = 0.025  # of it; half a semitone
MUSIC_FLATNESS = 0.10  # mean over a second; line noise and breath are above 0.15
MUSIC_LEVEL = -50.0  # dBFS
MUSIC_LEAST = 2 * A_SECOND  # frames in which nobody speaks, so that a cough is no music
VOICE_NEAR = 0.3  # seconds around a voice that belong to it


class Sound(IntEnum):
    NOTHING, VOICE, MUSIC, TONE = range(4)


@dataclass(frozen=True, slots=True)
class Sounds:
    """`kinds` holds a Sound for each 50 ms, `pitch` the strongest partial in hertz (whole numbers)."""

    kinds: NDArray[np.uint8]
    pitch: NDArray[np.uint16]

    def to_json(self) -> list[str]:
        return [base64.b64encode(values.tobytes()).decode() for values in (self.kinds, self.pitch)]

    @classmethod
    def from_json(cls, kept: Sequence[str]) -> "Sounds":
        kinds, pitch = (base64.b64decode(one) for one in kept)
        return cls(np.frombuffer(kinds, np.uint8), np.frombuffer(pitch, np.uint16))


def together(parts: Sequence[tuple[float, Sounds]]) -> Sounds:
    """Parts, each with its offset in seconds, as one; places are rounded to 50 ms."""
    offset, last = parts[-1]
    count = round(offset * A_SECOND) + len(last.kinds)
    kinds, pitch = np.zeros(count, np.uint8), np.zeros(count, np.uint16)
    for offset, part in parts:
        first = round(offset * A_SECOND)
        inside = slice(first, first + len(part.kinds))
        kinds[inside], pitch[inside] = part.kinds[: count - first], part.pitch[: count - first]
    return Sounds(kinds, pitch)


def listen(channels: Sequence[Samples], heard: Sequence[Probabilities]) -> Sounds:
    """What sounds when, over all channels. `heard` has the probabilities of speech of each channel."""
    mixture = np.asarray(np.mean(np.stack(channels), axis=0), np.float32)
    seen = spectrum(mixture)
    likely = _voiced(heard, len(seen.level))
    pure = _tones(seen, likely)
    notes = _melody(pure, seen.pitch)
    tone = _flags([run for run in pure if run not in notes], len(likely))
    voice = _widened(likely >= activity.OFF) & ~tone
    music = _music(seen, tone | voice, _flags(notes, len(likely)))
    kinds = np.select([tone, voice, music], [Sound.TONE, Sound.VOICE, Sound.MUSIC], Sound.NOTHING)
    return Sounds(kinds.astype(np.uint8), seen.pitch.astype(np.uint16))


def tones(sounds: Sounds) -> list[activity.Stretch]:
    """The samples of a channel in which a tone sounds and nobody can speak."""
    return [(start * HOP, end * HOP) for start, end in runs(sounds.kinds == Sound.TONE)]


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First frame and the one after the last of each stretch of true ones."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(start, end) for start, end in edges.reshape(-1, 2).tolist()]


def _flags(chosen: Sequence[tuple[int, int]], count: int) -> NDArray[np.bool_]:
    flags = np.zeros(count, bool)
    for start, end in chosen:
        flags[start:end] = True
    return flags


def _voiced(heard: Sequence[Probabilities], count: int) -> NDArray[np.float32]:
    """How likely there is a voice in any channel, every 50 ms."""
    loudest = np.max(heard, axis=0) if len(heard[0]) else np.zeros(1, np.float32)
    places = np.minimum(np.arange(count) * HOP // activity.FRAME, len(loudest) - 1)
    return np.asarray(loudest[places])


def _widened(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    near = int(VOICE_NEAR * A_SECOND)
    return np.convolve(flags, np.ones(2 * near + 1), mode="same")[: len(flags)] > 0.5


def _tones(seen: Spectrum, likely: NDArray[np.float32]) -> list[tuple[int, int]]:
    """What is pure and steady for a quarter of a second, and no voice."""
    pure = (seen.purity > TONE_PURITY) & (seen.level > MUSIC_LEVEL)
    found = []
    for start, end in runs(pure):
        # Of two partials now the one and now the other is the stronger, so a few pitches are steady.
        pitches = np.unique(np.round(seen.pitch[start:end] / TONE_STEADY))
        is_voice = likely[start:end].mean() > 0.5 and end - start < TONE_OVER_VOICE
        if end - start >= TONE_LEAST and len(pitches) <= 4 and not is_voice:
            found.append((start, end))
    return found


def _melody(tones: Sequence[tuple[int, int]], pitch: NDArray[np.float32]) -> list[tuple[int, int]]:
    """The tones that are notes: several pitches follow each other."""
    heights = [float(np.median(pitch[start:end])) for start, end in tones]
    notes = []
    for run in tones:
        near = sorted(
            height
            for other, height in zip(tones, heights, strict=True)
            if abs(other[0] - run[0]) <= MELODY_NEAR
        )
        steps = sum(after > before * (1 + SAME_PITCH) for before, after in pairwise(near))
        if steps + 1 >= MELODY:
            notes.append(run)
    return notes


def _music(seen: Spectrum, other: NDArray[np.bool_], notes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where nobody speaks and the sound is tonal, second by second."""
    if not len(other):
        return other
    tonal = ((seen.flatness < MUSIC_FLATNESS) & (seen.level > MUSIC_LEVEL)) | notes
    share = np.convolve(tonal & ~other, np.ones(A_SECOND) / A_SECOND, mode="same")[: len(other)]
    long = [run for run in runs((share > 0.6) & ~other) if run[1] - run[0] >= MUSIC_LEAST]
    return _flags(long, len(other))
