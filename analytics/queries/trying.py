"""“Try it”: what a tracker or scorecard that is not saved yet would say of the last calls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics import rules
from analytics.insight import rulebook
from analytics.insight.privacy.redact import redact
from analytics.insight.scorecards import checks, score
from analytics.insight.trackers import Listener, Look
from analytics.insight.types import Conversation, Metric
from analytics.models import Insight
from analytics.rule_models import Tracker
from analytics.stages import conversation_of
from analytics.tools import tools
from calls.models import Call, Transcript

CALLS = 200
CALLS_BY_MEANING = 20  # comparing meanings takes a tenth of a second a call and more
QUOTES = 8


@dataclass(frozen=True, slots=True)
class Quote:
    """A line that was found, which begins at `start` seconds; of an absence the line looked at first."""

    call: Call
    start: float
    text: str


@dataclass(frozen=True, slots=True)
class Tried:
    """Of `calls` calls the tracker applies to `found`; of `unknown` it cannot be told."""

    calls: int
    found: int
    unknown: int
    why: str
    quotes: Sequence[Quote]


@dataclass(frozen=True, slots=True)
class ItemTried:
    text: str
    passed: int
    failed: int
    not_judged: int


@dataclass(frozen=True, slots=True)
class CardTried:
    """The mean score of `judged` of `calls` calls, None without any."""

    calls: int
    judged: int
    score: float | None
    items: Sequence[ItemTried]


def try_tracker(tracker: rulebook.Tracker) -> Tried:
    transcripts = _newest(CALLS_BY_MEANING if tracker.examples else CALLS)
    told = [(row, *_listened(conversation_of(row), tracker)) for row in transcripts]
    quotes = [_quote(row.call, conversation, look) for row, conversation, look in told if look.applies]
    unknown = [look.why for *_, look in told if look.why]
    return Tried(len(told), len(quotes), len(unknown), _commonest(unknown), quotes[:QUOTES])


def try_scorecard(card: rulebook.Scorecard) -> CardTried:
    """By the trackers as they are saved, and by the numbers that the calls have already."""
    wanted = {item.tracker for item in card.items}
    trackers = [rules.as_rule(row) for row in Tracker.objects.filter(pk__in=wanted - {None})]
    few = any(tracker.examples for tracker in trackers)
    judged = [_judged(row, card, trackers) for row in _newest(CALLS_BY_MEANING if few else CALLS)]
    scores = [found for found in map(score, judged) if found is not None]
    return CardTried(
        calls=len(judged),
        judged=len(scores),
        score=sum(scores) / len(scores) if scores else None,
        items=[
            _item(place, item, [told for told in judged if told]) for place, item in enumerate(card.items)
        ],
    )


def _newest(count: int) -> list[Transcript]:
    rows = Transcript.objects.select_related("call__connection", "call__insight").filter(words__gt=0)
    return list(rows.order_by("-call__started_at").prefetch_related("utterances")[:count])


def _listened(conversation: Conversation, tracker: rulebook.Tracker) -> tuple[Conversation, Look]:
    told = redact(conversation).conversation
    return told, Listener(told, tools()).look(tracker)


def _quote(call: Call, conversation: Conversation, look: Look) -> Quote:
    first = (look.heard or look.stretch)[0]
    turn = next(turn for turn in conversation.turns if turn.index == first)
    return Quote(call, turn.start, turn.text)


def _commonest(texts: Sequence[str]) -> str:
    return max(set(texts), key=texts.count, default="")


def _judged(
    row: Transcript, card: rulebook.Scorecard, trackers: Sequence[rulebook.Tracker]
) -> list[dict[str, object]]:
    conversation = redact(conversation_of(row)).conversation
    listener = Listener(conversation, tools())
    looks = {tracker.id: listener.look(tracker) for tracker in trackers}
    found = checks(conversation, [card], looks=looks, metrics=dict(_metrics(row.call)))
    return [dict(finding.details) for finding in found]


def _metrics(call: Call) -> Iterator[tuple[str, Metric]]:
    insight: Insight | None = getattr(call, "insight", None)
    for told in insight.metrics if insight else ():
        yield told["key"], Metric(**told)


def _item(place: int, item: rulebook.Item, judged: Sequence[Sequence[dict[str, object]]]) -> ItemTried:
    """A call's checks stand in the order of the items."""
    passed = [told[place]["passed"] for told in judged]
    return ItemTried(item.text, passed.count(True), passed.count(False), passed.count(None))
