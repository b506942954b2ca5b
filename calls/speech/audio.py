"""Audio files as facts and as samples. PyAV (FFmpeg inside) reads any format a PBX or person has."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from calls.speech.timing import Part, measured

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


def blocks(path: Path, *, channels: int, seconds: float = 60.0) -> Iterator[tuple[Samples, ...]]:
    """The samples in order, at most `seconds` at a time: float32 in [-1, 1] at 16 kHz, one array a channel.

    One array for mono, two for anything more (mixed down as FFmpeg does). A file that breaks off in
    the middle gives what could be decoded. NotAudio when nothing can.
    """
    layout = "mono" if channels < 2 else "stereo"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE)
    kept: list[Samples] = []
    length = int(seconds * SAMPLE_RATE)
    frames = _resampled(path, resampler)
    while (frame := _timed(frames)) is not None:
        kept.append(frame)
        while sum(part.shape[1] for part in kept) >= length:
            joined = np.concatenate(kept, axis=1)
            yield tuple(joined[:, :length])
            kept = [joined[:, length:]]
    joined = np.concatenate([np.zeros((1 if layout == "mono" else 2, 0), np.float32), *kept], axis=1)
    if joined.shape[1]:
        yield tuple(joined)


def _timed(frames: Iterator[Samples]) -> Samples | None:
    with measured(Part.PCM):
        return next(frames, None)


def _resampled(path: Path, resampler: av.AudioResampler) -> Iterator[Samples]:
    """(channels, samples) arrays as FFmpeg decodes them."""
    try:
        with av.open(str(path), metadata_errors="ignore") as container:
            try:
                for frame in container.decode(audio=0):
                    # Damaged files carry impossible times, which the resampler would trip over.
                    frame.pts = None
                    yield from (np.asarray(out.to_ndarray(), np.float32) for out in resampler.resample(frame))
            except av.FFmpegError:
                pass  # broken off: what came before stands
            yield from (np.asarray(out.to_ndarray(), np.float32) for out in resampler.resample(None))
    except (av.FFmpegError, IndexError) as error:
        raise NotAudio(f"not audio: {type(error).__name__}") from error


def load(path: Path, *, channels: int) -> tuple[Samples, ...]:
    """All samples of each channel at once; see `blocks`. For recordings that fit into memory."""
    parts = list(blocks(path, channels=channels))
    if not parts:
        raise NotAudio("not audio: no sound in it")
    return tuple(np.concatenate(channel) for channel in zip(*parts, strict=True))
