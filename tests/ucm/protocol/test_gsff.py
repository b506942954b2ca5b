"""GSFF becomes the very samples it holds, whatever its header's length."""

import io
import math
import random
import struct
import wave

import pytest

from ucm.protocol.gsff import HEADER, pcm_start, wav_header


def speech(seconds: int = 2) -> bytes:
    """Loud and quiet by turns, with the overtones of a voice."""
    samples = (
        int(9000 * (1 + math.sin(n / 900)) * (math.sin(n / 12) + 0.4 * math.sin(n / 3.1)) / 2)
        for n in range(8000 * seconds)
    )
    return b"".join(struct.pack("<h", sample) for sample in samples)


PCM = speech()


@pytest.mark.parametrize("header", [4, 8, 16])
def test_an_even_header_keeps_the_samples_aligned(header: int) -> None:
    start = pcm_start(b"GSFF".ljust(header, b"\x00") + PCM)
    assert start == HEADER
    assert (start - header) % 2 == 0


def test_an_odd_header_is_heard() -> None:
    assert pcm_start(b"GSFF\x00" + PCM) == HEADER + 1


@pytest.mark.parametrize(
    "pcm", [b"", b"\x00" * 16_000, b"\x10\x00" * 8000], ids=["nothing", "silence", "hum"]
)
def test_silence_is_no_noise(pcm: bytes) -> None:
    assert pcm_start(b"GSFF\x00\x00\x00\x00" + pcm) == HEADER


def test_encrypted_bytes_are_no_sound() -> None:
    assert pcm_start(b"GSFF\x00\x00\x00\x00" + random.Random(7).randbytes(64_000)) is None


def test_the_header_made_for_it_is_read_by_others() -> None:
    with wave.open(io.BytesIO(wav_header(len(PCM)) + PCM)) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (1, 2, 8000)
        assert read.readframes(read.getnframes()) == PCM
