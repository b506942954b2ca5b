"""Recordings as a UCM names and sends them. Called by announced.py, the clients and the storing.

Names come from a CDR's `recordfiles`: `2022-08/auto-1661157839-230-200.wav@`, where `@` ends a name
(`getRecordInfosByCall` separates by commas). What is sent is judged by its first bytes. Where a name
is asked for: places.py; whether a file is whole: whole.py; archives: unpack.py; GSFF: gsff.py.
"""

import re
from enum import StrEnum

MAX_NAME = 256
_NAME = re.compile(r"(?:[\w.-]+/)*[^/\\\x00-\x1f]+\.(?:wav|gsm|mp3|venc)", re.IGNORECASE)


class Kind(StrEnum):
    """What a body is, whatever its Content-Type says."""

    WAV = "wav"
    GSFF = "gsff"
    TAR = "tar"
    GZIP = "gzip"
    HTML = "html"
    JSON = "json"
    XML = "xml"
    EMPTY = "empty"
    UNKNOWN = "unknown"

    @property
    def is_audio(self) -> bool:
        """GSFF is Grandstream's own header before raw 8 kHz PCM."""
        return self in (Kind.WAV, Kind.GSFF)


SNIFF_BYTES = 512
"""How much of a body `sniff` wants to see: a tar's signature lies at byte 257."""

MIN_TEXT = 9
"""No text has a byte below the tabulator."""


def sniff(first_bytes: bytes) -> Kind:
    """Recognise a body by its first SNIFF_BYTES bytes."""
    if not first_bytes:
        return Kind.EMPTY
    if first_bytes[:4] == b"RIFF" and first_bytes[8:12] == b"WAVE":
        return Kind.WAV
    if first_bytes[:4] == b"GSFF":
        return Kind.GSFF
    if first_bytes[:2] == b"\x1f\x8b":
        return Kind.GZIP
    if first_bytes[257:262] == b"ustar":
        return Kind.TAR
    return _sniff_text(first_bytes.removeprefix(b"\xef\xbb\xbf").lstrip().lower())


def _sniff_text(text: bytes) -> Kind:
    if min(text, default=0) < MIN_TEXT:
        # Encrypted bytes begin with “<” or “{” often enough.
        return Kind.UNKNOWN
    if text[:1] in (b"{", b"["):
        return Kind.JSON
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return Kind.HTML
    if text.startswith(b"<?xml"):
        return Kind.HTML if b"<html" in text else Kind.XML
    return Kind.HTML if text.startswith(b"<") else Kind.UNKNOWN


def promised_size(first_bytes: bytes) -> int | None:
    """Bytes a WAV says it has in all, or None where the writer left that open (0 or all ones)."""
    if sniff(first_bytes) is not Kind.WAV:
        return None
    declared = int.from_bytes(first_bytes[4:8], "little")
    return declared + 8 if 36 <= declared < 0xFFFFFF00 else None


def is_recording_name(text: str) -> bool:
    """Whether `text` looks like a recording's path, and one that stays inside its folder."""
    return len(text) <= MAX_NAME and ".." not in text and _NAME.fullmatch(text) is not None
