"""A UCM's wall clock turned into instants, across daylight saving time and wrong settings."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ucm.protocol.clock import epochs, read_local, settle, utc_offset

LONDON, BERLIN, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NEPAL, UTC_ZONE = ZoneInfo("Asia/Kathmandu"), ZoneInfo("UTC")


def _epoch(text: str, *, late: float = 0) -> datetime:
    """An id drawn at this instant, `late` seconds earlier."""
    return datetime.fromisoformat(text) - timedelta(seconds=late)


@pytest.mark.parametrize(
    ("shown", "instant", "late", "zone", "hours"),
    [
        ("2022-08-22 09:43:58", "2022-08-22 08:43:58", 0, LONDON, 1),
        ("2022-01-10 09:00:00", "2022-01-10 09:00:00", 2, LONDON, 0),
        # The hour that comes twice: only the id can tell which.
        ("2026-10-25 02:30:00", "2026-10-25 00:30:00", 3, BERLIN, 2),
        ("2026-10-25 02:30:00", "2026-10-25 01:30:00", 3, BERLIN, 1),
        ("2026-10-25 02:30:00", "2026-10-25 01:30:00", 600, BERLIN, 1),
        # A leg ten minutes into a queue.
        ("2026-06-01 12:10:00", "2026-06-01 16:10:00", 600, NEW_YORK, -4),
        # The connection says UTC, the UCM's clock stands at another zone.
        ("2026-06-01 12:00:00", "2026-06-01 10:00:00", 4, UTC_ZONE, 2),
        ("2026-01-05 12:00:00", "2026-01-05 17:00:00", 4, UTC_ZONE, -5),
        ("2026-06-01 12:00:00", "2026-06-01 06:15:00", 2, NEPAL, 5.75),
        # An id from long before explains nothing; the zone decides.
        ("2026-06-01 12:00:00", "2026-06-01 10:00:00", 3000, BERLIN, 2),
        ("2026-06-01 12:00:00", "2019-06-01 10:00:00", 0, BERLIN, 2),
        # The UCM wrote the row a second before the id.
        ("2026-06-01 12:00:00", "2026-06-01 10:00:01", 0, BERLIN, 2),
    ],
)
def test_the_offset_is_seen_in_the_ids(
    shown: str, instant: str, late: float, zone: ZoneInfo, hours: float
) -> None:
    local = datetime.fromisoformat(shown)
    assert utc_offset(local, [_epoch(instant, late=late)], zone=zone) == timedelta(hours=hours)


def test_without_an_id_the_zone_decides() -> None:
    assert utc_offset(datetime.fromisoformat("2026-06-01 12:00:00"), [], zone=BERLIN) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1661157838.2666", 1661157838),
        ("1661157838988180-230", 1661157838),
        ("166115730767640-203", 1661157307),
        ("2022-08/auto-1661157839#201-230-6400.wav", 1661157839),
        ("", None),
        ("230", None),
        ("99999999991234567890", None),
    ],
)
def test_an_id_begins_with_its_instant(text: str, seconds: int | None) -> None:
    expected = [] if seconds is None else [datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)]
    assert epochs(text) == expected


@pytest.mark.parametrize(
    "text", ["", "0000-00-00 00:00:00", "1970-01-01 00:00:00", "9999-12-31 23:59:59", "now"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_local(text) is None


def test_a_leg_across_the_clock_change_ends_when_it_was_over() -> None:
    # Began 02:50 summer time, lasted 20 minutes; the clock then showed 02:10.
    begun = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    over = begun + timedelta(minutes=20)
    assert settle(datetime.fromisoformat("2026-10-25 02:10:00"), timedelta(hours=2), expected=over) == over


def test_a_missing_time_is_the_expected_one() -> None:
    over = datetime(2026, 1, 1, tzinfo=UTC)
    assert settle(None, timedelta(), expected=over) == over
