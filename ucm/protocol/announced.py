"""What a CDR says of its recordings: names, sizes, when they begin. Called by cdr.py.

`recordfiles_desc` holds `duration=420,size=6722764B,start-time=1661157852@`, in the order of
`recordfiles`; it was seen on half of the recorded legs of one system. `start-time` is the instant of
the answer (UTC), where the audio begins; `size` is that of the WAV file with its header.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from ucm.protocol import clock
from ucm.protocol.recordings import is_recording_name

LONGEST = 31 * 24 * 3600
LARGEST = 2**40
_FACT = re.compile(r"([a-z][a-z_-]*)\s*=\s*(\d{1,15})", re.IGNORECASE)
EARLIEST = 946_684_800  # 2000-01-01, as clock.EARLIEST
LATEST = 4_102_444_800  # 2100-01-01
_Fact = TypeVar("_Fact")


@dataclass(frozen=True, slots=True)
class Announced:
    """`duration` in seconds, `size` in bytes, `start` in UTC; None for what was not said."""

    duration: int | None = None
    size: int | None = None
    start: datetime | None = None


NOTHING = Announced()


@dataclass(frozen=True, slots=True, repr=False)
class RecordedFile:
    """A file that a leg names, month folder kept. `unique_code` is its key in Grandstream's cloud.

    The repr shows no name: it holds phone numbers.
    """

    name: str
    announced: Announced = NOTHING
    unique_code: str = ""

    def __repr__(self) -> str:
        return f"<RecordedFile {self.announced}>"


def read_files(recordfiles: str, described: str = "", codes: str = "") -> tuple[RecordedFile, ...]:
    """The files of a CDR's `recordfiles`, each once, with its part of `recordfiles_desc` and
    `gdms_unique_code`. Where the numbers of names and descriptions differ, none is believed."""
    names = _parts(recordfiles, r"[@,]")
    facts = [_read(text) for text in _parts(described, "@")]
    keys = _parts(codes, r"[@,]")
    rows = zip(names, _matching(facts, names, NOTHING), _matching(keys, names, ""), strict=True)
    files: dict[str, RecordedFile] = {}
    for name, fact, key in rows:
        if is_recording_name(name):
            files.setdefault(name, RecordedFile(name, fact, key))
    return tuple(files.values())


def _parts(text: str, separator: str) -> list[str]:
    """What stands between separators; one at the end ends the last part and begins none."""
    parts = [part.strip() for part in re.split(separator, text.strip())]
    return parts if parts[-1] else parts[:-1]


def _matching(given: list[_Fact], names: list[str], default: _Fact) -> list[_Fact]:
    return given if len(given) == len(names) else [default] * len(names)


def _read(text: str) -> Announced:
    facts = {name.lower(): int(number) for name, number in _FACT.findall(text)}
    duration, size, start = facts.get("duration"), facts.get("size"), facts.get("start-time")
    return Announced(
        duration=duration if duration is not None and duration <= LONGEST else None,
        size=size if size and size <= LARGEST else None,
        start=datetime.fromtimestamp(start, UTC) if start and EARLIEST <= start < LATEST else None,
    )


def begins(file: RecordedFile, *, leg_start: datetime, leg_end: datetime) -> datetime:
    """When the audio begins: as announced, else by the epoch in the name, if it lies in the leg.

    The epoch is that of the leg's ring, or later where a leg was recorded in parts; `leg_start` (the
    answer, where there was one) is the earliest moment there was something to record.
    """
    named = [instant.replace(tzinfo=UTC) for instant in clock.epochs(file.name.rpartition("/")[2])]
    inside = [instant for instant in named if leg_start <= instant <= leg_end + timedelta(seconds=5)]
    return file.announced.start or (inside[0] if inside else leg_start)
