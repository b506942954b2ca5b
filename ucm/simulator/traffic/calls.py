"""A call as the PBX keeps it: legs become CDR rows, and a recording gets its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    """A finished call. `begins` and `ends` are Unix time; `recording` is None if nothing was recorded.

    `talk` is how many seconds people talked with each other. `shown_with` is the session of an earlier call
    in whose group the records of this one are shown, empty for one that has its own.
    """

    session: str
    begins: float
    ends: float
    rows: tuple[Row, ...]
    recording: Place | None = None
    talk: int = 0
    shown_with: str = ""


def length(legs: Sequence[Leg]) -> float:
    """Seconds from the first ring to the last hang-up."""
    return max(leg.until for leg in legs)


def write_call(
    legs: Sequence[Leg],
    *,
    begins: float,
    zone: ZoneInfo,
    numbers: Numbers,
    wav_size: int = 0,
    shown_with: str = "",
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
    return Call(
        session=pen.session,
        begins=begins,
        ends=begins + length(legs),
        rows=tuple(rows),
        recording=place,
        talk=_talk(legs, rows),
        shown_with=shown_with,
    )


def by_themselves(legs: Sequence[Leg]) -> tuple[float, tuple[Leg, ...]]:
    """Legs of a second session: how long after the first one it begins, and the legs from there on."""
    wait = min(leg.after for leg in legs)
    return wait, tuple(replace(leg, after=leg.after - wait) for leg in legs)


def _talk(legs: Sequence[Leg], rows: Sequence[Row]) -> int:
    """The talk time on the records: conversations of one call follow one another."""
    return sum(int(row["billsec"]) for leg, row in zip(legs, rows, strict=True) if leg.is_conversation)


def _place(leg: Leg, pen: Pen) -> Place:
    starts = datetime.fromtimestamp(pen.begins + leg.after, pen.zone)
    return Place(leg.filedir, f"{starts:%Y-%m}", recording_name(leg, pen.begins))


def _uniqueid(begins: float, numbers: Numbers) -> str:
    return f"{int(begins)}.{next(numbers.channel)}"
