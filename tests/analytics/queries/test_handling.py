"""A day of calls as a table, its numbers worked out by hand beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from analytics.insight.handling import Repeats, Waits
from analytics.queries import overview
from analytics.queries.handling import handling, repeat_calls
from analytics.queries.period import Span
from tests import factories as make

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 6, 10, 8, tzinfo=UTC)
DAY = Span(MORNING - timedelta(hours=8), MORNING + timedelta(hours=16))

# minute, direction, what became of it, queue, seconds waited, extensions that answered, customer
CALLS = """
  0  inbound   answered   6500    4  1  A
 10  inbound   answered   6500   20  1  B
 20  inbound   answered   6500   21  2  C
 30  inbound   no_answer  6500    3  0  D
 40  inbound   no_answer  6500    5  0  E
 50  inbound   no_answer  6500   95  0  F
 60  inbound   voicemail  6500   60  0  G
 70  inbound   failed     6500    1  0  H
 80  inbound   answered   6400    8  1  A
 90  inbound   answered   6400   12  2  I
100  inbound   no_answer  6400    2  0  J
110  inbound   answered   -       -  1  B
120  inbound   voicemail  -       -  0  K
130  outbound  answered   -       -  2  F
140  internal  answered   6500   30  1  -
150  inbound   answered   -       -  3  -
"""


@pytest.fixture(autouse=True)
def day() -> None:
    for line in CALLS.strip().splitlines():
        minute, direction, became, queue, waited, answering, customer = line.split()
        make.make_call(
            MORNING + timedelta(minutes=int(minute)),
            talk=60 if became == "answered" else 0,
            direction=direction,
            disposition=became,
            queue=queue.strip("-"),
            queue_wait_seconds=None if waited == "-" else int(waited),
            answering_count=int(answering),
            customer_number=customer.strip("-"),
        )


def test_each_queue_counts_its_own_calls() -> None:
    """6500: D gave up after 3 s, which is short; 5 s is not. B answered at 20 s is in time, C at 21 s not.
    Left to voicemail (G) and failed (H) are offered and nothing else; colleagues do not queue."""
    found = handling(DAY)
    assert {queue.number: queue.waits for queue in found.queues} == {
        "6500": Waits(offered=8, answered=3, abandoned=3, short=1, in_time=2, waited=45, longest=95),
        "6400": Waits(offered=3, answered=2, abandoned=1, short=1, in_time=2, waited=20, longest=12),
    }


def test_the_day_as_a_whole() -> None:
    """5 answered + 4 abandoned - 2 short = 7; 4 of them in time, 2 abandoned; waits 65 s over 5 calls."""
    whole = handling(DAY).all
    assert whole.service_level == pytest.approx(100 * 4 / 7)
    assert whole.service_level_of_answered == 80.0
    assert whole.abandonment == pytest.approx(100 * 2 / 7)
    assert whole.asa == 13.0
    assert whole.longest == 95


@override_settings(SERVICE_LEVEL_SECONDS=10, SHORT_ABANDON_SECONDS=0)
def test_the_limits_are_those_of_the_settings() -> None:
    """Only A (4 s and 8 s) is in time, nobody gives up too early: 2 of 5 + 4."""
    assert handling(DAY).all.service_level == pytest.approx(100 * 2 / 9)


def test_a_queue_below_the_goal_is_marked() -> None:
    """6500: 2 of 3 + 3 - 1 = 40 %; 6400: 2 of 2."""
    assert {queue.number: queue.misses_goal for queue in handling(DAY).queues} == {
        "6500": True,
        "6400": False,
    }


def test_transfers_are_inbound_calls_answered_on_two_extensions_or_more() -> None:
    """C, I and the withheld number; not F, whom we called."""
    assert overview.totals(DAY).transferred == 3


def test_who_called_again_is_counted_by_number() -> None:
    """Answered with a number: A, B, C, A, I, B = 6. A and B each came back once."""
    assert repeat_calls(DAY) == Repeats(answered=6, returned=2)


@override_settings(REPEAT_CALLS_EXCLUDE=["B"])
def test_excluded_numbers_neither_call_nor_return() -> None:
    assert repeat_calls(DAY) == Repeats(answered=4, returned=1)


def test_a_return_after_the_period_counts_for_the_call_in_it() -> None:
    make.make_call(MORNING + timedelta(days=3), customer_number="C")
    assert repeat_calls(DAY) == Repeats(answered=6, returned=3)


def test_a_day_without_queues_has_no_row() -> None:
    nothing = handling(Span(DAY.end, DAY.end + timedelta(days=1)))
    assert (nothing.queues, nothing.all) == ((), Waits())
