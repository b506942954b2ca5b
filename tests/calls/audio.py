"""Small real WAV files."""

import io
import math
import struct
import wave


def wav(seconds: float = 1.0, *, rate: int = 8000, channels: int = 1, hertz: float = 440.0) -> bytes:
    """A tone as PCM 16 bit; the second channel, if any, a fifth higher."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        for frame in range(int(seconds * rate)):
            for channel in range(channels):
                level = math.sin(2 * math.pi * hertz * (1 + channel / 2) * frame / rate)
                out.writeframesraw(struct.pack("<h", int(8000 * level)))
    return buffer.getvalue()
