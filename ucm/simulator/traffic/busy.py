"""A busy day: as many legs as wanted, spread over 24 hours as a company's calls are. Pure; always the same
for the same seed.

Called by demo.py, and by tests that need a day's traffic without a UCM.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from zoneinfo import ZoneInfo

from ucm.simulator.traffic.calls import Call, by_themselves, length, write_call
from ucm.simulator.traffic.cast import draw_cast
from ucm.simulator.traffic.cdr import Numbers, session_id
from ucm.simulator.traffic.company import company
from ucm.simulator.traffic.day import HOURS, instant
from ucm.simulator.traffic.kinds import KINDS, CallKind, draw_kind
from ucm.simulator.traffic.legs import Leg
from ucm.simulator.traffic.office import Office

UTC_ZONE = ZoneInfo("UTC")
# A few calls at night, among them those of the hour that a clock change repeats.
AROUND_THE_CLOCK = {hour: HOURS.get(hour, 0.2) for hour in range(24)}


@dataclass(frozen=True, slots=True)
class _Planned:
    """A call that is not written yet: records are numbered as calls end. `begins` is Unix time."""

    begins: float
    legs: tuple[Leg, ...]
    shown_with: str = ""

    @property
    def ends(self) -> float:
        return self.begins + length(self.legs)


def busy_day(
    day: date,
    *,
    legs: int = 20_000,
    seed: int = 1,
    zone: ZoneInfo = UTC_ZONE,
    office: Office | None = None,
    numbers: Numbers | None = None,
) -> tuple[Call, ...]:
    """Calls with exactly so many legs that begin on `day` in `zone`, in the order in which they end."""
    rng = Random(seed)  # noqa: S311 - invented calls, no secrets
    office, numbers = office or company(), numbers or Numbers()
    planned = sorted(_plans(day, legs=legs, zone=zone, office=office, rng=rng), key=lambda plan: plan.ends)
    return tuple(
        write_call(plan.legs, begins=plan.begins, zone=zone, numbers=numbers, shown_with=plan.shown_with)
        for plan in planned
    )


def _plans(day: date, *, legs: int, zone: ZoneInfo, office: Office, rng: Random) -> Iterator[_Planned]:
    while legs:
        begins = _start(day, zone=zone, rng=rng)
        plans = _draw(draw_kind(rng), begins=begins, office=office, rng=rng)
        if _count(plans) > legs:
            plans = _draw(CallKind.INBOUND, begins=begins, office=office, rng=rng)
        yield from plans
        legs -= _count(plans)


def _draw(kind: CallKind, *, begins: float, office: Office, rng: Random) -> list[_Planned]:
    cast = draw_cast(rng, office)
    first = _Planned(begins, KINDS[kind].legs(cast))
    if not (besides := KINDS[kind].besides):
        return [first]
    wait, legs = by_themselves(besides(cast))
    return [first, _Planned(begins + wait, legs, session_id(begins, first.legs[0].src))]


def _start(day: date, *, zone: ZoneInfo, rng: Random) -> float:
    [hour] = rng.choices(list(AROUND_THE_CLOCK), weights=list(AROUND_THE_CLOCK.values()))
    midnight = datetime.combine(day, time(), zone)
    # When the clock shows an hour twice, either of the two.
    return instant(midnight, hour * 3600 + rng.uniform(0, 3600), fold=rng.randrange(2))


def _count(plans: Sequence[_Planned]) -> int:
    return sum(len(plan.legs) for plan in plans)
