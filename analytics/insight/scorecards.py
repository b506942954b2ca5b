"""Scorecards: items that a call passes or fails, each with the turns it was judged by.

Score = sum of weight * passed / sum of weight over the items that could be judged, 0 when an auto-fail
item fails (as Dialpad and QueueMetrics score, see docs/decisions.md). An item whose tracker or metric this
recording cannot tell is not judged, and counts neither for nor against.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from analytics.insight.rulebook import Item, Scorecard
from analytics.insight.trackers import EVIDENCE, Look
from analytics.insight.types import Conversation, Finding, Kind, Metric

GONE = "What this item asks for is no longer there."


def checks(
    conversation: Conversation,
    scorecards: Sequence[Scorecard],
    *,
    looks: Mapping[int, Look],
    metrics: Mapping[str, Metric],
) -> tuple[Finding, ...]:
    """A finding for each item of the scorecards that are for this call; none where nobody speaks.

    details: {scorecard, scorecard_name, item, passed: true, false, or null where not judged, weight,
    auto_fail, why}. `looks` by tracker's id, `metrics` by key.
    """
    said = conversation.spoken_by_people
    if not said:
        return ()
    ends = tuple(sorted({said[0].index, said[-1].index}))
    return tuple(
        _check(card, item, ends, _judged(item, looks, metrics))
        for card in scorecards
        if card.direction in ("", conversation.direction)
        for item in card.items
    )


def score(details: Iterable[Mapping[str, Any]]) -> float | None:
    """0 to 100 from the details of a scorecard's checks; None where no item could be judged."""
    judged = [check for check in details if check["passed"] is not None]
    if any(check["auto_fail"] and not check["passed"] for check in judged):
        return 0.0
    weight = sum(check["weight"] for check in judged)
    if not weight:
        return None
    return float(100 * sum(check["weight"] for check in judged if check["passed"]) / weight)


def quality(findings: Iterable[Finding]) -> float | None:
    """The mean of the scores of all scorecards that judged this call; None without any."""
    cards = defaultdict(list)
    for finding in findings:
        if finding.kind == Kind.CHECK:
            cards[finding.details["scorecard"]].append(finding.details)
    scores = [found for found in map(score, cards.values()) if found is not None]
    return sum(scores) / len(scores) if scores else None


Judged = tuple[bool | None, str, tuple[int, ...]]  # passed, why, evidence


def _judged(item: Item, looks: Mapping[int, Look], metrics: Mapping[str, Metric]) -> Judged:
    if item.tracker is not None:
        look = looks.get(item.tracker)
        return _by_tracker(item, look) if look else (None, GONE, ())
    metric = metrics.get(item.metric)
    return _by_metric(item, metric) if metric else (None, GONE, ())


def _by_tracker(item: Item, look: Look) -> Judged:
    if look.why:
        return None, look.why, look.stretch
    passed = look.applies == item.is_wanted
    if not look.hits:
        return passed, "Not heard between these two places.", look.stretch
    return passed, f"Heard: “{look.hits[0].said[:120]}”", look.heard[:EVIDENCE]


def _by_metric(item: Item, metric: Metric) -> Judged:
    if metric.value is None:
        return None, metric.why, ()
    passed = all(_within(item, metric.value))
    return passed, f"{metric.label}: {metric.value:g} {metric.unit}".rstrip() + f", {_bounds(item)}.", ()


def _within(item: Item, value: float) -> Iterator[bool]:
    yield item.least is None or value >= item.least
    yield item.most is None or value <= item.most


def _bounds(item: Item) -> str:
    if item.least is None:
        return f"at most {item.most:g} wanted"
    if item.most is None:
        return f"at least {item.least:g} wanted"
    return f"{item.least:g} to {item.most:g} wanted"


def _check(card: Scorecard, item: Item, ends: tuple[int, ...], judged: Judged) -> Finding:
    passed, why, evidence = judged
    details = {
        "scorecard": card.id,
        "scorecard_name": card.name,
        "item": item.id,
        "passed": passed,
        "weight": item.weight,
        "auto_fail": item.is_auto_fail,
        "why": why,
    }
    return Finding(Kind.CHECK, item.text, "", None, evidence or ends, details)
