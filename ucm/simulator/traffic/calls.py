"""A call as the PBX keeps it: legs become CDR rows, and a recording gets its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ucm.simulator.traffic.cdr import Numbers, Pen, Row, Tape, recording_name, session_id, write_row
from ucm.simulator.traffic.legs import Leg


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recording lies: `monitor`, `2026-03`, `auto-1772442871-12025550142-1001.wav`."""

    filedir: str
    month: str
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A finished call. `begins` and `ends` are Unix time; `recording` is None if nothing was recorded."""

    session: str
    begins: float
    ends: float
    rows: tuple[Row, ...]
    recording: Place | None = None


def length(legs: Sequence[Leg]) -> float:
    """Seconds from the first ring to the last hang-up."""
    return max(leg.until for leg in legs)


def write_call(
    legs: Sequence[Leg], *, begins: float, zone: ZoneInfo, numbers: Numbers, wav_size: int = 0
) -> Call:
    """Number and write the legs. With a `wav_size` (bytes) the leg that can carry a recording does."""
    pen = Pen(begins, session_id(begins, legs[0].src), zone, numbers)
    taped = next((leg for leg in legs if leg.record_as and leg.answered and wav_size), None)
    place = _place(taped, pen) if taped else None
    tape = Tape(f"{place.month}/{place.name}@", wav_size) if place else None
    uniqueid, rows = _uniqueid(begins, numbers), []
    for leg in legs:
        if leg.own_channel:
            uniqueid = _uniqueid(begins + leg.after, numbers)
        rows.append(write_row(leg, pen, uniqueid=uniqueid, tape=tape if leg is taped else None))
    return Call(pen.session, begins, begins + length(legs), tuple(rows), place)


def _place(leg: Leg, pen: Pen) -> Place:
    starts = datetime.fromtimestamp(pen.begins + leg.after, pen.zone)
    return Place(leg.filedir, f"{starts:%Y-%m}", recording_name(leg, pen.begins))


def _uniqueid(begins: float, numbers: Numbers) -> str:
    return f"{int(begins)}.{next(numbers.channel)}"
