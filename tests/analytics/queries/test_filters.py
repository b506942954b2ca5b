"""Which calls each filter lets through, and how many are older than the period."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.queries.filters import AT_RISK, Counts, Filters, counts, matching, over_all_time
from analytics.queries.period import Period
from calls.models import Call, Recording, Step
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(**given: object) -> set[int]:
    return set(matching(Filters(**given)).values_list("pk", flat=True))


def test_only_the_period_is_shown_and_the_older_ones_are_counted() -> None:
    new = make.make_call()
    make.make_call(timezone.now() - timedelta(days=40))
    make.make_call(timezone.now() - timedelta(days=400))
    assert found() == {new.pk}
    assert counts(Filters()) == Counts(here=1, earlier=2)
    assert counts(over_all_time(Filters())) == Counts(here=3, earlier=0)


def test_a_day_overrules_the_period() -> None:
    moment = timezone.now() - timedelta(days=40)
    old = make.make_call(moment)
    make.make_call()
    assert found(day=timezone.localdate(moment), period=Period.WEEK) == {old.pk}


@pytest.mark.parametrize(
    "q", ["Lindner", "lindner", "30555", "+49 (30) 555-0", "1007", "Kell", "Boiler BROKE", "front d", "Ida"]
)
def test_search_finds_names_numbers_and_words(q: str) -> None:
    call = make.make_call(
        customer_name="Bakery Lindner",
        customer_number="+4930555012",
        agent_number="1007",
        agent_name="Jonas Keller",
        callee_name="Ida Roth",
        queue_name="Front desk",
    )
    make.make_transcript(call)
    make.make_call(customer_number="+4989123", agent_number="1001", agent_name="Anna Weber")
    assert found(q=q) == {call.pk}


def test_an_agent_is_a_number_on_one_phone_system_whatever_the_name_was() -> None:
    calls = [make.make_call(agent_number="1002", agent_name=name) for name in ("Maria Lopez", "Tom Berg")]
    make.make_call(agent_number="1002", connection=make.make_connection("Branch"))
    make.make_call(agent_number="10021")
    assert found(agent=f"{calls[0].connection_id}-1002") == {call.pk for call in calls}
    assert found(agent=f"{'9' * 18}-1002") == set()


def test_a_percent_sign_is_searched_for_as_it_is() -> None:
    make.make_call(customer_name="Bakery Lindner")
    assert found(q="%") == set()


def test_missed_is_every_outcome_but_answered() -> None:
    make.make_call()
    missed = {
        make.make_call(disposition=disposition).pk for disposition in ("no_answer", "voicemail", "busy")
    }
    assert found(disposition="missed") == missed


def test_direction_outcome_and_sentiment_narrow_together() -> None:
    wanted = make.make_call(direction="outbound", disposition="busy")
    make.make_call(direction="inbound", disposition="busy")
    make.make_call(direction="outbound")
    assert found(direction="outbound", disposition="busy") == {wanted.pk}
    make.make_insight(wanted, sentiment="positive")
    assert found(sentiment="positive") == {wanted.pk}
    assert found(sentiment="negative") == set()


def one_of_each_status() -> dict[str, Call]:
    calls = {status: make.make_call() for status in ("ready", "working", "failed", "none")}
    for status in ("ready", "working", "failed"):
        make.make_recording(calls[status])
        make.make_step(calls[status], "fetch_recording")
    make.make_step(calls["working"], "transcribe", Step.State.WAITING)
    make.make_step(calls["failed"], "transcribe", Step.State.FAILED)
    make.make_recording(calls["none"], state=Recording.State.MISSING)
    return calls


@pytest.mark.parametrize("status", ["ready", "working", "failed", "none"])
def test_each_call_has_exactly_one_status(status: str) -> None:
    calls = one_of_each_status()
    assert found(status=status) == {calls[status].pk}


def test_a_failed_step_outweighs_one_that_still_waits() -> None:
    call = make.make_call()
    make.make_step(call, "transcribe", Step.State.FAILED)
    make.make_step(call, "analyse", Step.State.WAITING)
    assert matching(Filters()).get().status == "failed"


@pytest.mark.parametrize("course", ["improving", "worsening"])
def test_a_mood_that_went_somewhere_is_found_by_where_it_went(course: str) -> None:
    wanted, other = make.make_call(), make.make_call()
    make.make_insight(wanted, sentiment="neutral", sentiment_course=course)
    make.make_insight(other, sentiment="neutral", sentiment_course="steady")
    assert found(sentiment=course) == {wanted.pk}


def test_at_risk_means_medium_or_high_and_names_a_call_once() -> None:
    wanted, other, calm = make.make_call(), make.make_call(), make.make_call()
    insight = make.make_insight(wanted)
    make.make_risk(insight, "escalation", 0.8)
    make.make_risk(insight, "churn", 0.3)
    make.make_risk(make.make_insight(other), "escalation", 0.29)
    make.make_insight(calm)
    assert [call.pk for call in matching(Filters(sentiment=AT_RISK))] == [wanted.pk]
