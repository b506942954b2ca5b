"""Reason, action items, questions, objections: the right turns, beside what a simple rule takes."""

import re
from collections.abc import Callable, Iterator, Sequence

from analytics.insight.types import Kind, Role
from audiapro.evaluation.figure import Figure, compare
from audiapro.evaluation.labelled import Labelled
from audiapro.evaluation.scores import Found, f1, precision, recall

WILL = re.compile(r"\b(?:i'll|we'll|i will|we will)\b", re.I)
BUT = re.compile(r"\b(?:but|no|not|too)\b|n't\b", re.I)

Turns = Callable[[Labelled], set[int]]


def reason(calls: Sequence[Labelled], source: str) -> Figure:
    """How often the first reason we give cites a turn that tells it; baseline: what the caller says first."""
    told = [call for call in calls if call.labels["reason_for_call"]]
    return compare(
        "reason",
        "right turn",
        source=source,
        score=recall,
        ours=[[(True, _is_told(call, _first_reason(call)))] for call in told]
        if _has(told, Kind.REASON)
        else None,
        baseline=("first turn of the caller", [[(True, _is_told(call, _opening(call)))] for call in told]),
    )


def _first_reason(call: Labelled) -> set[int]:
    return call.at(call.report.of(Kind.REASON)[0].evidence) if call.report.of(Kind.REASON) else set()


def _opening(call: Labelled) -> set[int]:
    caller = Role.AGENT if call.truth["direction"] == "outbound" else Role.CUSTOMER
    return set(call.turns(caller)[:1])


def _is_told(call: Labelled, turns: set[int]) -> bool:
    return bool(turns & set(call.labels["reason_for_call"]["turns"]))


def actions(calls: Sequence[Labelled], source: str) -> Iterator[Figure]:
    yield from _detection(
        "action items", calls, source, Kind.ACTION, _owed, ("“I'll”, “we will”", _saying(WILL))
    )


def _owed(call: Labelled) -> set[int]:
    return {turn for item in call.labels["action_items"] for turn in item["turns"]}


def questions(calls: Sequence[Labelled], source: str) -> Iterator[Figure]:
    yield from _detection("questions", calls, source, Kind.QUESTION, _asked, ("question mark", _marked))


def _asked(call: Labelled) -> set[int]:
    return {question["turn"] for question in call.labels["questions"]}


def _marked(call: Labelled) -> set[int]:
    return {turn for turn, text in call.texts().items() if "?" in text}


def objections(calls: Sequence[Labelled], source: str) -> Iterator[Figure]:
    baseline = ("“but”, “no”, “not”, “too”", _saying(BUT, Role.CUSTOMER))
    yield from _detection("objections", calls, source, Kind.OBJECTION, _objected, baseline)


def _objected(call: Labelled) -> set[int]:
    return {objection["turn"] for objection in call.labels["objections"]}


def _saying(pattern: re.Pattern[str], *roles: Role) -> Turns:
    def turns(call: Labelled) -> set[int]:
        wanted = call.turns(*roles)
        return {turn for turn, text in call.texts().items() if turn in wanted and pattern.search(text)}

    return turns


def _detection(
    name: str, calls: Sequence[Labelled], source: str, kind: Kind, truth: Turns, baseline: tuple[str, Turns]
) -> Iterator[Figure]:
    """By turn of the label, so that two findings in one turn count once."""
    ours = [_pairs(call, truth(call), call.cited(kind)) for call in calls] if _has(calls, kind) else None
    theirs = [_pairs(call, truth(call), baseline[1](call)) for call in calls]
    for measure, score in {"precision": precision, "recall": recall, "F1": f1}.items():
        yield compare(name, measure, source=source, score=score, ours=ours, baseline=(baseline[0], theirs))


def _pairs(call: Labelled, true: set[int], found: set[int]) -> list[Found]:
    return [(turn in true, turn in found) for turn in call.turns()]


def _has(calls: Sequence[Labelled], kind: Kind) -> bool:
    """Whether anything finds this kind at all."""
    return any(call.report.of(kind) for call in calls)
