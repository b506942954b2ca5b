"""Whatever was said, the report holds together: evidence inside, ranges kept, always the same."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.insight.report import ESTIMATED, analyse
from analytics.insight.types import Conversation, Kind, Report, Turn
from calls.speech.types import Word
from tests.analytics.insight.build import dialogue

TEXTS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "",
            "<script>alert('x')</script> & <b>bold</b>",
            "😀😀 👩‍👩‍👧 ❤️?",
            "Сколько это стоит? Почему так долго?",
            "元気ですか？はい、元気です。",
            "مرحبا كيف حالك؟",
            "x" * 5000,
            "I'm calling about my order, it's broken and nobody called me back!",
            "We'll send the new part tomorrow by noon. How many do you need?",
            "Mm-hm.",
        ]
    ),
)
TIMES = st.floats(-5, 400, allow_nan=False)
LANGUAGES = st.sampled_from(["en", "es", "de", "ja", "en-US", "", "xx"])


@st.composite
def words(draw: st.DrawFn) -> tuple[Word, ...]:
    times = draw(st.lists(st.tuples(TIMES, TIMES), max_size=3))
    return tuple(Word(start, end, "word", 0.9) for start, end in times)


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    sides = draw(st.sampled_from([[("", "")], [("agent", "A")], [("agent", "A"), ("customer", "B")]]))
    sides = [*sides, *draw(st.sampled_from([[], [("system", "A")], [("", "C")]]))]
    turns = []
    for index in range(draw(st.integers(0, 12))):
        role, speaker = draw(st.sampled_from(sides))
        turns.append(Turn(index, draw(TIMES), draw(TIMES), draw(TEXTS), role, speaker, words=draw(words())))
    return Conversation(
        tuple(turns),
        draw(st.floats(0, 300)),
        draw(st.sampled_from([1, 2])),
        draw(LANGUAGES),
        draw(st.booleans()),
    )


@settings(max_examples=150, deadline=None)
@given(conversations())
def test_a_report_on_anything_holds_together(conversation: Conversation) -> None:
    report = analyse(conversation)

    assert_evidence_holds(conversation, report)
    assert len(report.sentiments) == len(conversation.turns)
    assert all(score is None or -1 <= score <= 1 for score in report.sentiments)
    assert report.sentiment_score is None or -1 <= report.sentiment_score <= 1
    assert (report.sentiment_label == "") == (report.sentiment_score is None)
    assert len(report.of(Kind.SUMMARY)) <= 5
    assert len(report.of(Kind.KEYWORD)) <= 8
    for metric in report.metrics:
        assert metric.value is None or metric.value >= 0
        assert metric.unit != "%" or metric.value is None or metric.value <= 100.001


def assert_evidence_holds(conversation: Conversation, report: Report) -> None:
    said = {turn.index: turn for turn in conversation.turns}
    assert all(set(found.evidence) <= set(said) for found in report.findings)
    assert all(list(found.evidence) == sorted(set(found.evidence)) for found in report.findings)
    for found in (*report.of(Kind.SUMMARY), *report.of(Kind.QUESTION)):
        assert len(found.evidence) == 1
        assert found.text in said[found.evidence[0]].text
        assert found.role == said[found.evidence[0]].role
    for keyword in report.of(Kind.KEYWORD):
        assert set(keyword.evidence) <= set(said)
        assert list(keyword.evidence) == sorted(set(keyword.evidence))
    for risk in report.of(Kind.RISK):
        assert set(risk.evidence) <= set(said)
        assert 0 < risk.details["probability"] < 1


@given(conversations())
@settings(max_examples=25, deadline=None)
def test_the_same_call_gives_the_same_report(conversation: Conversation) -> None:
    assert analyse(conversation) == analyse(conversation)


def test_an_empty_call_says_that_nobody_speaks() -> None:
    report = analyse(Conversation((), 30.0, 2, "en"))

    assert report.notes == ("Nobody speaks in this recording.",)
    assert (report.headline, report.sentiments, report.sentiment_label) == ("", (), "")


def test_another_language_keeps_the_numbers_and_says_what_is_missing() -> None:
    lines = ["A: Guten Tag, was kann ich für Sie tun?", "C: Mein Paket ist nicht angekommen."] * 12
    report = analyse(dialogue(*lines, language="de"))

    assert report.findings == ()
    assert report.notes == ("Summary, questions, keywords and sentiment are not available in German yet.",)
    values = {metric.key: metric.value for metric in report.metrics}
    assert values["agent_talk_ratio"] == 50
    assert values["agent_questions"] is None


def test_sides_told_apart_in_one_channel_are_called_estimates() -> None:
    assert analyse(dialogue("A: Hello.", "C: Hello.", channels=1)).notes == (ESTIMATED,)


def test_a_call_of_ten_thousand_turns_takes_seconds() -> None:
    lines = [
        "A: We'll send the new washing machine tomorrow, if the old contract allows it.",
        "C: Nobody called me back about the washing machine, and it's still broken!",
    ]
    call = dialogue(*lines * 5000)

    started = time.process_time()
    report = analyse(call)

    assert time.process_time() - started < 15
    assert_evidence_holds(call, report)
