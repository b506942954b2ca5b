"""A transcript from a JSON file as a Conversation, and a Report as JSON. For `manage.py analyse_file`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from analytics.insight.types import Conversation, Finding, Kind, Report, Role, Turn

ROLES = {
    "agent": Role.AGENT,
    "agent2": Role.AGENT,
    "operator": Role.AGENT,
    "rep": Role.AGENT,
    "customer": Role.CUSTOMER,
    "caller": Role.CUSTOMER,
    "client": Role.CUSTOMER,
    "system": Role.SYSTEM,
    "ivr": Role.SYSTEM,
}


UNKNOWN_SATISFACTION = {
    "label": "unknown",
    "text": "Too little in the call tells whether the customer is satisfied.",
}


class NotATranscript(Exception):
    """The file cannot be read as a transcript; the message says why, in a sentence for a person."""


def read(path: Path, *, language: str = "en", started_at: datetime | None = None) -> Conversation:
    """A list of {speaker, start, end, text}, or an object that has one under turns, segments or utterances.

    Indexes of evidence are places in that list. Times are seconds. NotATranscript when it is neither.
    """
    try:
        whole = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise NotATranscript(f"{path} cannot be read as JSON: {error}") from error
    facts: Mapping[str, Any] = whole if isinstance(whole, dict) else {}
    rows = whole if isinstance(whole, list) else _listed(facts)
    turns = tuple(_turn(index, row) for index, row in enumerate(rows))
    last = max((turn.end for turn in turns), default=0.0)
    return Conversation(
        turns=turns,
        duration=float(facts.get("duration") or last),
        channels=int(facts.get("channels") or 2),
        language=str(facts.get("language") or language),
        has_speakers=bool(turns) and all(turn.speaker for turn in turns),
        started_at=started_at,
        direction=str(facts.get("direction") or ""),
    )


def _listed(facts: Mapping[str, Any]) -> Sequence[Any]:
    for key in ("turns", "segments", "utterances", "transcript"):
        if isinstance(facts.get(key), list):
            return list(facts[key])
    raise NotATranscript(
        "There is no list of {speaker, start, end, text} in the file, "
        "nor under turns, segments or utterances."
    )


def _turn(index: int, row: Any) -> Turn:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise NotATranscript(f"Line {index} is no object with a text.")
    try:
        start = float(row.get("start") or 0.0)
        end = float(row.get("end") or start)
    except (TypeError, ValueError) as error:
        raise NotATranscript(f"The times of line {index} are no numbers of seconds.") from error
    speaker = str(row.get("speaker") or row.get("role") or "")
    role = ROLES.get(str(row.get("role") or speaker).lower(), Role.UNKNOWN)
    return Turn(index, start, end, row["text"], role, speaker)


def as_json(report: Report) -> dict[str, Any]:
    """summary, reason, outcome, action_items, questions, objections, satisfaction, risks, metrics, ….

    Every insight is an object whose `evidence` is a list of indexes of turns; `reason` and `outcome` are
    null where nothing tells them, and of `satisfaction` the label is then "unknown". Of `personal_data` the
    characters in the text are said; no text has any.
    """
    return {
        "version": report.version,
        "language": report.language,
        "headline": report.headline,
        "summary": _all(report, Kind.SUMMARY),
        "reason": _first(report, Kind.REASON),
        "outcome": _first(report, Kind.OUTCOME),
        "action_items": _all(report, Kind.ACTION),
        "questions": _all(report, Kind.QUESTION),
        "open_questions": _all(report, Kind.OPEN_QUESTION),
        "objections": _all(report, Kind.OBJECTION),
        "satisfaction": _first(report, Kind.SATISFACTION) or UNKNOWN_SATISFACTION,
        "topics": _all(report, Kind.TOPIC),
        "keywords": _all(report, Kind.KEYWORD),
        "entities": _all(report, Kind.ENTITY),
        "sentiment": _sentiment(report),
        "risks": _all(report, Kind.RISK),
        "metrics": [asdict(metric) for metric in report.metrics],
        "personal_data": [
            {"kind": one.kind, "start": one.start, "end": one.end, "evidence": [one.index]}
            for one in report.personal
        ],
        "notes": list(report.notes),
    }


def _sentiment(report: Report) -> dict[str, Any]:
    rated = [index for index, score in enumerate(report.sentiments) if score is not None]
    return {
        "label": report.sentiment_label,
        "score": report.sentiment_score,
        "course": report.sentiment_course,
        "evidence": rated,
        "utterances": [
            {"score": score, "evidence": [index]}
            for index, score in enumerate(report.sentiments)
            if score is not None
        ],
    }


def _all(report: Report, kind: Kind) -> list[dict[str, Any]]:
    return [_one(finding) for finding in report.of(kind)]


def _first(report: Report, kind: Kind) -> dict[str, Any] | None:
    return next(iter(_all(report, kind)), None)


def _one(finding: Finding) -> dict[str, Any]:
    said = {"text": finding.text, "role": str(finding.role), "evidence": list(finding.evidence)}
    return said | ({"score": finding.score} if finding.score is not None else {}) | dict(finding.details)
