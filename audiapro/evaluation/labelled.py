"""Labelled calls, analysed: from the words a person wrote down, or from those our recogniser heard."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.insight.report import analyse
from analytics.insight.tools import Tools
from analytics.insight.types import Conversation, Kind, Report, Role, Turn
from calls.speech.types import Span, SpanKind

SHIPPED = Path(__file__).parent / "data"
ROLES = {"agent2": Role.AGENT, "agent": Role.AGENT, "customer": Role.CUSTOMER, "system": Role.SYSTEM}

Truth = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A call with its labels and our report on it.

    `places` has the label's turn for each turn of the conversation, None where nothing was said then.
    """

    truth: Truth
    conversation: Conversation
    report: Report
    places: tuple[int | None, ...]

    @property
    def labels(self) -> Mapping[str, Any]:
        return self.truth["labels"]

    def turns(self, *roles: Role) -> list[int]:
        """The label's turns, of these roles or of all people."""
        wanted = roles or (Role.AGENT, Role.CUSTOMER)
        return [turn["index"] for turn in self.truth["turns"] if ROLES[turn["speaker"]] in wanted]

    def cited(self, kind: Kind) -> set[int]:
        """The label's turns that our findings of a kind cite."""
        return self.at(index for finding in self.report.of(kind) for index in finding.evidence)

    def at(self, indexes: "Iterator[int] | Sequence[int]") -> set[int]:
        return {place for index in indexes if (place := self.places[index]) is not None}

    def texts(self) -> dict[int, str]:
        """What the transcript says in each of the label's turns."""
        said: dict[int, str] = {}
        for turn, place in zip(self.conversation.turns, self.places, strict=True):
            if place is not None:
                said[place] = f"{said.get(place, '')} {turn.text}".strip()
        return said


def written(folder: Path, tools: Tools) -> list[Labelled]:
    """The English calls of a folder, as a person wrote them down."""
    return [_labelled(truth, _as_written(truth), tools) for truth in truths(folder)]


def recognised(folder: Path, transcripts: Path, tools: Tools) -> list[Labelled]:
    """Those of which `transcripts` holds what was heard."""
    heard = {path.stem: path for path in transcripts.glob("*.json")}
    return [
        _labelled(truth, _as_heard(truth, json.loads(heard[truth["id"]].read_text())), tools)
        for truth in truths(folder)
        if truth["id"] in heard
    ]


def truths(folder: Path) -> list[Truth]:
    read = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return [truth for truth in read if truth["language"] == "en"]


def _labelled(truth: Truth, conversation: Conversation, tools: Tools) -> Labelled:
    places = tuple(_place(turn, truth) for turn in conversation.turns)
    return Labelled(truth, conversation, analyse(conversation, tools=tools), places)


def _as_written(truth: Truth) -> Conversation:
    turns = tuple(_turn(spoken["index"], spoken, ROLES[spoken["speaker"]]) for spoken in truth["turns"])
    spans = tuple(
        Span(SpanKind.HOLD, each["start"], each["end"]) for each in truth["events"] if each["kind"] == "hold"
    )
    return Conversation(
        turns, truth["duration"], 2, "en", has_speakers=True, spans=spans, direction=truth["direction"]
    )


def _as_heard(truth: Truth, transcript: Mapping[str, Any]) -> Conversation:
    turns = tuple(_turn(n, heard, heard["role"]) for n, heard in enumerate(transcript["segments"]))
    spans = tuple(Span(SpanKind(each["kind"]), each["start"], each["end"]) for each in transcript["spans"])
    return Conversation(
        turns,
        transcript["duration"],
        transcript["channels"],
        transcript["language"],
        has_speakers=all(turn.role for turn in turns),
        spans=spans,
        direction=truth["direction"],
    )


def _turn(index: int, spoken: Mapping[str, Any], role: str) -> Turn:
    return Turn(index, spoken["start"], spoken["end"], spoken["text"], role, role)


def _place(turn: Turn, truth: Truth) -> int | None:
    """The label's turn that it overlaps most; of equals the one of its own side."""

    def shared(spoken: Mapping[str, Any]) -> tuple[float, bool]:
        overlap = min(turn.end, spoken["end"]) - max(turn.start, spoken["start"])
        return round(overlap, 1), ROLES[spoken["speaker"]] == turn.role

    best = max(truth["turns"], key=shared)
    return best["index"] if shared(best)[0] > 0 else None
