"""The format of a recording is read from its first bytes, whatever they are."""

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucm.diagnosis.wav import read_format


def _header(tag: int, *, channels: int = 1, rate: int = 8000, bits: int = 16, before: bytes = b"") -> bytes:
    chunk = struct.pack("<HHIIHH", tag, channels, rate, rate, 1, bits)
    return b"RIFF\0\0\0\0WAVE" + before + b"fmt " + struct.pack("<I", len(chunk)) + chunk + b"data\0\0\0\0"


def test_what_the_standard_library_writes_is_read() -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as audio:
        audio.setparams((2, 2, 16000, 0, "NONE", "not compressed"))
    found = read_format(file.getvalue())
    assert found
    assert found.in_words == "PCM, 16 bit, 16 kHz, 2 channels"


@pytest.mark.parametrize(
    ("tag", "bits", "words"),
    [
        (0x06, 8, "A-law, 8 bit, 8 kHz, one channel"),
        (0x31, 0, "GSM 6.10, 8 kHz, one channel"),
        (0x1234, 0, "codec 0x1234, 8 kHz, one channel"),
    ],
)
def test_codecs_of_telephones_are_named(tag: int, bits: int, words: str) -> None:
    found = read_format(_header(tag, bits=bits))
    assert found
    assert found.in_words == words


def test_chunks_before_the_format_are_passed_over() -> None:
    found = read_format(_header(1, before=b"LIST\x03\0\0\0abc\0"))
    assert found
    assert found.codec == "PCM"


def test_a_header_that_ends_early_has_no_format() -> None:
    whole = _header(1)
    assert read_format(whole[:30]) is None
    assert read_format(b"") is None


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_error(noise: bytes) -> None:
    read_format(b"RIFF\0\0\0\0WAVE" + noise)
