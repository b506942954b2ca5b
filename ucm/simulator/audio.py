"""Audio files and what is known of the calls in them. Decoded once, then held as WAV bytes.

A folder may hold a label beside an audio file: `call.json` for `call.flac` or `call.stereo.flac`, in the
shape of voices/*.json. Called by the management command, server.py and tests.
"""

import io
import json
import wave
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import av

from ucm.simulator.traffic.legs import Direction
from ucm.simulator.traffic.office import Party, outside

VOICES = Path(__file__).parent / "voices"
SUFFIXES = {".wav", ".flac", ".mp3"}


class NoRecordings(Exception):
    """The folder has no audio that can be used. The message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Who speaks in a recording and how the call came. `queue` is None for a direct call."""

    direction: Direction
    agent: Party
    customer: Party
    queue: Party | None
    voicemail: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """One call's audio as a UCM serves it: a RIFF file of 16-bit PCM, mono or two channels."""

    name: str
    wav: bytes
    seconds: float
    label: Label | None = None


@cache
def shipped() -> tuple[Recording, ...]:
    """The recordings that come with the simulator; docs/credits.md says where they are from."""
    return recordings_in(VOICES)


def recordings_in(folder: Path) -> tuple[Recording, ...]:
    """Every WAV, FLAC and MP3 file of a folder, by name. Raises NoRecordings when there is none."""
    if not folder.is_dir():
        raise NoRecordings(f"{folder} is no folder. Name a folder that holds .wav, .flac or .mp3 files.")
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if not files:
        raise NoRecordings(
            f"{folder} holds no .wav, .flac or .mp3 file. Put some there, or name another folder."
        )
    return tuple(_load(path) for path in files)


def _load(path: Path) -> Recording:
    try:
        wav, seconds = _decode(path)
    except (av.error.FFmpegError, IndexError) as error:
        raise NoRecordings(f"{path.name} cannot be read as audio ({error}). Remove or replace it.") from error
    return Recording(path.name, wav, seconds, _label_beside(path))


def _decode(path: Path) -> tuple[bytes, float]:
    """(WAV bytes, seconds). Rate and channels stay as they are, so 16-bit sources stay exact."""
    with av.open(str(path)) as source:
        stream = source.streams.audio[0]
        channels, rate = stream.codec_context.channels, stream.codec_context.sample_rate
        packed = av.AudioResampler(format="s16", layout="stereo" if channels > 1 else "mono", rate=rate)
        frames = [part for frame in source.decode(stream) for part in packed.resample(frame)]
        frames += packed.resample(None)
        pcm = b"".join(frame.to_ndarray().tobytes() for frame in frames)
    width = 2 * min(channels, 2)
    return _riff(pcm, channels=min(channels, 2), rate=rate), len(pcm) / (rate * width)


def _riff(pcm: bytes, *, channels: int, rate: int) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return target.getvalue()


def _label_beside(path: Path) -> Label | None:
    label = path.with_name(f"{path.name.split('.')[0]}.json")
    if not label.is_file():
        return None
    try:
        return _read_label(json.loads(label.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoRecordings(
            f"{label.name} is no label as in {VOICES} ({error!r}). Mend it, or take it away to go without."
        ) from error


def _read_label(label: dict[str, Any]) -> Label:
    queue = label.get("queue")
    return Label(
        direction=Direction(label["direction"].capitalize()),
        agent=_party(label["agent"]),
        customer=_party(label["customer"]),
        queue=Party(*queue.split(" ", 1)) if queue else None,
        voicemail=not any(turn["speaker"] == "agent" for turn in label["turns"]),
    )


def _party(party: dict[str, Any]) -> Party:
    """Labels say 555-0142, as people do; the trunk delivers the whole number."""
    number = party["number"]
    return Party(outside(int(number[4:])) if number.startswith("555-") else number, party["name"])
