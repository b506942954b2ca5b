"""Outcome: the right one of five; the baseline always gives the commonest."""

from collections import Counter
from collections.abc import Sequence

from analytics.insight.types import Kind
from audiapro.evaluation.figure import Figure, compare
from audiapro.evaluation.labelled import Labelled
from audiapro.evaluation.scores import accuracy


def outcome(calls: Sequence[Labelled], source: str) -> Figure:
    true = [call.labels["outcome"] for call in calls]
    commonest = Counter(true).most_common(1)[0][0]
    given = [_given(call) for call in calls]
    return compare(
        "outcome",
        "accuracy",
        source=source,
        score=accuracy,
        ours=[[pair] for pair in zip(true, given, strict=True)] if any(given) else None,
        baseline=(f"always “{commonest}”", [[(label, commonest)] for label in true]),
    )


def _given(call: Labelled) -> str:
    found = call.report.of(Kind.OUTCOME)
    return found[0].details["label"] if found else ""
