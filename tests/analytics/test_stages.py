"""From a transcript's rows to the conversation that is analysed."""

import pytest

from analytics.insight.report import analyse
from analytics.insight.types import Kind
from analytics.stages import conversation_of, save
from calls.speech.types import Span, SpanKind
from tests import factories as make
from tests.analytics.insight.build import dialogue

pytestmark = pytest.mark.django_db


def test_doubt_overlap_and_spans_reach_the_analysis() -> None:
    transcript = make.make_transcript(make.make_call(), spans=[["hold", 3.0, 4.0]])
    transcript.utterances.filter(index=0).update(
        speaker_confidence=0.7, words=[[0.6, 1.0, " Good", 0.9, 1], [1.0, 3.4, " morning.", 0.9]]
    )
    conversation = conversation_of(transcript)
    first = conversation.turns[0]
    assert conversation.spans == (Span(SpanKind.HOLD, 3.0, 4.0),)
    assert first.speaker_confidence == 0.7
    assert [(word.speaker, word.is_overlapped) for word in first.words] == [("", True), ("", False)]


def test_letters_count_in_one_recording_only() -> None:
    transcript = make.make_transcript(
        make.make_call(), [("agent", 0, 1, " Hello."), ("customer", 1, 2, " Hi.")]
    )
    transcript.utterances.update(role="")
    assert conversation_of(transcript).has_speakers
    second = make.make_recording(transcript.call, position=1)
    transcript.utterances.filter(index=1).update(recording=second)
    assert not conversation_of(transcript).has_speakers
    transcript.utterances.filter(index=0).update(role="agent")
    transcript.utterances.filter(index=1).update(role="customer")
    assert conversation_of(transcript).has_speakers


def test_the_course_and_the_risks_of_a_report_are_kept() -> None:
    call = make.make_call()
    report = analyse(dialogue(*["C: Wonderful, I love it."] * 4, *["C: This is terrible. I'll sue you."] * 4))
    save(call, report)
    call.insight.refresh_from_db()
    assert call.insight.sentiment_course == "worsening"
    [first, *_] = call.insight.findings.filter(kind="risk")
    assert first.details == dict(report.of(Kind.RISK)[0].details)
    assert first.evidence == list(report.of(Kind.RISK)[0].evidence)
