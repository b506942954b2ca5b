"""The overview's numbers against calls counted by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from analytics.queries import overview
from analytics.queries.overview import DayVolume, Moods, Totals
from analytics.queries.period import Span
from calls.models import Recording
from tests import factories as make

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)  # a Wednesday
SPAN = Span(NOON - timedelta(days=2), NOON)


def test_voicemail_is_missed_and_internal_calls_do_not_count_towards_the_answer_rate() -> None:
    moment = NOON - timedelta(hours=1)
    make.make_call(moment, talk=60)
    make.make_call(moment, talk=0)
    make.make_call(moment, talk=0, disposition="voicemail")
    make.make_call(moment, talk=30, direction="internal")
    make.make_call(moment, talk=90, direction="outbound")
    make.make_call(NOON, talk=900)  # the span ends before it
    totals = overview.totals(SPAN)
    assert totals == Totals(calls=5, answered=3, inbound=3, inbound_answered=1, talk=60.0)
    assert totals.missed == 2
    assert totals.answer_rate == pytest.approx(100 / 3)


def test_no_calls_have_no_rate_and_no_average() -> None:
    totals = overview.totals(SPAN)
    assert totals.answer_rate is None
    assert totals.talk is None


def test_every_day_has_a_row_and_midnight_is_local() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    make.make_call(datetime(2026, 6, 8, 22, 30, tzinfo=UTC))  # 00:30 on the 9th in Berlin
    make.make_call(datetime(2026, 6, 10, 9, tzinfo=UTC), talk=0, disposition="busy")
    with timezone.override(berlin):
        span = Span(datetime(2026, 6, 8, tzinfo=berlin), NOON.astimezone(berlin))
        assert overview.volume(span) == [
            DayVolume(date(2026, 6, 8)),
            DayVolume(date(2026, 6, 9), answered=1),
            DayVolume(date(2026, 6, 10), other=1),
        ]
        assert overview.by_hour(span) == {(2, 0): 1, (3, 11): 1}


def test_moods_say_how_many_of_the_recorded_calls_they_rest_on() -> None:
    moods = ["positive", "negative", "negative", ""]
    for mood in moods:
        call = make.make_call(NOON - timedelta(hours=1))
        make.make_recording(call)
        make.make_recording(call, position=1)
        make.make_insight(call, sentiment=mood)
    make.make_recording(make.make_call(NOON - timedelta(hours=1)), state=Recording.State.MISSING)
    found = overview.moods(SPAN)
    assert found == Moods(positive=1, neutral=0, negative=2, recorded=4)
    assert found.analysed == 3
