"""Summaries: the turns that matter (labels), and likeness to people's summaries (public sets)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.insight.report import analyse
from analytics.insight.text import sentences
from analytics.insight.tools import Tools
from analytics.insight.types import Conversation, Kind, Role, Turn
from audiapro.evaluation import rouge
from audiapro.evaluation.figure import Figure, compare
from audiapro.evaluation.labelled import Labelled
from audiapro.evaluation.scores import Found, mean, recall

LEAD = 3  # sentences
SPEED = 2.7  # words a second, for dialogues without times


def slots(calls: Sequence[Labelled], source: str) -> Figure:
    """The share of reasons and action items whose turn the summary cites; lead takes as many turns."""
    return compare(
        "summary",
        "slots cited",
        source=source,
        score=recall,
        ours=[_covered(call, call.cited(Kind.SUMMARY)) for call in calls],
        baseline=("as many first turns", [_covered(call, _lead(call)) for call in calls]),
    )


def _lead(call: Labelled) -> set[int]:
    return set(call.turns()[: len(call.cited(Kind.SUMMARY))])


def _covered(call: Labelled, cited: set[int]) -> list[Found]:
    slots = [*filter(None, [call.labels["reason_for_call"]]), *call.labels["action_items"]]
    return [(True, bool(cited & set(slot["turns"]))) for slot in slots]


@dataclass(frozen=True, slots=True)
class Summarised:
    """A dialogue, (role or "", text) each turn, with what people wrote of it."""

    turns: Sequence[tuple[str, str]]
    references: Sequence[str]


def likeness(folder: Path, tools: Tools) -> Iterator[Figure]:
    """ROUGE on the public sets that are in `folder`."""
    for name, read in READERS.items():
        if (path := folder / "text" / name).exists():
            items = [read(item) for item in json.loads(path.read_text())["items"]]
            yield from _rouge([item for item in items if item.references], tools, path.stem.partition("_")[0])


def _rouge(items: Sequence[Summarised], tools: Tools, source: str) -> Iterator[Figure]:
    ours, lead = [_summary(item, tools) for item in items], [_first(item) for item in items]
    for measure, kind in rouge.MEASURES.items():
        yield compare(
            "summary",
            measure,
            source=source,
            score=mean,
            ours=_likenesses(items, ours, kind),
            baseline=(f"lead-{LEAD}", _likenesses(items, lead, kind)),
        )


def _likenesses(
    items: Sequence[Summarised], summaries: Sequence[str], kind: rouge.Rouge
) -> list[list[float]]:
    return [
        [rouge.against(item.references, text, rouge=kind)]
        for item, text in zip(items, summaries, strict=True)
    ]


def _summary(item: Summarised, tools: Tools) -> str:
    turns: list[Turn] = []
    for n, (role, text) in enumerate(item.turns):
        start = turns[-1].end if turns else 0.0
        turns.append(Turn(n, start, start + len(text.split()) / SPEED, text, role, role))
    duration = turns[-1].end if turns else 0.0
    report = analyse(Conversation(tuple(turns), duration, 2, "en", has_speakers=False), tools=tools)
    return " ".join(finding.text for finding in report.of(Kind.SUMMARY))


def _first(item: Summarised) -> str:
    said = [sentence for _, text in item.turns for sentence in sentences(text)]
    return " ".join(said[:LEAD])


def _dialogsum(item: Mapping[str, Any]) -> Summarised:
    lines = (re.sub(r"^#\w+#:\s*", "", line) for line in item["dialogue"].splitlines())
    return Summarised([("", line) for line in lines], [item[f"summary{n}"] for n in (1, 2, 3)])


def _tweetsumm(item: Mapping[str, Any]) -> Summarised:
    turns = [
        (Role.AGENT if turn["is_agent"] else Role.CUSTOMER, " ".join(turn["sentences"]))
        for turn in item["dialog"]["turns"]
    ]
    written = item["summaries"].get("abstractive_summaries") or []
    return Summarised(turns, [" ".join(each) for each in written])


READERS = {"dialogsum_sample150.json": _dialogsum, "tweetsumm_sample5.json": _tweetsumm}
