"""A call's insight as cards: each statement with the lines of the transcript it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date

from analytics.insight.objections import LABELS as OBJECTIONS
from analytics.models import Finding, Insight
from analytics.queries.transcript import Line

RISK_NAMES = {
    "escalation": "May escalate",
    "churn": "May leave",
    "dissatisfied": "May be dissatisfied",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the transcript, to link to."""

    index: int
    start: float


# The mood whose sign it is shown with, and its name.
SATISFACTION = {
    "satisfied": ("positive", "Satisfied"),
    "mixed": ("neutral", "Mixed"),
    "dissatisfied": ("negative", "Dissatisfied"),
}
OPEN_BECAUSE = {"put_off": "Put off, and not answered later", "passed_over": "Not taken up"}


@dataclass(frozen=True, slots=True)
class Statement:
    """`note` says of what kind it is, in a few words."""

    text: str
    role: str
    mentions: tuple[Mention, ...]
    probability: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """`owner` has to act, "" where roles are not known; `due_text` is the time as it was said."""

    text: str
    role: str
    owner: str
    due: date | None
    due_text: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """`level` is "medium" or "high"; `text` says why."""

    name: str
    level: str
    text: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """`probability` is that of the `name`, from 0 to 1; `text` says why."""

    mood: str
    name: str
    probability: float
    text: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    label: str
    value: float
    unit: str
    formula: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Metrics that the recording cannot tell, all for the same reason."""

    why: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    summary: Sequence[Statement]
    outcome: Statement | None
    actions: Sequence[Action]
    satisfaction: Satisfaction | None
    objections: Sequence[Statement]
    open_questions: Sequence[Statement]
    questions: Sequence[Statement]
    topics: Sequence[Statement]
    keywords: Sequence[Statement]
    risks: Sequence[Risk]
    metrics: Sequence[Metric]
    unavailable: Sequence[Unavailable]
    notes: Sequence[str]


def cards(insight: Insight, lines: Sequence[Line]) -> Cards:
    places = {line.index: Mention(line.index, line.start) for line in lines}
    findings = list(insight.findings.all())
    Kind = Finding.Kind
    return Cards(
        summary=_statements(findings, Kind.SUMMARY, places),
        outcome=next(iter(_statements(findings, Kind.OUTCOME, places)), None),
        actions=_actions(findings, places),
        satisfaction=_satisfaction(findings, places),
        objections=_noted(findings, Kind.OBJECTION, places, detail="kind", notes=OBJECTIONS),
        open_questions=_noted(findings, Kind.OPEN_QUESTION, places, detail="why", notes=OPEN_BECAUSE),
        questions=_statements(findings, Kind.QUESTION, places),
        topics=_statements(findings, Kind.TOPIC, places),
        keywords=_statements(findings, Kind.KEYWORD, places),
        risks=_risks(findings, places),
        metrics=[_metric(row) for row in insight.metrics if row["value"] is not None],
        unavailable=_unavailable(row for row in insight.metrics if row["value"] is None),
        notes=insight.notes,
    )


def _statements(findings: list[Finding], kind: str, places: dict[int, Mention]) -> list[Statement]:
    return [
        Statement(
            text=finding.text,
            role=finding.role,
            mentions=_mentions(finding, places),
            probability=finding.details.get("probability"),
        )
        for finding in findings
        if finding.kind == kind
    ]


def _noted(
    findings: list[Finding], kind: str, places: dict[int, Mention], *, detail: str, notes: Mapping[str, str]
) -> list[Statement]:
    """Statements with a note, which one of their details chooses."""
    return [
        Statement(finding.text, finding.role, _mentions(finding, places), note=notes[finding.details[detail]])
        for finding in findings
        if finding.kind == kind
    ]


def _satisfaction(findings: list[Finding], places: dict[int, Mention]) -> Satisfaction | None:
    found = next((finding for finding in findings if finding.kind == Finding.Kind.SATISFACTION), None)
    if found is None:
        return None
    mood, name = SATISFACTION[found.details["label"]]
    return Satisfaction(
        mood=mood,
        name=name,
        probability=found.details["probability"],
        text=found.text,
        mentions=_mentions(found, places),
    )


def _actions(findings: list[Finding], places: dict[int, Mention]) -> list[Action]:
    return [
        Action(
            text=finding.text,
            role=finding.role,
            owner=finding.details["owner"],
            due=parse_date(finding.details["due"]),
            due_text=finding.details["due_text"],
            mentions=_mentions(finding, places),
        )
        for finding in findings
        if finding.kind == Finding.Kind.ACTION
    ]


def _risks(findings: list[Finding], places: dict[int, Mention]) -> list[Risk]:
    """A low risk is that of any call with a grumble in it, and is not shown."""
    return [
        Risk(
            name=RISK_NAMES[finding.details["risk"]],
            level=finding.details["level"],
            text=finding.text,
            mentions=_mentions(finding, places),
        )
        for finding in findings
        if finding.kind == Finding.Kind.RISK and finding.details["level"] != "low"
    ]


def _mentions(finding: Finding, places: dict[int, Mention]) -> tuple[Mention, ...]:
    return tuple(places[index] for index in finding.evidence if index in places)


def _metric(row: dict[str, Any]) -> Metric:
    return Metric(label=row["label"], value=row["value"], unit=row["unit"], formula=row["formula"])


def _unavailable(rows: Iterable[dict[str, Any]]) -> list[Unavailable]:
    labels: dict[str, list[str]] = {}
    for row in rows:
        labels.setdefault(row["why"], []).append(row["label"])
    return [Unavailable(why, tuple(names)) for why, names in labels.items()]
