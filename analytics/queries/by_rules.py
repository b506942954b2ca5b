"""What people's trackers and scorecards say of one call, for its page; `views.call` shows it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.insight.scorecards import score
from analytics.models import Finding, Insight
from analytics.queries.insight import Mention
from analytics.queries.transcript import Line


@dataclass(frozen=True, slots=True)
class Tracked:
    name: str
    count: int
    is_absence: bool
    said: Sequence[str]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """`passed` is None where the item could not be judged."""

    text: str
    passed: bool | None
    is_auto_fail: bool
    why: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    score: float | None
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True)
class ByRules:
    trackers: Sequence[Tracked]
    scorecards: Sequence[Card]


def by_rules(insight: Insight, lines: Sequence[Line]) -> ByRules:
    places = {line.index: Mention(line.index, line.start) for line in lines}
    found = list(insight.findings.all())
    trackers = [_tracked(row, places) for row in found if row.kind == Finding.Kind.TRACKER]
    return ByRules(trackers, _cards([row for row in found if row.kind == Finding.Kind.CHECK], places))


def _tracked(row: Finding, places: Mapping[int, Mention]) -> Tracked:
    told = row.details
    return Tracked(row.text, told["count"], told["is_absence"], told["phrases"], _mentions(row, places))


def _cards(rows: Sequence[Finding], places: Mapping[int, Mention]) -> list[Card]:
    of_card = defaultdict(list)
    for row in rows:
        of_card[row.details["scorecard"]].append(row)
    return [
        Card(
            name=checks[0].details["scorecard_name"],
            score=score(row.details for row in checks),
            checks=[_check(row, places) for row in checks],
        )
        for checks in of_card.values()
    ]


def _check(row: Finding, places: Mapping[int, Mention]) -> Check:
    told = row.details
    return Check(row.text, told["passed"], told["auto_fail"], told["why"], _mentions(row, places))


def _mentions(row: Finding, places: Mapping[int, Mention]) -> tuple[Mention, ...]:
    return tuple(places[index] for index in row.evidence if index in places)
