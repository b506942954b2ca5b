"""Audio files as facts and as samples. PyAV (FFmpeg inside) reads any format a PBX or person has."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from faster_whisper.audio import decode_audio
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SAMPLE_RATE = 16_000  # what Whisper hears, hertz


class NotAudio(Exception):
    """The file holds no audio that can be decoded."""


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """`duration` in seconds, `sample_rate` in hertz."""

    codec: str
    sample_rate: int
    channels: int
    duration: float


def probe(path: Path) -> AudioFacts:
    """What the file is, by decoding its head; NotAudio when it is none.

    The duration comes from the container, or is counted from the packets when the container does
    not say (a WAV that was cut off).
    """
    try:
        with av.open(str(path), metadata_errors="ignore") as container:
            stream = container.streams.audio[0]
            next(container.decode(stream))
            duration = float((stream.duration or 0) * (stream.time_base or 0))
            return AudioFacts(
                codec=stream.codec_context.name,
                sample_rate=stream.codec_context.sample_rate,
                channels=stream.codec_context.channels,
                duration=duration or _counted_duration(path),
            )
    except (av.FFmpegError, IndexError, StopIteration) as error:
        raise NotAudio(f"not audio: {type(error).__name__}") from error


def _counted_duration(path: Path) -> float:
    with av.open(str(path), metadata_errors="ignore") as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


def load(path: Path, *, channels: int) -> tuple[Samples, ...]:
    """The samples of each channel: float32 in [-1, 1] at 16 kHz; one array for mono, two for more."""
    if channels < 2:
        return (decode_audio(str(path), sampling_rate=SAMPLE_RATE),)
    left, right = decode_audio(str(path), sampling_rate=SAMPLE_RATE, split_stereo=True)
    return (left, right)
