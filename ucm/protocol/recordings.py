"""Recordings as a UCM names, stores and sends them. Called by cdr.py and the client.

Names come from a CDR's `recordfiles`: `2022-08/auto-1661157839-230-200.wav@`, where `@` ends a name
(`getRecordInfosByCall` separates by commas). No source settles whether `recapi` wants the month
folder, so a name is tried in several places and what came is judged by its first bytes.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

MAX_NAME = 256
_NAME = re.compile(r"(?:[\w.-]+/)*[^/\\\x00-\x1f]+\.(?:wav|gsm|mp3|venc)", re.IGNORECASE)


class Kind(StrEnum):
    """What a body is, whatever its Content-Type says."""

    WAV = "wav"
    GSFF = "gsff"
    TAR = "tar"
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


def sniff(first_bytes: bytes) -> Kind:
    """Recognise a body by its first SNIFF_BYTES bytes."""
    if not first_bytes:
        return Kind.EMPTY
    if first_bytes[:4] == b"RIFF" and first_bytes[8:12] == b"WAVE":
        return Kind.WAV
    if first_bytes[:4] == b"GSFF":
        return Kind.GSFF
    if first_bytes[257:262] == b"ustar":
        return Kind.TAR
    return _sniff_text(first_bytes.removeprefix(b"\xef\xbb\xbf").lstrip().lower())


def _sniff_text(text: bytes) -> Kind:
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


def split_names(value: str) -> tuple[str, ...]:
    """The names in a `recordfiles` value, in order, each once, month folder kept."""
    names = (part.strip() for part in re.split(r"[@,]", value))
    return tuple(dict.fromkeys(name for name in names if is_recording_name(name)))


class Folder(StrEnum):
    """Where the month folder of a name goes in a `recapi` request."""

    DROPPED = "dropped"
    IN_FILENAME = "in filename"
    IN_FILEDIR = "in filedir"


class Place(NamedTuple):
    """One way of asking `recapi` for a recording."""

    filedir: str
    folder: Folder = Folder.DROPPED

    def request(self, name: str) -> tuple[str, str]:
        """`(filedir, filename)` for a name as the CDR gives it."""
        folder, _, bare = name.rpartition("/")
        if self.folder is Folder.IN_FILENAME:
            return self.filedir, name
        if self.folder is Folder.IN_FILEDIR and folder:
            return f"{self.filedir}/{folder}", bare
        return self.filedir, bare


PLACES = (
    Place("monitor"),
    Place("queue"),
    Place("meetme"),
    Place("monitor", Folder.IN_FILENAME),
    Place("monitor", Folder.IN_FILEDIR),
)


def trial_order(name: str, *, worked: Place | None = None) -> Iterator[tuple[Place, tuple[str, str]]]:
    """Places to ask for `name`, likeliest first, each with its `(filedir, filename)`.

    `worked` is the place that gave the last recording of this UCM. Places that would send the same
    request twice are left out.
    """
    bare = name.rpartition("/")[2]
    likely = [place for place in PLACES if _announces(bare, place)]
    first = [worked] if worked else []
    requests: dict[tuple[str, str], Place] = {}
    for place in [*likely, *first, *PLACES]:
        requests.setdefault(place.request(name), place)
    return ((place, request) for request, place in requests.items())


def _announces(bare: str, place: Place) -> bool:
    prefixes = {"queue": r"q\d", "meetme": r"meetme-"}
    return place.filedir in prefixes and re.match(prefixes[place.filedir], bare) is not None
