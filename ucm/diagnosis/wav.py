"""What a WAV header says of the audio behind it. Pure; called by records.py.

Source: RIFF/WAVE as in Microsoft's “Multimedia Programming Interface and Data Specifications 1.0”. The
standard library's `wave` refuses every codec but PCM, and which one came is the question here.
"""

import struct
from typing import NamedTuple

CODECS = {
    0x0001: "PCM",
    0x0002: "Microsoft ADPCM",
    0x0003: "floating point",
    0x0006: "A-law",
    0x0007: "µ-law",
    0x0011: "IMA ADPCM",
    0x0031: "GSM 6.10",
    0x0055: "MP3",
    0xFFFE: "extensible",
}
"""wFormatTag, as far as telephone systems use it."""
_FIELDS = struct.Struct("<HHIIHH")


class Format(NamedTuple):
    """`rate` in samples per second, `bits` per sample (0 where the codec has none)."""

    codec: str
    channels: int
    rate: int
    bits: int

    @property
    def in_words(self) -> str:
        depth = f", {self.bits} bit" if self.bits else ""
        channels = "one channel" if self.channels == 1 else f"{self.channels} channels"
        return f"{self.codec}{depth}, {self.rate / 1000:g} kHz, {channels}"


def read_format(head: bytes) -> Format | None:
    """The format in the first bytes of a WAV file; None when the chunk `fmt ` is not in them."""
    at = 12
    while at + 8 <= len(head):
        name, size = head[at : at + 4], int.from_bytes(head[at + 4 : at + 8], "little")
        if name == b"fmt " and at + 8 + _FIELDS.size <= len(head):
            tag, channels, rate, _, _, bits = _FIELDS.unpack_from(head, at + 8)
            return Format(CODECS.get(tag, f"codec 0x{tag:04X}"), channels, rate, bits)
        at += 8 + size + size % 2
    return None
