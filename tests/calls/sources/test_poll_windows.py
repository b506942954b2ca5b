"""Which time a poll asks for."""

from datetime import UTC, datetime, timedelta

import pytest

from calls.sources.poll import FIRST, OVERLAP, SETTLE, window
from tests.calls.sources.polling import done_until
from ucm.models import Connection

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def test_the_first_window_is_a_day(connection: Connection) -> None:
    assert window(connection, now=NOW) == (NOW - SETTLE - FIRST, NOW - SETTLE)


def test_a_window_begins_before_the_last_done_one_ended_however_long_ago(connection: Connection) -> None:
    done_until(connection, NOW - timedelta(days=9))
    assert window(connection, now=NOW) == (NOW - timedelta(days=9) - OVERLAP, NOW - SETTLE)


def test_a_clock_set_back_does_not_turn_the_window_round(connection: Connection) -> None:
    done_until(connection, NOW + timedelta(hours=6))
    start, end = window(connection, now=NOW)
    assert start == end - OVERLAP


def test_since_reaches_back_but_never_leaves_a_gap(connection: Connection) -> None:
    done_until(connection, NOW - timedelta(hours=5))
    early, late = NOW - timedelta(days=3), NOW - timedelta(hours=1)
    assert window(connection, now=NOW, since=early)[0] == early
    assert window(connection, now=NOW, since=late)[0] == NOW - timedelta(hours=7)
