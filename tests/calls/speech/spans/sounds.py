"""Sound that a telephone line carries beside people: made here, through G.711 as it would come."""

import numpy as np

from calls.speech.audio import SAMPLE_RATE, Samples

CADENCES = {
    "North America": ((440, 480), (2.0,), (4.0,)),
    "Britain": ((400, 450), (0.4, 0.4), (0.2, 2.0)),
    "Germany": ((425,), (1.0,), (4.0,)),
    "France": ((440,), (1.5,), (3.5,)),
    "Spain": ((425,), (1.5,), (3.0,)),
    "Australia": ((400, 450), (0.4, 0.4), (0.2, 2.0)),
}
BUSY = {
    "North America": ((480, 620), (0.5,), (0.5,)),
    "Germany": ((425,), (0.48,), (0.48,)),
    "congestion": ((480, 620), (0.25,), (0.25,)),
}


def over_the_line(samples: np.ndarray) -> Samples:
    """300 to 3400 Hz, and G.711's mu-law steps."""
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    narrow = np.fft.irfft(spectrum, len(samples))
    coded = np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log1p(255)
    coded = np.round(coded * 128) / 128
    return (np.sign(coded) * (256 ** np.abs(coded) - 1) / 255).astype(np.float32)


def cadence(
    pitches: tuple[int, ...], on: tuple[float, ...], off: tuple[float, ...], *, seconds: float
) -> Samples:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = sum(0.15 * np.sin(2 * np.pi * pitch * time) for pitch in pitches)
    at, heard = 0.0, np.zeros(len(time), bool)
    while at < seconds:
        for length, pause in zip(on, off, strict=True):
            heard |= (time >= at) & (time < at + length)
            at += length + pause
    return over_the_line(sound * heard)


def music(seed: int, *, seconds: float, style: int) -> Samples:
    """Chords and a tune of strings (0), plucked (1), with drums (2, 3), as hold music is."""
    random = np.random.default_rng(seed)
    sound = np.zeros(int(seconds * SAMPLE_RATE))
    beat, base = 60 / random.integers(70, 130), random.choice([110, 130.8, 146.8, 164.8, 196])
    chords = [(0, 4, 7), (5, 9, 12), (7, 11, 14), (9, 12, 16)]
    scale = [0, 2, 4, 5, 7, 9, 11, 12, 14, 16]
    for number in range(int(seconds / beat)):
        start = number * beat
        for step in chords[number // 4 % 4]:
            _note(sound, base * 2 ** (step / 12), start, beat * (1 if style else 4), 0.05, plucked=style % 2)
        pitch = 2 * base * 2 ** (scale[random.integers(0, 10)] / 12)
        _note(sound, pitch, start, beat * random.choice([0.5, 1, 2]), 0.12, plucked=style % 3 == 1)
        if style >= 2:
            place = int(start * SAMPLE_RATE)
            hit = random.normal(size=1600) * np.exp(-np.arange(1600) / 400) * 0.1
            sound[place : place + 1600] += hit[: len(sound) - place]
    return over_the_line(0.4 * sound / np.abs(sound).max())


def _note(
    sound: np.ndarray, pitch: float, start: float, length: float, loud: float, *, plucked: bool
) -> None:
    first = int(start * SAMPLE_RATE)
    time = np.arange(min(int(length * SAMPLE_RATE), len(sound) - first)) / SAMPLE_RATE
    envelope = np.exp(-3 * time / length) if plucked else np.clip(np.minimum(time, length - time) / 0.1, 0, 1)
    wobble = 0.0 * time if plucked else 0.004 * np.sin(2 * np.pi * 5.5 * time)
    phase = 2 * np.pi * np.cumsum(pitch * (1 + wobble)) / SAMPLE_RATE
    partials = sum(np.sin(n * phase) / n ** (1.6 if plucked else 1.2) for n in range(1, 9))
    sound[first : first + len(time)] += loud * envelope * partials
