"""Who was missed and never spoken to again, what went badly, what failed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.queries.attention import MissedNumber, attention, most_negative, not_returned
from analytics.queries.period import Period, Span, span_of
from calls.models import Call, Event, Step
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def week() -> Span:
    return span_of(Period.WEEK)


def call(number: str, hours_ago: float, **fields: object) -> Call:
    moment = timezone.now() - timedelta(hours=hours_ago)
    return make.make_call(moment, customer_number=number, **fields)


def test_a_number_is_listed_once_with_its_attempts(week: Span) -> None:
    call("+491", 5, talk=0)
    last = call("+491", 3, talk=0, disposition="voicemail", customer_name="Bakery")
    assert not_returned(week) == [MissedNumber("+491", "Bakery", times=2, last=last.started_at)]


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_an_answered_call_afterwards_either_way_settles_it(week: Span, direction: str) -> None:
    call("+491", 5, talk=0)
    call("+491", 2, direction=direction)
    assert not_returned(week) == []


def test_an_answered_call_before_settles_nothing(week: Span) -> None:
    call("+491", 5)
    missed = call("+491", 3, talk=0)
    assert [number.last for number in not_returned(week)] == [missed.started_at]


def test_an_unanswered_attempt_to_call_back_settles_nothing(week: Span) -> None:
    call("+491", 5, talk=0)
    call("+491", 2, talk=0, direction="outbound")
    assert [number.times for number in not_returned(week)] == [1]


def test_withheld_numbers_cannot_be_called_back(week: Span) -> None:
    call("", 5, talk=0)
    assert not_returned(week) == []


def test_the_most_negative_comes_first(week: Span) -> None:
    calls = {score: call("+491", 1) for score in (-0.2, -0.9, 0.4)}
    for score, made in calls.items():
        make.make_insight(made, sentiment="negative" if score < 0 else "positive", sentiment_score=score)
    assert most_negative(week) == [calls[-0.9], calls[-0.2]]


def test_lists_are_cut_but_counted_whole(week: Span) -> None:
    for n in range(7):
        missed = call(f"+49{n}", 5, talk=0)
        make.make_step(missed, "fetch_recording", Step.State.FAILED)
    found = attention(week)
    assert (len(found.missed), found.missed_count) == (5, 7)
    assert (len(found.failed), found.failed_count) == (5, 7)
    assert not found.is_empty


def test_nothing_to_do_is_said_to_be_so(week: Span) -> None:
    make.make_ready_call()
    assert not attention(Span(week.end, week.end)).missed
    assert attention(Span(week.end, week.end)).is_empty


def test_the_number_that_called_last_comes_first(week: Span) -> None:
    for number, hours in (("+491", 5), ("+492", 4), ("+491", 3)):
        call(number, hours, talk=0)
    assert [number.number for number in not_returned(week)] == ["+491", "+492"]


def test_a_phone_system_that_keeps_us_out_and_unread_records_are_told(week: Span) -> None:
    connection = make.make_connection()
    connection.note_refused_login("The UCM does not accept this user and password.")
    Event.objects.create(connection=connection, source=Event.Source.WEBHOOK, raw=b"?", state="unreadable")
    found = attention(week)
    assert found.locked_out == [connection]
    assert found.unread == 1
    assert not found.is_empty
