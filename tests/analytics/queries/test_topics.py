"""What calls are about: counted in the period and the one before, with their mood, and filtered by."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from analytics.queries.filters import Filters, matching
from analytics.queries.period import Period, span_of
from analytics.queries.topics import Row, about
from calls.models import Call
from tests import factories as make

pytestmark = pytest.mark.django_db


def call_about(*names: str, days_ago: int = 0, sentiment: str = "neutral") -> Call:
    call = make.make_call(timezone.now() - timedelta(days=days_ago))
    insight = make.make_insight(call, sentiment=sentiment)
    for name in names:
        make.make_finding(insight, "topic", name, [1])
    return call


def test_topics_are_counted_with_their_change_and_mood() -> None:
    call_about("Billing", "Refund", sentiment="negative")
    call_about("Billing", sentiment="positive")
    call_about()
    call_about("Refund", days_ago=9)
    call_about("Refund", days_ago=10)
    make.make_finding(make.make_insight(make.make_call()), "keyword", "Billing")
    span = span_of(Period.WEEK)
    found = about(span, span.earlier(7))
    assert found.rows == (Row("Billing", 2, 0, 1, 1), Row("Refund", 1, 2, 0, 1))
    assert [row.change for row in found.rows] == [2, -1]
    assert (found.known, found.other) == (4, 2)


def test_the_list_shows_the_calls_about_a_topic_and_no_others() -> None:
    wanted = call_about("Billing", "Refund")
    call_about("Refund")
    make.make_finding(make.make_insight(make.make_call()), "keyword", "Billing")
    assert list(matching(Filters(topic="Billing"))) == [wanted]


def test_the_pages_lead_from_a_topic_to_its_calls(browser_of: Client) -> None:
    make.make_topic("Billing & payment")
    call = make.make_ready_call()
    make.make_finding(call.insight, "topic", "Billing & payment", [1])
    link = "topic=Billing%20%26%20payment"
    page = browser_of.get(f"/calls/{call.pk}/").content.decode()
    assert link in page
    assert 'id="topics-title"' in page
    assert link in browser_of.get("/").content.decode()
    listed = browser_of.get(f"/calls/?{link}").content.decode()
    assert '<option value="Billing &amp; payment" selected>' in listed
    assert f"/calls/{call.pk}/" in listed


def test_without_topics_there_is_nothing_to_filter_by_and_the_overview_says_so(browser_of: Client) -> None:
    make.make_ready_call()
    assert 'name="topic"' not in browser_of.get("/calls/").content.decode()
    assert "None of the 1 analysed call in this period has a topic." in browser_of.get("/").content.decode()
