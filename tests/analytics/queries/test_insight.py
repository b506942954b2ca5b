"""Cards: statements with their places, metrics with or without a value."""

import pytest

from analytics.insight.objection_cues import Against
from analytics.insight.satisfaction import Satisfaction
from analytics.models import Insight
from analytics.queries.insight import Mention, Unavailable, cards
from analytics.queries.transcript import lines
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_statement_leads_to_every_line_it_rests_on() -> None:
    call = make.make_ready_call()
    make.make_finding(call.insight, "keyword", "contract", [1, 6])
    found = cards(call.insight, lines(call.transcript))
    assert found.summary[0].mentions == (Mention(1, 4.0),)
    assert found.keywords[1].mentions == (Mention(1, 4.0), Mention(6, 26.3))
    assert found.questions[0].role == "customer"


def test_objections_and_open_questions_say_of_what_kind_they_are() -> None:
    call = make.make_ready_call()
    make.make_finding(call.insight, "objection", "Too dear.", [1], "customer", details={"kind": "price"})
    make.make_finding(call.insight, "open_question", "When?", [1, 6], details={"why": "put_off"})
    found = cards(call.insight, lines(call.transcript))
    assert [(one.text, one.note) for one in found.objections] == [("Too dear.", "Price")]
    [left_open] = found.open_questions
    assert left_open.note == "Put off, and not answered later"
    assert [mention.index for mention in left_open.mentions] == [1, 6]


@pytest.mark.parametrize("kind", Against)
def test_every_kind_of_objection_has_a_name_to_show(kind: Against) -> None:
    call = make.make_ready_call()
    make.make_finding(call.insight, "objection", "No.", [1], "customer", details={"kind": str(kind)})
    [objection] = cards(call.insight, lines(call.transcript)).objections
    assert objection.note


@pytest.mark.parametrize("label", Satisfaction)
def test_satisfaction_has_a_name_a_mood_and_its_reasons(label: Satisfaction) -> None:
    call = make.make_ready_call()
    make.make_satisfaction(call.insight, label, 0.8, "The customer praises how it was handled.", [1])
    found = cards(call.insight, lines(call.transcript)).satisfaction
    assert found is not None
    assert found.name.lower() == label
    assert found.mood in Insight.Sentiment.values
    assert (found.probability, found.mentions) == (0.8, (Mention(1, 4.0),))


def test_where_nobody_can_tell_there_is_no_satisfaction() -> None:
    call = make.make_ready_call()
    assert cards(call.insight, lines(call.transcript)).satisfaction is None


def test_evidence_without_its_line_is_left_out() -> None:
    call = make.make_ready_call()
    make.make_finding(call.insight, "keyword", "gone", [99])
    assert cards(call.insight, lines(call.transcript)).keywords[1].mentions == ()


def test_metrics_without_a_value_are_grouped_by_the_reason() -> None:
    call = make.make_call()
    unknown = [make.make_metric(name, None, "%", "", "One channel.") for name in ("A", "B")]
    insight = make.make_insight(
        call,
        metrics=[
            make.make_metric("Speech", 0.0, "%", "f"),
            *unknown,
            make.make_metric("C", None, "", "", "Too short."),
        ],
    )
    found = cards(insight, [])
    assert [metric.label for metric in found.metrics] == ["Speech"]
    assert found.unavailable == [Unavailable("One channel.", ("A", "B")), Unavailable("Too short.", ("C",))]


def test_a_risk_is_named_and_says_why_and_a_low_one_is_not_shown() -> None:
    call = make.make_ready_call()
    make.make_risk(call.insight, "escalation", 0.7, "The customer asks for a manager.", [1, 3, 99])
    make.make_risk(call.insight, "churn", 0.1, "The customer wants to cancel.", [1])
    [risk] = cards(call.insight, lines(call.transcript)).risks
    assert (risk.name, risk.level, risk.text) == ("May escalate", "high", "The customer asks for a manager.")
    assert [mention.index for mention in risk.mentions] == [1, 3]
