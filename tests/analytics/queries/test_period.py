"""Periods: what counts as the last 7 days, also where a day has 23 hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from analytics.queries.period import Period, Span, span_of, span_of_day

BERLIN = ZoneInfo("Europe/Berlin")


def test_seven_days_are_today_and_the_six_before_by_the_local_clock() -> None:
    now = datetime(2026, 6, 9, 22, 30, tzinfo=UTC)  # already the 10th in Berlin
    with timezone.override(BERLIN):
        span = span_of(Period.WEEK, now=now)
    assert span == Span(datetime(2026, 6, 4, tzinfo=BERLIN), now)
    assert span.days() == [date(2026, 6, day) for day in range(4, 11)]


def test_the_span_before_is_as_long_by_the_wall_clock_across_a_time_change() -> None:
    with timezone.override(BERLIN):  # clocks went forward on 29 March 2026
        earlier = span_of(Period.WEEK, now=datetime(2026, 4, 1, 12, tzinfo=BERLIN)).earlier(7)
    assert earlier.start == datetime(2026, 3, 19, tzinfo=BERLIN)
    assert earlier.end == datetime(2026, 3, 25, 12, tzinfo=BERLIN)
    assert earlier.start.utcoffset() == timedelta(hours=1)


def test_a_day_ends_where_the_next_begins() -> None:
    with timezone.override(BERLIN):
        span = span_of_day(date(2026, 3, 29))
    assert span.days() == [date(2026, 3, 29)]
    assert span.end.astimezone(UTC) - span.start.astimezone(UTC) == timedelta(hours=23)


@pytest.mark.parametrize("moment", [datetime(1999, 1, 1, tzinfo=UTC), datetime(2026, 6, 9, tzinfo=UTC)])
def test_all_time_has_no_beginning(moment: datetime) -> None:
    span = span_of(Period.ALL, now=moment)
    assert span.start is None
    assert span.days() == []
    assert span.earlier(7).start is None
