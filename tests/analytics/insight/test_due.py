"""Times as people name them, seen from Tuesday, 12 May 2026."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.insight.due import WHEN, day_of, due

TUESDAY = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("said", "text", "day"),
    [
        ("I'll send it today.", "today", date(2026, 5, 12)),
        ("I'll call you tomorrow morning.", "tomorrow morning", date(2026, 5, 13)),
        ("He'll ring by Friday.", "by Friday", date(2026, 5, 15)),
        ("We meet on Tuesday.", "on Tuesday", date(2026, 5, 19)),
        ("We'll come next Thursday.", "next Thursday", date(2026, 5, 21)),
        ("It takes it in five to seven days.", "in five to seven days", date(2026, 5, 19)),
        ("within three business days", "within three business days", date(2026, 5, 15)),
        ("Within 5 working days, then.", "Within 5 working days", date(2026, 5, 19)),
        ("by the end of the month", "by the end of the month", date(2026, 5, 31)),
        ("by the end of the week", "by the end of the week", date(2026, 5, 15)),
        ("Come on March the fourteenth.", "on March the fourteenth", date(2027, 3, 14)),
        ("on the 3rd of June", "on the 3rd of June", date(2026, 6, 3)),
        ("in two weeks", "in two weeks", date(2026, 5, 26)),
        ("by three o'clock", "by three o'clock", date(2026, 5, 12)),
    ],
)
def test_a_time_is_the_last_day_it_can_mean(said: str, text: str, day: date) -> None:
    found = due(said, now=datetime(2026, 5, 12, 14, 30, tzinfo=UTC))
    assert found is not None
    assert (found.text, found.day) == (text, day)


def test_without_the_time_of_the_call_the_words_are_kept() -> None:
    found = due("I'll do it by Friday.", now=None)
    assert found is not None
    assert (found.text, found.day) == ("by Friday", None)


def test_no_time_is_none() -> None:
    assert due("I'll send you the form.", now=None) is None


@given(st.from_regex(WHEN, fullmatch=True), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_whatever_is_taken_for_a_time_gives_a_day_or_none(said: str, today: date) -> None:
    day = day_of(said, today=today)
    assert day is None or day >= today
