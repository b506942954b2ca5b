"""Formulas of handling, worked out by hand."""

from datetime import UTC, datetime, timedelta

from analytics.insight.handling import Repeats, Waits, repeats

MONDAY = datetime(2026, 6, 8, 9, tzinfo=UTC)
END = MONDAY + timedelta(days=1)
SUPPORT = Waits(offered=12, answered=8, abandoned=3, short=1, in_time=6, waited=120, longest=95)


def days(number: float) -> datetime:
    return MONDAY + timedelta(days=number)


def test_short_abandons_are_in_no_denominator() -> None:
    assert SUPPORT.decided == 10
    assert SUPPORT.service_level == 60.0
    assert SUPPORT.service_level_of_answered == 75.0
    assert SUPPORT.abandonment == 20.0
    assert SUPPORT.asa == 15.0


def test_queues_add_up_and_the_longest_wait_is_the_longest_of_all() -> None:
    both = SUPPORT + Waits(offered=3, answered=2, abandoned=1, waited=10, longest=40)
    assert (both.offered, both.decided, both.asa, both.longest) == (15, 13, 13.0, 95)


def test_no_calls_have_no_rates() -> None:
    nobody = Waits()
    assert nobody.service_level is nobody.abandonment is nobody.asa is None
    assert Repeats(0, 0).share is None


def test_who_only_hung_up_at_once_leaves_no_rate() -> None:
    assert Waits(offered=2, abandoned=2, short=2).abandonment is None


def test_a_call_is_repeated_when_its_number_calls_within_seven_days() -> None:
    calls = [("1", days(0), True), ("1", days(7), False), ("2", days(0), True), ("2", days(7.1), True)]
    assert repeats(calls, until=END) == Repeats(answered=2, returned=1)


def test_three_calls_in_a_day_are_two_that_were_repeated() -> None:
    calls = [("1", days(n / 10), True) for n in range(3)]
    assert repeats(calls, until=END) == Repeats(answered=3, returned=2)


def test_a_missed_call_that_is_tried_again_is_no_repeat() -> None:
    assert repeats([("1", days(0), False), ("1", days(0.1), True)], until=END) == Repeats(1, 0)
