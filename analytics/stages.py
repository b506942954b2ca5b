"""ANALYSE: utterances in, insight rows out. The thinking is in analytics/insight, which knows no rows."""

from dataclasses import asdict
from datetime import datetime

from analytics import indexing, rules
from analytics.insight.report import Report, analyse
from analytics.insight.scorecards import quality
from analytics.insight.types import Conversation, Kind, Turn
from analytics.models import Finding, Insight
from analytics.tools import tools
from calls.models import Call, Transcript, Utterance
from calls.stage import Done, Outcome, Skipped, Stage
from calls.transcripts import spans_of, words_of


def work(call: Call) -> Outcome:
    """Analyse the call's transcript. Done's result: Report."""
    transcript = Transcript.objects.filter(call=call).first()
    if transcript is None:
        return Skipped("There is no transcript to analyse.")
    return Done(analyse(conversation_of(transcript), rules=rules.in_use(), tools=tools()))


def conversation_of(transcript: Transcript) -> Conversation:
    """Where a call has several recordings, a letter of one is nobody in the next: only roles count."""
    said = list(transcript.utterances.all())
    is_one = len({utterance.recording_id for utterance in said}) < 2
    return Conversation(
        turns=tuple(_turn(utterance) for utterance in said),
        duration=transcript.duration,
        channels=transcript.channels,
        language=transcript.language,
        has_speakers=transcript.has_speakers and (is_one or all(utterance.role for utterance in said)),
        spans=tuple(spans_of(transcript)),
        started_at=_local(transcript.call),
        direction=transcript.call.direction,
    )


def _local(call: Call) -> datetime:
    """When the call began by the clock on the wall of the people who speak."""
    return call.started_at.astimezone(call.connection.zone)


def _turn(utterance: Utterance) -> Turn:
    return Turn(
        index=utterance.index,
        start=utterance.start,
        end=utterance.end,
        text=utterance.text,
        speaker=utterance.speaker,
        role=utterance.role,
        words=words_of(utterance),
        speaker_confidence=utterance.speaker_confidence,
    )


def save(call: Call, report: Report) -> None:
    """Replace the call's insight, findings and passages as a whole."""
    Insight.objects.filter(call=call).delete()
    insight = Insight.objects.create(
        call=call,
        version=report.version,
        language=report.language,
        headline=report.headline,
        sentiment=report.sentiment_label,
        sentiment_score=report.sentiment_score,
        sentiment_course=report.sentiment_course,
        sentiments=list(report.sentiments),
        metrics=[asdict(metric) for metric in report.metrics],
        quality=quality(report.findings),
        notes=list(report.notes),
    )
    Finding.objects.bulk_create(
        Finding(
            insight=insight,
            kind=finding.kind,
            position=position,
            text=finding.text,
            role=finding.role,
            score=finding.score,
            evidence=list(finding.evidence),
            details=dict(finding.details),
        )
        for kind in Kind
        for position, finding in enumerate(report.of(kind))
    )
    indexing.index(call, report.passages)


ANALYSE = Stage(name="analyse", work=work, save=save, limit=600.0)
