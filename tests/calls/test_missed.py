"""What the admin is told of calls that real-time output missed: when, with which guess, and when not."""

from datetime import datetime, time, timedelta

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from calls.missed import Notice, notices
from calls.models import Event, Poll
from tests.factories import make_call, make_leg
from ucm.models import Connection

pytestmark = pytest.mark.django_db

WEBHOOK, POLL = Event.Source.WEBHOOK, Event.Source.POLL


@pytest.fixture
def noon() -> datetime:
    """Of yesterday."""
    return timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=1), time(12)))


@pytest.fixture
def using(connection: Connection) -> Connection:
    """A connection whose real-time output was set up long ago."""
    connection.last_event_at = timezone.now()
    connection.save()
    leg = bring(connection, timezone.now() - timedelta(days=30), WEBHOOK)
    Event.objects.filter(pk=leg.event_id).update(received_at=timezone.now() - timedelta(days=30))
    return connection


def bring(connection: Connection, at: datetime, source: Event.Source) -> object:
    leg = make_leg(make_call(at, connection=connection))
    Event.objects.filter(pk=leg.event_id).update(source=source)
    return leg


def a_day(connection: Connection, noon: datetime, sources: str) -> None:
    """A call every ten minutes from noon on: `w` came by webhook, `p` by the poll."""
    for n, source in enumerate(sources):
        bring(connection, noon + n * timedelta(minutes=10), {"w": WEBHOOK, "p": POLL}[source])


def recovered_on(connection: Connection, *ends: datetime) -> None:
    for end in ends:
        Poll.objects.create(
            connection=connection, window_start=end - timedelta(days=3), window_end=end,
            state=Poll.State.DONE, calls_recovered=1,
        )  # fmt: skip


def told(connection: Connection) -> Notice | None:
    found = notices([connection], now=timezone.now())
    return found[0] if found else None


def test_what_was_missed_is_said_and_a_single_day_has_no_cause(using: Connection, noon: datetime) -> None:
    a_day(using, noon, "wwpww")
    recovered_on(using, noon + timedelta(hours=11, minutes=30))
    notice = told(using)
    assert notice is not None
    assert notice.sentence.startswith("Real-time output missed 1 of 5 calls yesterday; ")
    assert (notice.cause, notice.mend) == ("", "")


@pytest.mark.parametrize(
    ("day", "cause"),
    [
        ("pppp", "no call at all"),
        ("wwpppww", "from 12:21 to 12:41"),
        ("wpwpwpw", "among calls that did come"),
    ],
)
def test_when_it_repeats_the_way_calls_are_missed_tells_the_cause(
    using: Connection, noon: datetime, day: str, cause: str
) -> None:
    a_day(using, noon, day)
    recovered_on(using, noon, noon - timedelta(days=1))
    notice = told(using)
    assert notice is not None
    assert cause in notice.cause
    assert "Test connection" in notice.mend


def test_several_polls_of_one_day_are_one_day(using: Connection, noon: datetime) -> None:
    a_day(using, noon, "wp")
    recovered_on(using, noon, noon + timedelta(minutes=5), noon + timedelta(minutes=10))
    assert told(using).cause == ""  # type: ignore[union-attr]


def test_a_day_without_a_gap_is_no_news(using: Connection, noon: datetime) -> None:
    a_day(using, noon, "www")
    assert told(using) is None


def test_calls_of_a_backfill_were_never_announced(using: Connection, noon: datetime) -> None:
    bring(using, noon, Event.Source.BACKFILL)
    assert told(using) is None


@pytest.mark.parametrize("last", [None, timedelta(days=8)])
def test_where_real_time_output_is_not_in_use_the_poll_is_the_way(
    using: Connection, noon: datetime, last: timedelta | None
) -> None:
    a_day(using, noon, "pp")
    using.last_event_at = last and timezone.now() - last
    assert told(using) is None


def test_the_day_on_which_it_was_set_up_misses_nothing(connection: Connection, noon: datetime) -> None:
    connection.last_event_at = timezone.now()
    a_day(connection, noon, "pppw")
    assert told(connection) is None


def test_the_connections_page_says_how_far_its_records_are_compared(
    admin_client: Client, using: Connection, noon: datetime
) -> None:
    page = reverse("admin:ucm_connection_change", args=[using.pk])
    assert "Not compared" in admin_client.get(page).content.decode()
    a_day(using, noon, "wpw")
    recovered_on(using, noon, noon - timedelta(days=1))
    Poll.objects.create(
        connection=using, window_start=noon, window_end=noon, state=Poll.State.FAILED, why="It is away."
    )
    text = admin_client.get(page).content.decode()
    assert "Compared with the phone system" in text
    assert "It is away." in text
    assert "missed 1 of 3 calls yesterday" in text
    assert "Probably:" in text
    assert f"{reverse('admin:calls_backfill_add')}?connection={using.pk}" in text


def test_the_overview_tells_it_and_leads_those_who_may_mend_it(
    admin_client: Client, using: Connection, noon: datetime
) -> None:
    a_day(using, noon, "wpw")
    text = admin_client.get(reverse("overview")).content.decode()
    assert "missed 1 of 3 calls yesterday" in text
    assert reverse("admin:ucm_connection_change", args=[using.pk]) in text


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(seconds=61), "about 1 minute"),
        (timedelta(hours=3, minutes=20), "about 3 hours"),
        (timedelta(days=2), "about 2 days"),
        (None, ""),
    ],
)
def test_a_time_left_is_said_roughly(left: timedelta | None, said: str) -> None:
    template = Template("{% load calls_admin %}{{ left|roughly }}")
    assert template.render(Context({"left": left})) == said
