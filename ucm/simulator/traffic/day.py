"""When calls begin: an office's working day, with its two peaks and its quiet weekend."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

CALLS_A_WORKING_DAY = 40
CALLS_A_WEEKEND_DAY = 3
SATURDAY = 5
HOURS = {7: 1, 8: 4, 9: 9, 10: 11, 11: 10, 12: 5, 13: 6, 14: 9, 15: 9, 16: 7, 17: 4, 18: 1}


def starts_of_day(day: date, *, zone: ZoneInfo, rng: Random) -> list[float]:
    """Unix times, with microseconds, at which a day's calls begin, in order."""
    usual = CALLS_A_WORKING_DAY if day.weekday() < SATURDAY else CALLS_A_WEEKEND_DAY
    midnight = datetime.combine(day, time(), zone)
    hours = rng.choices(list(HOURS), weights=list(HOURS.values()), k=round(usual * rng.uniform(0.85, 1.15)))
    # Wall-clock hours are added before the zone is applied, so a day of 23 or 25 hours keeps its shape.
    return sorted(instant(midnight, hour * 3600 + rng.uniform(0, 3600)) for hour in hours)


def starts_of_days(days: int, *, until: float, zone: ZoneInfo, rng: Random) -> list[float]:
    """The starts on the last `days` days, today included, no later than `until` (Unix time)."""
    today = datetime.fromtimestamp(until, zone).date()
    starts = (
        start
        for back in range(days - 1, -1, -1)
        for start in starts_of_day(today - timedelta(days=back), zone=zone, rng=rng)
    )
    return [start for start in starts if start <= until]


def instant(midnight: datetime, seconds: float, *, fold: int = 0) -> float:
    """Unix time when the wall clock shows so many seconds after midnight; `fold` 1 for the second time."""
    return (midnight + timedelta(seconds=seconds)).replace(fold=fold).astimezone(UTC).timestamp()
