"""Numbers of the conversation: how many seconds they are off, on calls whose time line is known."""

from collections.abc import Callable, Iterator, Sequence

from audiapro.evaluation.figure import Figure, compare
from audiapro.evaluation.labelled import Labelled
from audiapro.evaluation.scores import mean

Seconds = Callable[[Labelled], float]


def numbers(calls: Sequence[Labelled], source: str) -> Iterator[Figure]:
    """A call of which the number is not available counts as not measured."""
    timed = [call for call in calls if "talk_seconds" in call.truth]
    yield _error("agent's talk", timed, source, "agent_talk_ratio", _talk, _agent, ("half of the talk", 50.0))
    yield _error("overtalk", timed, source, "overtalk_share", _duration, _both, ("none", 0.0))


def _error(
    name: str,
    calls: Sequence[Labelled],
    source: str,
    key: str,
    whole: Seconds,
    true: Seconds,
    baseline: tuple[str, float],
) -> Figure:
    """The metric is a percentage of `whole`."""
    given = [(call, share) for call in calls if (share := _metric(call, key)) is not None]
    return compare(
        name,
        "mean error, s (less is better)",
        source=source,
        score=mean,
        ours=[[abs(share / 100 * whole(call) - true(call))] for call, share in given],
        baseline=(
            baseline[0],
            [[abs(baseline[1] / 100 * whole(call) - true(call))] for call, _ in given],
        ),
    )


def _metric(call: Labelled, key: str) -> float | None:
    return next((metric.value for metric in call.report.metrics if metric.key == key), None)


def _agent(call: Labelled) -> float:
    spoken = call.truth["talk_seconds"]
    return spoken["agent"] + spoken["agent2"]


def _talk(call: Labelled) -> float:
    return _agent(call) + call.truth["talk_seconds"]["customer"]


def _duration(call: Labelled) -> float:
    return call.truth["duration"]


def _both(call: Labelled) -> float:
    return sum(overlap["end"] - overlap["start"] for overlap in call.truth["overlaps"])
