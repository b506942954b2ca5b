"""Whether a file that came is all of the recording."""

import pytest

from ucm.protocol.whole import NOTHING_KNOWN, Known, doubt


def head(size: int) -> bytes:
    """A WAV header that gives the file this many bytes; 8 leaves it open."""
    return b"RIFF" + (size - 8).to_bytes(4, "little") + b"WAVEfmt "


OPEN = head(8)
FRESH = Known(is_fresh=True)


@pytest.mark.parametrize(
    ("start", "received", "known"),
    [
        (head(1000), 1000, NOTHING_KNOWN),
        (head(999), 1000, NOTHING_KNOWN),  # a byte of padding
        (head(1000), 1000, Known(size=1000)),
        (head(1000), 1000, Known(size=900)),
        (head(500), 1000, Known(size=1000)),
        (OPEN, 1000, NOTHING_KNOWN),
        (OPEN, 1000, Known(size=1000, is_fresh=True)),
        (b"GSFF", 968, Known(size=1008)),
        (b"GSFF", 968, FRESH),
        (head(1000), 300, Known(is_settled=True, size=1000)),
    ],
)
def test_a_whole_file_is_believed(start: bytes, received: int, known: Known) -> None:
    assert doubt(start, received, known) == ""


@pytest.mark.parametrize(
    ("start", "received", "known"),
    [
        (head(1000), 600, NOTHING_KNOWN),
        (head(1000), 600, Known(size=600)),
        (head(600), 600, Known(size=1000)),
        (head(500), 1000, NOTHING_KNOWN),
        (OPEN, 600, FRESH),
        (OPEN, 600, Known(size=1000)),
        (b"GSFF", 600, Known(size=1000)),
    ],
)
def test_half_a_file_is_not(start: bytes, received: int, known: Known) -> None:
    assert doubt(start, received, known)
