"""All figures in their order, and how they are printed."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from analytics.insight.report import VERSION
from analytics.insight.tools import Tools
from audiapro.evaluation.figure import Figure
from audiapro.evaluation.found import actions, objections, questions, reason
from audiapro.evaluation.labelled import SHIPPED, Labelled, recognised, written
from audiapro.evaluation.measured import numbers
from audiapro.evaluation.moods import moods
from audiapro.evaluation.outcome import outcome
from audiapro.evaluation.subjects import names, topics
from audiapro.evaluation.summaries import likeness, slots

HEAD = "| what | measure | on | ours | 95 % interval | baseline | its figure | n | calls |"
RULE = "|---|---|---|---|---|---|---|---|---|"


def figures(tools: Tools, *, eval_dir: Path | None, transcripts: Path) -> Iterator[Figure]:
    """Over the shipped labels, what was heard of them, and the public sets in `eval_dir`."""
    yield from _of_calls(written(SHIPPED, tools), "human")
    if heard := recognised(SHIPPED, transcripts, tools):
        yield from _of_calls(heard, "recognised")
    if eval_dir:
        yield from likeness(eval_dir, tools)


def _of_calls(calls: Sequence[Labelled], source: str) -> Iterator[Figure]:
    yield slots(calls, source)
    yield reason(calls, source)
    yield outcome(calls, source)
    yield from actions(calls, source)
    yield from questions(calls, source)
    yield from objections(calls, source)
    yield from moods(calls, source)
    yield topics(calls, source)
    yield names(calls, source)
    yield from numbers(calls, source)


def markdown(rows: Sequence[Figure]) -> str:
    return "\n".join([HEAD, RULE, *map(_row, rows)])


def _row(row: Figure) -> str:
    ours = "not available" if row.ours is None else f"**{row.ours:.2f}**"
    cells = (row.kind, row.measure, row.source, ours, _interval(row), row.baseline, _number(row.theirs))
    return f"| {' | '.join(cells)} | {row.n} | {row.calls} |"


def _interval(row: Figure) -> str:
    return "" if row.low is None or row.high is None else f"{row.low:.2f} to {row.high:.2f}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def heading(model: str, on: date) -> str:
    return f"Measured on {on:%d %B %Y}, version {VERSION} of the analyser; recognised with Whisper {model}."
