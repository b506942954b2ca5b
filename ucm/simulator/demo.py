"""A life for the demo PBX: a past of some days, then calls that end one after the other."""

import threading
from datetime import date
from itertools import cycle

from ucm.simulator.audio import Recording
from ucm.simulator.pbx import Pbx
from ucm.simulator.traffic.busy import busy_day
from ucm.simulator.traffic.calls import Call
from ucm.simulator.traffic.cast import LONGEST_TALK
from ucm.simulator.traffic.day import starts_of_days
from ucm.simulator.traffic.kinds import CallKind, draw_kind

SETTLED = 180.0
SLOW_EVERY = 600.0


def place_history(pbx: Pbx, days: int) -> list[Call]:
    """The calls of the last `days` days, oldest first; the newest ones carry the recordings."""
    longest = max([LONGEST_TALK, *(recording.seconds for recording in pbx.recordings)])
    # Every call of the past has ended: the last one begins early enough for ringing and menus too.
    until = pbx.clock() - longest - SETTLED
    starts = starts_of_days(days, until=until, zone=pbx.zone, rng=pbx.rng)
    tapes = _newest_carry(pbx.recordings, len(starts))
    return [_past_call(pbx, begins, tape) for begins, tape in zip(starts, tapes, strict=True)]


def place_busy_day(pbx: Pbx, day: date, *, legs: int) -> list[Call]:
    """A company's calls of that day, none of them recorded, in the order in which they ended."""
    calls = busy_day(day, legs=legs, zone=pbx.zone, numbers=pbx.numbers)
    for call in calls:
        pbx.take(call)
    return list(calls)


def live_calls(pbx: Pbx, *, every: float, calls: int, stop: threading.Event) -> None:
    """A recorded call ends every `every` seconds; after `calls` of them, one in ten minutes.

    Returns when `stop` is set. Without recordings, calls of any kind happen.
    """
    tapes = cycle(pbx.recordings or (None,))
    placed = 0
    while not stop.wait(every if placed < calls else max(every, SLOW_EVERY)):
        tape = next(tapes)
        pbx.place_call(CallKind.INBOUND if tape else draw_kind(pbx.rng), recording=tape)
        placed += 1


def _past_call(pbx: Pbx, begins: float, tape: Recording | None) -> Call:
    kind = CallKind.INBOUND if tape else draw_kind(pbx.rng)
    return pbx.place_call(kind, recording=tape, begins=begins)


def _newest_carry(recordings: tuple[Recording, ...], calls: int) -> list[Recording | None]:
    """One entry a call: None for the older ones, then the recordings."""
    plain = max(0, calls - len(recordings))
    return [None] * plain + list(recordings[: calls - plain])
