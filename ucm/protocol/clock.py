"""A UCM's local times turned into instants. Called by cdr.py.

A CDR's `start`, `answer` and `end` are the UCM's wall clock without an offset. Its `uniqueid`
(`1661157838.2666`), `session` (`1661157838988180-230`) and recording names begin with the UTC
seconds at which that part of the call began, so the offset can be seen in the record itself: in the
hour that daylight saving time repeats, and where the zone set on the connection is wrong.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EARLIEST, LATEST = datetime(2000, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - wall clock times
_EPOCH = re.compile(r"(?<!\d)(1\d{9})(?=\D|\d{1,6}(?!\d))")

# A clock written down a second apart from the id beside it.
SLACK = timedelta(seconds=5)
# A leg may begin this long after its id was drawn (IVR, queue) and the set zone still explains it.
LONG_WAIT = timedelta(minutes=15)
# To overrule the set zone, a leg must begin right after its id was drawn.
SHORT_WAIT = timedelta(minutes=2)
HALF_HOUR = timedelta(minutes=30)
WIDEST = timedelta(hours=14)


def read_local(text: str) -> datetime | None:
    """`2022-08-22 09:43:58` as a naive datetime; None when it is no such time or out of range."""
    try:
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None
    return moment if EARLIEST <= moment < LATEST else None


def epochs(*ids: str) -> list[datetime]:
    """The instants (naive, UTC) that ids and recording names begin with."""
    found = (match for text in ids if (match := _EPOCH.search(text)))
    return [datetime.fromtimestamp(int(match[1]), UTC).replace(tzinfo=None) for match in found]


def utc_offset(local: datetime, ids: Iterable[datetime], *, zone: ZoneInfo) -> timedelta:
    """How far the UCM's clock was ahead of UTC when it showed `local`.

    The zone's own offset holds when an id lies shortly before; in a repeated hour that tells the two
    apart. Otherwise the offset the nearest id implies, if it is a real one (half hours, to 14 h).
    Otherwise the zone's.
    """
    gaps = sorted(local - instant for instant in ids)  # the shortest wait first
    known = [local.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1)]
    for gap in gaps:
        for offset in known:
            if -SLACK <= gap - offset <= LONG_WAIT:
                return offset
    for gap in gaps:
        implied = (gap + SLACK) // HALF_HOUR * HALF_HOUR
        if gap - implied <= SHORT_WAIT and abs(implied) <= WIDEST:
            return implied
    return known[0]


def as_utc(local: datetime, offset: timedelta) -> datetime:
    return (local - offset).replace(tzinfo=UTC)


def settle(local: datetime | None, offset: timedelta, *, expected: datetime) -> datetime:
    """`local` in UTC; `expected` where it is missing, or a clock change makes it half an hour off."""
    if local is None:
        return expected
    moment = as_utc(local, offset)
    return moment if abs(moment - expected) < HALF_HOUR else expected
