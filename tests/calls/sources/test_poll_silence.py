"""An empty answer is not believed until something else agrees with it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from calls.models import Poll
from calls.sources.poll import poll
from tests.calls.sources.polling import a_ucm, done_until, push, soon
from ucm.models import Connection
from ucm.simulator import cdrapi, filters

pytestmark = pytest.mark.django_db


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A firmware that dislikes our time filter says so as UCMs do: not at all."""
    real = filters.read_filters

    def read(parameters: Any, zone: ZoneInfo) -> filters.Filters:
        if "startTime" in parameters:
            raise filters.Unreadable("startTime")
        return real(parameters, zone)

    monkeypatch.setattr(cdrapi, "read_filters", read)


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(days=40)], ids=["in the window", "long ago"])
def test_silence_is_not_believed_when_the_filter_is_deaf(deaf: None, ago: timedelta) -> None:
    with a_ucm() as (ucm, connection):
        ucm.place_call(begins=(timezone.now() - timedelta(hours=1) - ago).timestamp())
        row = poll(connection, now=soon())
    assert row.state == Poll.State.FAILED
    assert "no record" in row.why
    assert "time zone" in row.mend
    assert Poll.objects.reconciled_until(connection) is None


def test_silence_is_not_believed_against_calls_that_were_pushed(deaf: None) -> None:
    with a_ucm() as (ucm, connection):
        old = ucm.place_call(begins=(timezone.now() - timedelta(days=40)).timestamp())
        push(connection, old, ucm.place_call(begins=(timezone.now() - timedelta(hours=1)).timestamp()))
        row = poll(connection, now=soon())
    assert row.state == Poll.State.FAILED
    assert "1 are here" in row.why


def test_a_ucm_that_misreads_the_zone_of_a_time_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the local digits for UTC, so in New York it answers with the calls of hours ago."""
    monkeypatch.setattr(
        filters,
        "_instant",
        lambda text, zone: datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp(),
    )
    now = datetime(2026, 6, 3, 18, 0, tzinfo=UTC)
    with a_ucm(zone=ZoneInfo("America/New_York")) as (ucm, connection):
        Connection.objects.update(time_zone="America/New_York")
        connection.refresh_from_db()
        done_until(connection, now - timedelta(minutes=5))
        ucm.place_call(begins=(now - timedelta(hours=5)).timestamp())
        ucm.place_call(begins=(now - timedelta(hours=1)).timestamp())
        row = poll(connection, now=now)
    assert row.state == Poll.State.FAILED
    assert row.legs_seen == 1


@pytest.mark.parametrize("calls_long_ago", [0, 1])
def test_honest_silence_is_believed(calls_long_ago: int) -> None:
    with a_ucm() as (ucm, connection):
        for _ in range(calls_long_ago):
            ucm.place_call(begins=(timezone.now() - timedelta(days=40)).timestamp())
        row = poll(connection, now=soon())
    assert (row.state, row.legs_seen) == (Poll.State.DONE, 0)
